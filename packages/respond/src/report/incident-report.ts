import type { ExposureGrade, RotationGroup } from "@lockkeeper/exposure";

import { hitRows } from "../plan-response.ts";
import type { IncidentSubject } from "../incident.ts";
import type { StepRecord } from "../journal/journal-state.ts";
import type { Recheck } from "../recheck.ts";
import type { IncidentSnapshot, SnapshotRow } from "../snapshot.ts";

/** Everything that the reports of an incident are made of. */
export interface IncidentReport {
  readonly caseId: string;
  readonly subject: IncidentSubject;
  /** When the response began, and when the report was made; milliseconds since the epoch. */
  readonly openedAt: number;
  readonly at: number;
  readonly toolVersion: string;
  /** What was known before anything was changed. */
  readonly before: IncidentSnapshot;
  readonly recheck: Recheck | undefined;
  readonly recheckedAt: number | undefined;
  readonly steps: readonly StepRecord[];
  readonly rotation: readonly RotationGroup[];
  readonly traps: readonly string[];
  /** The hash of the journal's last entry: whoever has it can tell whether the journal is whole. */
  readonly journalHead: string;
  /** How often the response was taken up again after it had been cut off. */
  readonly resumed: number;
}

/** The grades from worst to best, with words for people. */
export const gradeWords: Readonly<Record<ExposureGrade, string>> = {
  executed: "code of it ran",
  fetched: "its bytes were taken",
  locked: "pinned while it was served",
  "could-have-resolved": "could have resolved to it",
  unreadable: "could not be read",
  none: "no evidence",
};

/** How many places there are of each grade, by the worst row of each place. */
export function countPlaces({ rows }: IncidentSnapshot): ReadonlyMap<ExposureGrade, number> {
  const worst = new Map<string, ExposureGrade>();
  for (const { where, grade } of rows) {
    const key = JSON.stringify([where.kind, where.id]);
    const known = worst.get(key);
    if (known === undefined || order.indexOf(grade) < order.indexOf(known)) worst.set(key, grade);
  }
  const counts = new Map<ExposureGrade, number>(order.map((grade) => [grade, 0]));
  for (const grade of worst.values()) counts.set(grade, (counts.get(grade) ?? 0) + 1);
  return counts;
}

const order: readonly ExposureGrade[] = [
  "executed",
  "fetched",
  "locked",
  "could-have-resolved",
  "unreadable",
  "none",
];

/** The rows that say something, worst first; places without evidence are counted, not listed. */
export function tellingRows({ rows }: IncidentSnapshot): readonly SnapshotRow[] {
  return rows
    .filter(({ grade }) => grade !== "none")
    .toSorted((left, right) => order.indexOf(left.grade) - order.indexOf(right.grade));
}

/** The answer to the first question of everybody. */
export function verdictSentence({ before }: Pick<IncidentReport, "before">): string {
  const counts = countPlaces(before);
  const of = (grade: ExposureGrade): number => counts.get(grade) ?? 0;
  if (of("executed") > 0) {
    return `Yes: code of it ran at ${placesOf(of("executed"))}${also(of("fetched"), "took its bytes")}.`;
  }
  if (of("fetched") > 0) {
    return `Most likely yes: ${placesOf(of("fetched"))} took its bytes; whether the code ran is not shown.`;
  }
  if (of("locked") > 0) {
    return `Perhaps: ${placesOf(of("locked"))} locked it; no evidence shows that it was installed.`;
  }
  if (of("could-have-resolved") > 0) {
    return `Not shown: ${placesOf(of("could-have-resolved"))} could have resolved to it; nothing shows that one did.`;
  }
  if (of("unreadable") > 0) {
    return `Nobody can say yet: nothing was found, but ${placesOf(of("unreadable"))} could not be read.`;
  }
  return "No evidence of it was found in what was looked at.";
}

function also(count: number, what: string): string {
  return count === 0 ? "" : `, and ${placesOf(count)} more ${what}`;
}

function placesOf(count: number): string {
  return `${String(count)} ${count === 1 ? "place" : "places"}`;
}

/** What nobody should read into the report; sentences. */
export function honestLimits({ before, recheck }: IncidentReport): readonly string[] {
  const counts = countPlaces(before);
  const unreadable = counts.get("unreadable") ?? 0;
  const untimed = hitRows(before).filter(({ since }) => since === undefined).length;
  return [
    "It tells what the sources below can show. A place without evidence is not a place that was proved clean.",
    ...(unreadable === 0
      ? []
      : [`${placesOf(unreadable)} could not be read: that counts neither as hit nor as clean.`]),
    ...(before.skipped.length === 0 ? [] : [`Not looked at: ${before.skipped.join(", ")}.`]),
    ...(untimed === 0 ? [] : [`Of ${String(untimed)} findings the time is not known.`]),
    ...(before.gaps.length === 0
      ? []
      : [
          `${before.gaps.length === 1 ? "1 definition or machine" : `${String(before.gaps.length)} definitions or machines`} could not be looked into for secrets: more may have been in reach.`,
        ]),
    ...(recheck === undefined ? ["Nobody has looked again yet."] : []),
    "Lockkeeper cannot see what code did once it ran: take every secret in its reach for stolen.",
  ];
}

/** Where things stand now, in one sentence. */
export function standSentence({ recheck }: Pick<IncidentReport, "recheck">): string {
  if (recheck === undefined) return "Not looked at again yet.";
  if (!recheck.isClean)
    return `Not clean: ${recheck.left.length === 1 ? "one trace is" : `${String(recheck.left.length)} traces are`} still there.`;
  const waits = recheck.waiting.length + recheck.unreadable.length;
  const open =
    waits === 0 ? "" : ` ${waits === 1 ? "One thing is" : `${String(waits)} things are`} left to people.`;
  return `Nothing of it is left where a machine can end it.${open}`;
}
