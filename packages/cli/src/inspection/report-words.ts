import type { Effect, FindingFamily, FindingStrength, Verdict } from "@lockkeeper/core";
import { findingFamilies, findingStrengths, renderInstantShort } from "@lockkeeper/core";

import { detectors } from "@lockkeeper/detectors";

import { parseInspectedFacts } from "./inspected-facts.ts";
import type { EmulatedWords } from "./inspected-facts.ts";
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

/** What a developer needs to know first. */
export interface Headline {
  readonly sentence: string;
  /** What else stands against the version, of other families; one sentence each. */
  readonly also: readonly string[];
  /** The finding that the sentence is of. */
  readonly finding: ReportedFinding | undefined;
}

const maxAlso = 3;

/** Says why in one sentence, and what independent reasons there are besides. */
export function headlineOf({ reasons, error, verdict, findings }: InspectionReport): Headline {
  const counted = findings.filter(
    ({ suppression, strength }) => suppression === undefined && strength !== "context",
  );
  const [first, ...rest] = counted;
  if (error !== undefined || first === undefined || verdict === "allow" || verdict === "unknown") {
    const sentence = error?.message ?? reasons[0]?.message ?? `${verdictMeanings[verdict]}.`;
    return { sentence, also: [], finding: undefined };
  }
  return {
    sentence: first.message,
    also: chooseOthers(first, rest).map(({ message }) => firstClauseOf(message)),
    finding: first,
  };
}

/** The weightiest of other families, one of each family before a second of one; of one place and change only one. */
function chooseOthers(first: ReportedFinding, rest: readonly ReportedFinding[]): readonly ReportedFinding[] {
  const others = onePer(
    rest.filter(({ family }) => family !== first.family),
    changeOf,
  );
  const weighty = others.filter(({ strength }) => strength !== "supporting");
  const distinct = onePer(weighty.length > 0 ? weighty : others, ({ id }) => id);
  const families = onePer(distinct, ({ family }) => family);
  return [...families, ...distinct.filter((finding) => !families.includes(finding))].slice(0, maxAlso);
}

/** What tells two findings about one thing: a line of a file with what it became. Without a place each is its own. */
function changeOf({ id, location, after }: ReportedFinding): string {
  return JSON.stringify(location === undefined || after === undefined ? [id] : [location, after]);
}

function onePer<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const chosen = new Map<string, Item>();
  for (const item of items) if (!chosen.has(keyOf(item))) chosen.set(keyOf(item), item);
  return [...chosen.values()];
}

function firstClauseOf(message: string): string {
  const end = message.indexOf("; ");
  return end < 0 ? message : `${message.slice(0, end)}.`;
}

/** What to do now, in one or two sentences. */
export function adviceOf(report: InspectionReport): string | undefined {
  const { verdict, error } = report;
  if (error !== undefined) {
    const isFault = error.code === "INTERNAL";
    return error.hint ?? (isFault ? "This is a fault in Lockkeeper itself. Please report it." : undefined);
  }
  if (verdict === "allow") return undefined;
  const instead = insteadOf(report);
  if (verdict === "block") {
    const first = instead === undefined ? "Do not install it." : `Do not install it; take ${instead}.`;
    return `${first} Where it has run already, replace every secret that was within its reach.`;
  }
  const until = instead === undefined ? "" : ` Until then take ${instead}.`;
  if (verdict === "hold") return `Have a person look at the evidence before it is installed.${until}`;
  return `It could not be looked at in full, so nobody can say that it is safe.${until}`;
}

/** A release before is recommended when it has stood for a while in a package with a history: no decoy of yesterday. */
const standing = { minAgeMs: 3 * 86_400_000, minReleases: 5 } as const;

