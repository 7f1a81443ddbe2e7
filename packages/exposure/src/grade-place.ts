import type { Contradiction } from "./contradiction.ts";
import { findContradictions } from "./contradiction.ts";
import type { EvidenceOutlook } from "./evidence-outlook.ts";
import { describeOutlook } from "./evidence-outlook.ts";
import type { ExposureGrade } from "./grade.ts";
import { compareGrades, exposureGrades, worstGrade } from "./grade.ts";
import type { ExposedPlace, Observation, ObservedTime, UnreadableEvidence } from "./observation.ts";
import type { ExposureQuestion, ExposureTarget, ExposureWindow } from "./question.ts";
import { findSubject } from "./subject.ts";
import type { EvidenceSubject } from "./subject.ts";
import type { TargetSet } from "./targets/target-set.ts";
import { weighEvidence } from "./weigh-evidence.ts";
import type { WeighedEvidence } from "./weigh-evidence.ts";

/** What is known of one place, as the channels told it. */
export interface PlaceEvidence {
  readonly where: ExposedPlace;
  readonly observations: readonly Observation[];
  readonly unreadable: readonly UnreadableEvidence[];
}

/** What a place has to do with one version: how sure it is, since when, by which evidence. */
export interface ExposureRow extends EvidenceOutlook {
  readonly where: ExposedPlace;
  /** `axios@1.14.1`; the name alone where no evidence tells the version; the question's own words where nothing was found. */
  readonly what: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly grade: ExposureGrade;
  /** When the evidence of this grade begins and ends; no end where it still is so, or nobody knows. */
  readonly since: ObservedTime | undefined;
  readonly until: ObservedTime | undefined;
  /** Strongest first; what speaks for nothing comes last. */
  readonly evidence: readonly WeighedEvidence[];
  readonly contradictions: readonly Contradiction[];
  readonly unreadable: readonly UnreadableEvidence[];
}

/** One place with its rows, worst first; there is at least one. */
export interface GradedPlace {
  readonly where: ExposedPlace;
  readonly grade: ExposureGrade;
  readonly rows: readonly ExposureRow[];
  readonly unreadable: readonly UnreadableEvidence[];
}

/** A question with its targets arranged, and what people call it. */
export interface PreparedQuestion {
  readonly question: ExposureQuestion;
  readonly targets: TargetSet;
  readonly title: string;
}

interface Gathered {
  readonly subject: EvidenceSubject;
  readonly evidence: WeighedEvidence[];
}

/**
 * Grades what is known of one place: a row for each version that the evidence speaks of. Pure. More evidence never lowers
 * a grade, and what could not be read is in every row that it may hide something of.
 */
export function gradePlace(place: PlaceEvidence, prepared: PreparedQuestion): GradedPlace {
  const { where, unreadable } = place;
  const gathered = gather(place, prepared);
  const rows = [...gathered.values()].map((each) => toRow(each, place, prepared));
  if (rows.length === 0) rows.push(emptyRow(place, prepared));
  rows.sort((left, right) => compareGrades(left.grade, right.grade) || (left.what < right.what ? -1 : 1));
  return { where, grade: worstGrade(rows.map(({ grade }) => grade)), rows, unreadable };
}

/** Evidence by what it is about. What only clears a name is in the rows of that name, or in one of its own. */
function gather(place: PlaceEvidence, { question, targets }: PreparedQuestion): Map<string, Gathered> {
  const bySubject = new Map<string, Gathered>();
  const clearing: { readonly observation: Observation; readonly subject: EvidenceSubject }[] = [];
  for (const observation of place.observations) {
    const subject = findSubject(observation, targets);
    if (subject === undefined) continue;
    if (subject.isClearing) clearing.push({ observation, subject });
    else {
      const weighed = weighWorst(observation, subject.targets, question);
      const known = bySubject.get(subject.what);
      if (known === undefined) bySubject.set(subject.what, { subject, evidence: [weighed] });
      else known.evidence.push(weighed);
    }
  }
  for (const { observation, subject } of clearing) {
    const about = [...bySubject.values()].filter((each) => each.subject.name === subject.name);
    const evidence: WeighedEvidence = { observation, grade: "none", remark: undefined };
    for (const each of about) each.evidence.push(evidence);
    if (about.length === 0) bySubject.set(subject.what, { subject, evidence: [evidence] });
  }
  return bySubject;
}

