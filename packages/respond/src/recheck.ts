import type { IncidentSnapshot, SnapshotRow, Standing } from "./snapshot.ts";

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
  /** The same by kind, a sentence each with a number; for people who decide. */
  readonly open: readonly string[];
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
    open: countOpen(after, before),
    unreadable: [...new Set(unreadable)],
  };
}

function countOpen(after: IncidentSnapshot, before: IncidentSnapshot): readonly string[] {
  const hit = placesWith(
    [...before.rows, ...after.rows],
    ({ grade }) => grade === "executed" || grade === "fetched",
  );
  const standing = (channel: string, by: Standing = "people"): number =>
    placesWith(after.rows, ({ evidence }) =>
      evidence.some((each) => each.channel === channel && each.standing === by),
    );
  return [
    ...say(
      standing("lockfile", "machine"),
      "working tree still pins it in a lockfile: repair it",
      "working trees still pin it in a lockfile: repair them",
    ),
    ...say(
      standing("client-cache", "machine"),
      "cache of a client still holds it: clear it",
      "caches of clients still hold it: clear them",
    ),
    ...say(
      standing("installed-tree", "machine"),
      "project still has it installed: remove it there",
      "projects still have it installed: remove it there",
    ),
    ...say(
      hit,
      "place ran or took it: isolate, replace its secrets, set it up anew",
      "places ran or took it: isolate, replace their secrets, set them up anew",
    ),
    ...say(
      standing("git-history"),
      "repository still pins it on a branch: commit and merge the repair",
      "repositories still pin it on a branch: commit and merge the repairs",
    ),
    ...say(standing("image"), "image still holds it: build it anew", "images still hold it: build them anew"),
    ...say(
      standing("host-sweep"),
      "machine showed traces of it: set it up anew",
      "machines showed traces of it: set them up anew",
    ),
  ];
}

function say(count: number, one: string, many: string): readonly string[] {
  return count === 0 ? [] : [`${String(count)} ${count === 1 ? one : many}.`];
}

function placesWith(rows: readonly SnapshotRow[], isMeant: (row: SnapshotRow) => boolean): number {
  return new Set(rows.filter(isMeant).map(placeOf)).size;
}

function standingOf(row: SnapshotRow, standing: "machine" | "people"): readonly string[] {
  return row.evidence
    .filter((each) => each.standing === standing)
    .map(({ channel, ref }) => `${placeOf(row)} still has ${row.what}: ${channel} ${ref}.`);
}

function placeOf({ where }: SnapshotRow): string {
  return `${where.kind} ${where.id}`;
}
