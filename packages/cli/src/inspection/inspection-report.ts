import type { Finding, Verdict } from "@lockkeeper/core";
import { judge } from "@lockkeeper/detectors";
import type { Inspection } from "@lockkeeper/inspect";
import type { Suppression, Suppressions } from "@lockkeeper/policy";

import type { PolicyAnswer } from "./inspection-policy.ts";

/** A finding with the word of whoever took it upon himself. */
export interface ReportedFinding extends Finding {
  readonly suppression: Suppression | undefined;
}

/** Where a subject was named: an entry of a lockfile. */
export interface SubjectOrigin {
  /** As the user gave the path. */
  readonly file: string;
  readonly line: number;
}

/** An inspection as reports show it: judged without what is suppressed, which stays in it and is marked. */
export interface InspectionReport extends Inspection {
  readonly findings: readonly ReportedFinding[];
  readonly origin: SubjectOrigin | undefined;
  /** What the policy makes of the verdict; `undefined` where none was asked. */
  readonly policy?: PolicyAnswer | undefined;
}

/** What an inspection is seen against. */
export interface ReportContext {
  readonly suppressions: Suppressions;
  readonly origin: SubjectOrigin | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Asks the policy about what was judged. */
  readonly ask?: ((judged: Inspection) => PolicyAnswer) | undefined;
}

/** Whether neither the verdict nor the policy stands in the way. */
export function isLetIn({
  verdict,
  policy,
}: {
  readonly verdict: Verdict;
  readonly policy?: Pick<PolicyAnswer, "effect"> | undefined;
}): boolean {
  return verdict === "allow" && policy?.effect !== "hold" && policy?.effect !== "block";
}

/** Makes the report of an inspection. A decisive finding, or one of an advisory, is suppressed by exact version only. */
export function reportInspection(inspection: Inspection, context: ReportContext): InspectionReport {
  const judged = judgeAgain(inspection, context);
  return { ...judged, policy: context.ask?.(judged) };
}

function judgeAgain(inspection: Inspection, context: ReportContext): InspectionReport {
  const findings = inspection.findings.map((finding) => ({
    ...finding,
    suppression: suppressionFor(finding, inspection, context),
  }));
  const { origin } = context;
  if (findings.every(({ suppression }) => suppression === undefined)) {
    return { ...inspection, findings, origin };
  }
  const counting = inspection.findings.filter((_, index) => findings[index]?.suppression === undefined);
  const gaps = inspection.reasons.filter(({ code }) => code === "gap").map(({ message }) => message);
  return { ...inspection, ...judge(counting, gaps), findings, origin };
}

function suppressionFor(
  { id, family, strength }: Finding,
  { name, version, error }: Inspection,
  { suppressions, now }: ReportContext,
): Suppression | undefined {
  if (name === undefined || version === undefined || error !== undefined) return undefined;
  const isExactOnly = strength === "decisive" || family === "intel";
  return suppressions.find({ finding: id, name, version, isExactOnly, now });
}
