import type { RunPackage, RunReport, RunVersion, WithheldLocked } from "@lockkeeper/firewall";

import type { Obstacle } from "./run-obstacles.ts";
import type { TrafficNotes } from "./run-traffic.ts";

/** What became of a withheld version: refused by name, passed over for another, or named by the lockfile. */
export type WithheldKind = "refused" | "passed-over" | "hidden" | "locked";

/** One version that was withheld from a command. */
export interface WithheldEntry extends RunVersion {
  readonly kind: WithheldKind;
  readonly name: string;
  /** The version that was taken. */
  readonly instead: string | null;
  /** The version that could be taken, where none was. */
  readonly newestAcceptable: string | null;
}

/** What a person should know after a command. */
export interface RunSummary {
  readonly exitCode: number;
  readonly withheld: readonly WithheldEntry[];
  /** Served although a clause objected. */
  readonly warned: readonly (RunVersion & { readonly name: string })[];
  /** How many versions were taken through the firewall. */
  readonly taken: number;
  readonly overruled: readonly string[];
  readonly unseen: readonly string[];
  readonly refusedHosts: readonly string[];
  readonly isCut: boolean;
  /** Settings for which a client may have failed; empty where the command succeeded. */
  readonly suspects: readonly Obstacle[];
  /** Whether a command that failed had an empty store in place of the user's. */
  readonly lackedStore: boolean;
}

/** What a summary is made of. */
export interface SummaryParts {
  readonly exitCode: number;
  readonly report: RunReport;
  readonly locked: readonly WithheldLocked[];
  readonly notes: TrafficNotes;
  readonly obstacles: readonly Obstacle[];
}

/** Brings together what a person should know after a command; the gravest first. */
export function summarizeRun(parts: SummaryParts): RunSummary {
  const { exitCode, report, locked, notes, obstacles } = parts;
  const entries = report.packages.flatMap((each) => entriesOf(each, exitCode !== 0));
  const known = new Set(entries.map(({ name, version }) => `${name}@${version}`));
  const fromLockfile = locked
    .filter(({ name, version }) => !known.has(`${name}@${version}`))
    .map((each): WithheldEntry => ({ ...each, kind: "locked", instead: null }));
  return {
    exitCode,
    withheld: [...entries, ...fromLockfile].toSorted(byGravity),
    warned: report.packages.flatMap(({ name, warned }) => warned.map((each) => ({ name, ...each }))),
    taken: report.packages.reduce((count, { taken }) => count + taken.length, 0),
    overruled: [...notes.overruled],
    unseen: [...notes.unseen],
    refusedHosts: [...notes.refused],
    isCut: report.isCut,
    lackedStore: exitCode !== 0 && locked.length > 0,
    suspects: exitCode === 0 ? [] : obstacles.filter(({ isBypass }) => !isBypass),
  };
}

function entriesOf(each: RunPackage, hasFailed: boolean): readonly WithheldEntry[] {
  const { name, refused, passedOver, hidden, taken, latest, newestAcceptable } = each;
  const entries: WithheldEntry[] = [
    ...refused.map((version): WithheldEntry => ({
      ...version,
      kind: "refused",
      name,
      instead: null,
      newestAcceptable: newestAcceptable ?? latest?.shown ?? null,
    })),
    ...passedOver.map((version): WithheldEntry => ({
      ...version,
      kind: "passed-over",
      name,
      newestAcceptable: null,
    })),
  ];
  const [newest] = hidden;
  // A client that found no version fails and often does not say that there is one.
  const isMissing = hasFailed && taken.length === 0 && entries.length === 0 && newest !== undefined;
  return isMissing
    ? [{ ...newest, kind: "hidden", name, instead: null, newestAcceptable: latest?.shown ?? null }]
    : entries;
}

const order: readonly WithheldKind[] = ["refused", "locked", "hidden", "passed-over"];

function byGravity(left: WithheldEntry, right: WithheldEntry): number {
  return (
    Number(right.effect === "block") - Number(left.effect === "block") ||
    order.indexOf(left.kind) - order.indexOf(right.kind) ||
    (left.name < right.name ? -1 : 1)
  );
}
