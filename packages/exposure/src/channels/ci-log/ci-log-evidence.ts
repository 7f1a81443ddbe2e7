import type { EvidenceItem, ExposedPlace, Observation, ObservedTime } from "../../observation.ts";
import { touches } from "../../observed-span.ts";
import type { ExposureQuestion, ExposureTarget } from "../../question.ts";
import type { TargetSet } from "../../targets/target-set.ts";
import { windowFor } from "../../weigh-evidence.ts";
import { redactSecrets } from "../log-text/redact-secrets.ts";
import type { CiLogReading, LoggedCommand } from "./ci-log-reading.ts";
import type { LogFinding, LogPlace } from "./log-findings.ts";
import { logTime } from "./log-time.ts";
import type { LogTimes } from "./log-time.ts";
import { tryParsePackageSpec } from "./spec-word.ts";

/** What a reading of a log is made evidence with. */
export interface EvidenceContext {
  readonly question: ExposureQuestion;
  readonly targets: TargetSet;
  readonly where: ExposedPlace;
  readonly ref: string;
  readonly times: LogTimes;
}

type Kind = Observation["kind"];

/** What a log that was read to its end amounts to. Pure. */
export function* evidenceOf(reading: CiLogReading, context: EvidenceContext): Generator<EvidenceItem> {
  const { meant, others, mentions } = sortFindings(reading, context.targets);
  let count = 0;
  for (const { finding, kind, version } of meant) {
    count += 1;
    yield observe(context, finding, { kind, version });
  }
  const told = new Set(meant.map(({ finding }) => finding.name));
  for (const finding of mentions) {
    if (told.has(finding.name)) continue;
    count += 1;
    yield unknownWords(context, finding);
  }
  for (const [name, finding] of others) {
    if (told.has(name)) continue;
    count += 1;
    yield observe(context, finding, { kind: "clean", version: finding.version });
  }
  for (const item of acceptedBy(reading, context, { told, others })) {
    count += 1;
    yield item;
  }
  if (count === 0) yield cleanLog(reading, context);
}

interface MeantFinding {
  readonly finding: LogFinding;
  readonly kind: Kind;
  readonly version: string | undefined;
}

interface SortedFindings {
  readonly meant: readonly MeantFinding[];
  /** By name: another version than those asked for. */
  readonly others: ReadonlyMap<string, LogFinding>;
  readonly mentions: readonly LogFinding[];
}

function sortFindings(reading: CiLogReading, targets: TargetSet): SortedFindings {
  const meant: MeantFinding[] = [];
  const others = new Map<string, LogFinding>();
  const mentions: LogFinding[] = [];
  const versions = versionsByName(reading.findings.all, targets);
  for (const finding of reading.findings.all) {
    const { name, version } = finding;
    const kind = kindOf(finding, reading.hasClientLines);
    if (version !== undefined && targets.ofVersion(name, version).length === 0) {
      if (kind !== "mentioned" && kind !== "refused") others.set(name, finding);
    } else if (kind === "mentioned") mentions.push(finding);
    else meant.push(completed(finding, kind, { versions, targets }));
  }
  return { meant, others, mentions: mentions.filter((each) => isTelling(each, targets)) };
}

/** A file's path without a version says something only of a package that was made for the attack. */
function isTelling({ name, version }: LogFinding, targets: TargetSet): boolean {
  return version !== undefined || targets.ofName(name).some(({ versions }) => versions === "all");
}

function kindOf({ kind }: LogFinding, hasClientLines: boolean): Kind | "mentioned" {
  if (kind === "added") return hasClientLines ? "fetched" : "mentioned";
  return kind === "planned" ? "resolved" : kind;
}

interface Known {
  readonly versions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly targets: TargetSet;
}

/** A line without a version is about the one that the rest of the log names; otherwise it is nothing to rely on. */
function completed(finding: LogFinding, kind: Kind, { versions, targets }: Known): MeantFinding {
  if (finding.version !== undefined) return { finding, kind, version: finding.version };
  const known = [...(versions.get(finding.name) ?? [])];
  if (known.length === 1) return { finding, kind, version: known[0] };
  const isWhole = targets.ofName(finding.name).some((target) => target.versions === "all");
  return { finding, kind: isWhole ? kind : "accepts", version: undefined };
}

function versionsByName(
  findings: readonly LogFinding[],
  targets: TargetSet,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { name, version, kind } of findings) {
    if (version === undefined || kind === "mentioned" || kind === "refused") continue;
    if (targets.ofName(name).length === 0) continue;
    found.set(name, (found.get(name) ?? new Set()).add(version));
  }
  return found;
}

function observe(
  { where, ref, times }: EvidenceContext,
  finding: LogFinding,
  { kind, version }: { readonly kind: Kind; readonly version: string | undefined },
): EvidenceItem {
  const { name, words, excerpt, first, last, count } = finding;
  const [since, until] = [logTime(first, times), logTime(last, times, "until")];
  const often = count > 1 ? `, ${count} lines` : "";
  const observation = {
    channel: "ci-log",
    where,
    kind,
    name,
    version,
    since,
    until,
    ref: `${ref}:${first.line}`,
    detail: `${words}${often}: ${excerpt}${clockRemark(since, first)}`,
  } as const;
  return { kind: "observation", observation };
}