function insteadOf({ name, facts }: InspectionReport): string | undefined {
  const { predecessor, predecessorPublishedAt, publishedAt, releaseCount } = parseInspectedFacts(facts);
  if (name === undefined || predecessor === undefined || releaseCount < standing.minReleases)
    return undefined;
  if (predecessorPublishedAt === undefined || publishedAt === undefined) return undefined;
  if (publishedAt - predecessorPublishedAt < standing.minAgeMs) return undefined;
  return `${name}@${predecessor}, the release before it`;
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

const effectPhrases: Readonly<Record<Effect, string>> = {
  allow: "let in",
  warn: "let in with a warning",
  hold: "withheld until somebody approves it",
  block: "withheld",
};
const usualEffects: Readonly<Record<Verdict, Effect>> = {
  allow: "allow",
  hold: "hold",
  unknown: "hold",
  block: "block",
};

/** What the policy makes of a verdict. */
export interface PolicyWords {
  readonly text: string;
  /** Whether it is something else than the verdict alone would make one expect. */
  readonly isUnexpected: boolean;
}

/** Says which policy was asked, and what it makes of the verdict where that is not what one expects. */
export function policyWordsOf({ policy, verdict }: InspectionReport): PolicyWords | undefined {
  if (policy === undefined) return undefined;
  const { source, effect, reason, look } = policy;
  const isUnexpected = effect !== usualEffects[verdict];
  const sentences = [
    isUnexpected ? `By policy (${source}): ${effectPhrases[effect]}.` : `Policy: ${source}.`,
    ...(reason === undefined ? [] : [`${reason}.`]),
    ...(look === "never" ? ["A firewall with this policy does not inspect it."] : []),
  ];
  return { text: sentences.join(" "), isUnexpected };
}

/** When it was published and what it was compared with, in one sentence. */
export function contextOf({ name, facts }: InspectionReport): string | undefined {
  const { predecessor, predecessorPublishedAt, publishedAt, metadataAt, emulated } =
    parseInspectedFacts(facts);
  const when =
    predecessorPublishedAt === undefined ? "" : ` of ${renderInstantShort(predecessorPublishedAt)}`;
  const parts = [
    ...(publishedAt === undefined ? [] : [`Published ${renderInstantShort(publishedAt)}`]),
    ...(predecessor === undefined ? [] : [`Compared with ${name ?? ""}@${predecessor}${when}`]),
    ...(metadataAt === undefined
      ? []
      : [`What the registry says is of ${renderInstantShort(metadataAt)}; it was not asked now`]),
    ...(emulated.length === 0 ? [] : [`Run in the emulator: ${emulated.map(emulatedWords).join("; ")}`]),
  ];
  return parts.length === 0 ? undefined : `${parts.join(". ")}.`;
}

function emulatedWords({ kind, name, worlds, coverage }: EmulatedWords): string {
  const what = kind === "install" ? name : `${kind} of ${name}`;
  const where = worlds.length === 0 ? "in no world" : `on ${worlds.join(", ")}`;
  const far = coverage === undefined ? "" : `, ${Math.round(coverage * 100)} % of its statements`;
  return `${what} ${where}${far}`;
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
  return [...phrases, ...new Set(gaps.map((gap) => gap.replace(/\.$/, "")))];
}

const titles = new Map(detectors.map(({ id, title }) => [id, title]));

/** What kind of finding it is, in the words of the catalogue. */
export function kindOf({ id }: ReportedFinding): string {
  return titles.get(id) ?? `${id.slice(0, 1).toUpperCase()}${id.slice(1).replaceAll("-", " ")}`;
}

/** Where a finding is: `lib/index.js:3:14`, or the file alone where it is of the whole file. */
export function placeOf({ location }: ReportedFinding): string | undefined {
  if (location === undefined) return undefined;
  const { file, line, column } = location;
  return line === 1 && column === 1 ? file : `${file}:${line}:${column}`;
}

/** Who suppresses a finding, and until when. */
export function suppressionNote({ suppression }: ReportedFinding): string | undefined {
  if (suppression === undefined) return undefined;
  return `suppressed by ${suppression.owner} until ${suppression.expires}: ${suppression.reason}`;
}