/** What an observation counts by itself, the worst with the smallest number. */
export function rankOf(observation: Observation, { question, targets }: PreparedQuestion): number {
  const subject = findSubject(observation, targets);
  const isCounted = subject !== undefined && !subject.isClearing;
  const grade = isCounted ? weighWorst(observation, subject.targets, question).grade : "none";
  return exposureGrades.indexOf(grade);
}

/** Several targets may mean one version, each with a window of its own: the worst counts. */
function weighWorst(
  observation: Observation,
  targets: readonly ExposureTarget[],
  question: ExposureQuestion,
): WeighedEvidence {
  const weighed = targets.map((target) => weighEvidence(observation, target, question));
  const worst = weighed.sort((left, right) => compareGrades(left.grade, right.grade))[0];
  return worst ?? { observation, grade: "none", remark: undefined };
}

function toRow(
  { subject, evidence }: Gathered,
  { where, unreadable }: PlaceEvidence,
  { question }: PreparedQuestion,
): ExposureRow {
  const sorted = evidence.toSorted(compareEvidence);
  const supported = worstGrade(sorted.map(({ grade }) => grade));
  const grade = supported === "none" && unreadable.length > 0 ? "unreadable" : supported;
  const supporting = sorted.filter((each) => each.grade === supported && supported !== "none");
  const observations = sorted.map(({ observation }) => observation);
  const contradictions = findContradictions({
    what: subject.what,
    served: servedWindow(subject.targets),
    positive: sorted.filter((each) => each.grade !== "none").map(({ observation }) => observation),
    negative: observations.filter((each) => isAgainst(each, subject)),
    now: question.now,
  });
  return {
    where,
    what: subject.what,
    name: subject.name,
    version: subject.version,
    grade,
    ...boundsOf(supporting.map(({ observation }) => observation)),
    evidence: sorted,
    contradictions,
    unreadable,
    ...describeOutlook(grade, observations, unreadable),
  };
}

/** When any of the targets was served: unknown where one of them is. */
function servedWindow(targets: readonly ExposureTarget[]): ExposureWindow {
  const [only] = targets;
  if (only !== undefined && targets.length === 1) return only.window;
  const bound = (
    values: readonly (number | undefined)[],
    choose: (...all: number[]) => number,
  ): number | undefined =>
    values.length === 0 || values.includes(undefined)
      ? undefined
      : choose(...values.flatMap((value) => value ?? []));
  return {
    since: bound(
      targets.map(({ window }) => window.since),
      Math.min,
    ),
    until: bound(
      targets.map(({ window }) => window.until),
      Math.max,
    ),
  };
}

function isAgainst({ kind, version }: Observation, subject: EvidenceSubject): boolean {
  if (kind === "clean" || kind === "refused") return true;
  return version !== undefined && subject.version !== undefined && version !== subject.version;
}

function emptyRow({ where, unreadable }: PlaceEvidence, { title }: PreparedQuestion): ExposureRow {
  const grade = unreadable.length > 0 ? "unreadable" : "none";
  return {
    where,
    what: title,
    name: undefined,
    version: undefined,
    grade,
    since: undefined,
    until: undefined,
    evidence: [],
    contradictions: [],
    unreadable,
    ...describeOutlook(grade, [], unreadable),
  };
}

/** The strongest first; of equals the earliest. */
function compareEvidence(left: WeighedEvidence, right: WeighedEvidence): number {
  const order = compareGrades(left.grade, right.grade);
  if (order !== 0) return order;
  return timeOf(left.observation) - timeOf(right.observation) || compareTexts(left, right);
}

function compareTexts(left: WeighedEvidence, right: WeighedEvidence): number {
  const [a, b] = [left.observation.ref, right.observation.ref];
  return a < b ? -1 : Number(a > b);
}

function timeOf({ since, until }: Observation): number {
  return (since ?? until)?.at ?? Number.MAX_SAFE_INTEGER;
}

function boundsOf(observations: readonly Observation[]): Pick<ExposureRow, "since" | "until"> {
  const starts = observations.flatMap(({ since }) => since ?? []);
  const ends = observations.map(
    ({ kind, since, until }) =>
      until ?? (kind === "executed" || kind === "fetched" || kind === "resolved" ? since : undefined),
  );
  const since = starts.sort((left, right) => left.at - right.at)[0];
  const isOpen = ends.length === 0 || ends.includes(undefined);
  const until = ends.flatMap((end) => end ?? []).sort((left, right) => right.at - left.at)[0];
  return { since, until: isOpen ? undefined : until };
}
