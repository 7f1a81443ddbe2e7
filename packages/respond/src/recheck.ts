import type { IncidentSnapshot, SnapshotRow } from "./snapshot.ts";

/** What a second look says. */
export interface Recheck {
  /**
   * Whether nothing of it is left where a machine can end it: no lockfile, no cache, no installed folder. What was run
   * stays run, and what people have to end stands in `waiting`.
   */
  readonly isClean: boolean;
  /** What is still there and should not be. */
  readonly left: readonly string[];
  /** What people have to finish. */
  readonly waiting: readonly string[];
  /** What could not be read, so that nobody knows. */
  readonly unreadable: readonly string[];
}

/** Says what is left after a response, and what of the time before it people have to finish. Pure. */
export function recheckResponse(after: IncidentSnapshot, before: IncidentSnapshot = after): Recheck {
  const left = after.rows.flatMap((row) => standingOf(row, "machine"));
  const branches = after.rows.flatMap((row) => standingOf(row, "people"));
  // What was moved away is not seen any more, and happened all the same.
  const rebuild = [...before.rows, ...after.rows]
    .filter(({ grade }) => grade === "executed" || grade === "fetched")
    .map((row) => `${placeOf(row)} had ${row.what} (${row.grade}): replace its secrets and set it up anew.`);
  const unreadable = after.rows.flatMap((row) => row.unreadable.map((why) => `${placeOf(row)}: ${why}`));
  return {
    isClean: left.length === 0,
    left: [...new Set(left)],
    waiting: [...new Set([...branches, ...rebuild])],
    unreadable: [...new Set(unreadable)],
  };
}

function standingOf(row: SnapshotRow, standing: "machine" | "people"): readonly string[] {
  return row.evidence
    .filter((each) => each.standing === standing)
    .map(({ channel, ref }) => `${placeOf(row)} still has ${row.what}: ${channel} ${ref}.`);
}

function placeOf({ where }: SnapshotRow): string {
  return `${where.kind} ${where.id}`;
}