function clockRemark(since: ObservedTime | undefined, { at }: LogPlace): string {
  const isOff = at !== undefined && since !== undefined && since.toleranceMs > 0 && since.basis === "stated";
  return isOff ? " (the log's clock and the run's disagree)" : "";
}

function unknownWords({ where, ref }: EvidenceContext, finding: LogFinding): EvidenceItem {
  const { name, version, excerpt, first } = finding;
  const what = version === undefined ? name : `${name}@${version}`;
  return {
    kind: "unreadable",
    unreadable: {
      channel: "ci-log",
      where,
      ref: `${ref}:${first.line}`,
      code: "EXPOSURE_UNKNOWN_WORDS",
      message: `Cannot say what the log means as no known client writes it: it names ${what}: ${excerpt}`,
    },
  };
}

/** So many packages are named where an install may have taken any of them; the rest is counted. */
const maxAccepted = 3;

/**
 * Installs in the window that may have taken a version without printing it. Where the log shows more than that of the same
 * source, nothing is added; and a package that was made for the attack is reached through those that were taken over.
 */
function* acceptedBy(
  { commands }: CiLogReading,
  context: EvidenceContext,
  { told, others }: SeenNames,
): Generator<EvidenceItem> {
  const { question } = context;
  const open = commands.filter(({ command }) => command.effect === "open");
  const shown = new Set(question.targets.filter(({ name }) => told.has(name)).map(({ source }) => source));
  const hasWays = question.targets.some(({ versions }) => versions !== "all");
  const found = question.targets.flatMap((target) => {
    const isReached = !hasWays || target.versions !== "all";
    if (!isReached || shown.has(target.source) || others.has(target.name)) return [];
    const by = hasWindow(question, target) && open.find((each) => mayHaveTaken(each, target, context));
    return by === undefined || by === false ? [] : [{ target, by }];
  });
  const more =
    found.length > maxAccepted ? `; so it is with ${found.length - maxAccepted} more packages` : "";
  for (const { target, by } of found.slice(0, maxAccepted)) yield accepted(by, { target, more }, context);
}

/** Names that the log shows something of. */
interface SeenNames {
  readonly told: ReadonlySet<string>;
  /** In another version than those asked for. */
  readonly others: ReadonlyMap<string, LogFinding>;
}

/** Without any bound every install that ever ran would be one. */
function hasWindow(question: ExposureQuestion, target: ExposureTarget): boolean {
  const { since, until } = windowFor(question, target);
  return since !== undefined || until !== undefined;
}

function mayHaveTaken(
  { command, place }: LoggedCommand,
  target: ExposureTarget,
  { question, targets, times }: EvidenceContext,
): boolean {
  const [since, until] = [logTime(place, times), logTime(place, times, "until")];
  const span = {
    from: since === undefined ? Number.NEGATIVE_INFINITY : since.at - since.toleranceMs,
    to: until === undefined ? Number.POSITIVE_INFINITY : until.at + until.toleranceMs,
    isCurrent: false,
  };
  if (!touches(span, windowFor(question, target))) return false;
  const own = command.packages.map(tryParsePackageSpec).filter((spec) => spec?.name === target.name);
  return own.every(
    (spec) => spec?.version === undefined || targets.ofVersion(target.name, spec.version).length > 0,
  );
}

function accepted(
  { command, place }: LoggedCommand,
  { target, more }: { readonly target: ExposureTarget; readonly more: string },
  { where, ref, times }: EvidenceContext,
): EvidenceItem {
  const what =
    command.packages.length === 0
      ? "may resolve ranges anew where no lockfile decides"
      : "takes what its packages need, and prints no versions";
  const named = command.packages.map(tryParsePackageSpec).find((spec) => spec?.name === target.name);
  const observation = {
    channel: "ci-log",
    where,
    kind: "accepts",
    name: target.name,
    version: named?.version,
    since: logTime(place, times),
    until: logTime(place, times, "until"),
    ref: `${ref}:${place.line}`,
    detail: `"${redactSecrets(command.text)}" ran, which ${what}${more}`,
  } as const;
  return { kind: "observation", observation };
}

function cleanLog({ lines, commands }: CiLogReading, { where, ref, times }: EvidenceContext): EvidenceItem {
  const installs = commands.filter(({ command }) => command.effect === "frozen" || command.effect === "open");
  const ran =
    installs.length === 0
      ? "no install ran in it"
      : `${installs.length === 1 ? "one install" : `${installs.length} installs`} ran in it (${redactSecrets(installs[0]?.command.text ?? "")}), of which the lockfile of that commit tells more`;
  const observation = {
    channel: "ci-log",
    where,
    kind: "clean",
    name: "",
    version: undefined,
    since: times.since,
    until: times.until,
    ref,
    detail: `none of its ${lines} lines names what was asked for; ${ran}`,
  } as const;
  return { kind: "observation", observation };
}
