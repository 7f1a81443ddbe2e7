import type { FindingFamily, FindingStrength, Verdict } from "@lockkeeper/core";
import { findingFamilies, findingStrengths } from "@lockkeeper/core";

import { parseInspectedFacts } from "./inspected-facts.ts";
import type { InspectionReport, ReportedFinding } from "./inspection-report.ts";

/** What a family of findings is called in reports. */
export const familyTitles: Readonly<Record<FindingFamily, string>> = {
  intel: "Known reports",
  graph: "Dependencies",
  identity: "Publisher and provenance",
  trigger: "What makes it run",
  capability: "What it does",
  concealment: "What it hides",
  history: "Release history",
};

/** What a verdict means in a few words. */
export const verdictMeanings: Readonly<Record<Verdict, string>> = {
  allow: "nothing adds up to an attack",
  hold: "look before you install",
  block: "do not install",
  unknown: "could not be decided",
};

/** Which findings a report shows. */
export interface FindingFilter {
  readonly minStrength: FindingStrength;
}

/** The findings of one family, strongest first, those that count before those that are suppressed. */
export interface FamilySection {
  readonly family: FindingFamily;
  readonly findings: readonly ReportedFinding[];
}

/** What a report is called: `axios@1.14.1`, or what was asked for where neither name nor version is known. */
export function titleOf({ name, version, spec }: InspectionReport): string {
  if (name === undefined) return spec;
  return version === undefined ? name : `${name}@${version}`;
}

/** The sentence a developer needs first. */
export function headlineOf({ reasons, error, verdict }: InspectionReport): string {
  return error?.message ?? reasons[0]?.message ?? `${verdictMeanings[verdict]}.`;
}

/** What to do now, in one or two sentences. */
export function adviceOf(report: InspectionReport): string | undefined {
  const { verdict, error, name } = report;
  if (error !== undefined) return error.hint ?? undefined;
  if (verdict === "allow") return undefined;
  const { predecessor } = parseInspectedFacts(report.facts);
  const stay =
    predecessor === undefined || name === undefined
      ? undefined
      : `${name}@${predecessor}, the release before it`;
  if (verdict === "block") {
    const instead = stay === undefined ? "Do not install it." : `Do not install it; take ${stay}.`;
    return `${instead} Where it has run already, every secret within its reach is to be replaced.`;
  }
  const until = stay === undefined ? "" : ` Until then take ${stay}.`;
  if (verdict === "hold") return `Have a person look at the evidence below before it is installed.${until}`;
  return `It could not be looked at in full, so nobody can say that it is safe.${until}`;
}

/** The findings to show, by family in the order of reports. */
export function sectionsOf(
  { findings }: InspectionReport,
  { minStrength }: FindingFilter,
): readonly FamilySection[] {
  const least = findingStrengths.indexOf(minStrength);
  const shown = findings.filter(({ strength }) => findingStrengths.indexOf(strength) >= least);
  return findingFamilies
    .map((family) => ({
      family,
      findings: shown.filter((finding) => finding.family === family).toSorted(compareWeight),
    }))
    .filter((section) => section.findings.length > 0);
}

function compareWeight(left: ReportedFinding, right: ReportedFinding): number {
  return (
    Number(left.suppression !== undefined) - Number(right.suppression !== undefined) ||
    findingStrengths.indexOf(right.strength) - findingStrengths.indexOf(left.strength)
  );
}

/** What could not be looked at, one phrase each; things with the same reason together. Empty when everything was. */
export function blindSpotsOf({ facts }: InspectionReport): readonly string[] {
  const { unavailable, gaps } = parseInspectedFacts(facts);
  const byReason = new Map<string, string[]>();
  for (const { what, reason } of unavailable) {
    const things = byReason.get(reason);
    if (things === undefined) byReason.set(reason, [what]);
    else things.push(what);
  }
  const phrases = [...byReason].map(([reason, things]) =>
    reason === "" ? things.join(", ") : `${things.join(", ")} (${reason})`,
  );
  return [...phrases, ...gaps];
}

/** Where a finding is: `lib/index.js:3:14`. */
export function placeOf({ location }: ReportedFinding): string | undefined {
  return location === undefined ? undefined : `${location.file}:${location.line}:${location.column}`;
}

/** Who suppresses a finding, and until when. */
export function suppressionNote({ suppression }: ReportedFinding): string | undefined {
  if (suppression === undefined) return undefined;
  return `suppressed by ${suppression.owner} until ${suppression.expires}: ${suppression.reason}`;
}
