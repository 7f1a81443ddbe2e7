import { severities } from "@lockkeeper/core";
import type { AdvisoryMatch, Effect, VersionFacts } from "@lockkeeper/core";
import { toEffect } from "./clause.ts";
import type { PolicyDocument } from "./document.ts";
import { isInstant, renderForeign, renderTime } from "./objection.ts";
import type { Objection } from "./objection.ts";

const dayMs = 86_400_000;
const reportWindowMs = 14 * dayMs;
const longHistoryMs = 180 * dayMs;
const longHistoryVersions = 10;

/** What the clauses `malware`, `mass-report` and `vulnerability` have against a version. */
export function objectByAdvisories(policy: PolicyDocument, facts: VersionFacts): readonly Objection[] {
  const malware = facts.advisories.filter((advisory) => advisory.kind === "malware");
  const precise = malware.filter((advisory) => !isMassReport(advisory, facts));
  const mass = malware.filter((advisory) => isMassReport(advisory, facts));
  const vulnerabilities = facts.advisories.filter((advisory) => advisory.kind === "vulnerability");
  return [
    objectToMalware(policy, precise),
    objectToMassReports(policy, { facts, mass }),
    objectToVulnerabilities(policy, vulnerabilities),
  ].filter((objection) => objection !== undefined);
}

/**
 * Whether a report of malware is of the kind that has been wrong before: a single source that declares every version
 * of a package malicious which, when reported, had existed for half a year and had ten versions or more.
 */
function isMassReport(advisory: AdvisoryMatch, facts: VersionFacts): boolean {
  const { reportedAt } = advisory;
  const { packageCreatedAt } = facts;
  if (advisory.extent !== "every-version" || !advisory.isSingleSource) return false;
  if (reportedAt === undefined || packageCreatedAt === undefined) return false;
  return packageCreatedAt < reportedAt - longHistoryMs && facts.packageVersionCount >= longHistoryVersions;
}

function objectToMalware(
  policy: PolicyDocument,
  advisories: readonly AdvisoryMatch[],
): Objection | undefined {
  const effect = toEffect(policy.malware);
  const [first] = advisories;
  if (first === undefined || effect === "allow") return undefined;
  return {
    clause: "malware",
    effect,
    message: `Known to be malicious: ${renderAdvisories(first, advisories.length)}`,
  };
}

interface MassReports {
  readonly facts: VersionFacts;
  readonly mass: readonly AdvisoryMatch[];
}

function objectToMassReports(policy: PolicyDocument, { facts, mass }: MassReports): Objection | undefined {
  const effect = toEffect(policy.massReport);
  const recent = mass.find((advisory) => isInReportWindow(advisory, facts));
  const first = recent ?? mass[0];
  if (first === undefined || effect === "allow") return undefined;
  const says = `A single report declares every version malicious: ${renderAdvisories(first, mass.length)}`;
  if (recent === undefined) {
    const message = `${says}. This version is older than the report's window and is likely meant by mistake; ask a person`;
    return { clause: "mass-report", effect: "warn", message };
  }
  return {
    clause: "mass-report",
    effect,
    message: `${says}. This version came out in the 14 days before it or later`,
  };
}

/** Whether a version is new enough to be what the report found; one whose time nobody knows counts as new. */
function isInReportWindow(advisory: AdvisoryMatch, facts: VersionFacts): boolean {
  const opened = (advisory.reportedAt ?? 0) - reportWindowMs;
  const known = facts.published.state === "present" ? facts.published.value : facts.firstSeenAt;
  return known === undefined || !isInstant(known) || known > opened;
}

function objectToVulnerabilities(
  policy: PolicyDocument,
  advisories: readonly AdvisoryMatch[],
): Objection | undefined {
  const { effect: configured, severity: threshold } = policy.vulnerability;
  if (advisories.length === 0 || configured === "off") return undefined;
  const floor = severities.indexOf(threshold);
  const grave = advisories.filter(
    ({ severity }) => severity !== undefined && severities.indexOf(severity) >= floor,
  );
  const unrated = advisories.filter(({ severity }) => severity === undefined);
  const [worst] = [...grave].sort(bySeverity);
  if (worst !== undefined) {
    const message = `Known vulnerability of severity ${worst.severity}: ${renderAdvisories(worst, grave.length)}`;
    return { clause: "vulnerability", effect: toEffect(configured), message };
  }
  const [first] = unrated;
  if (first === undefined) return undefined;
  const effect: Effect = "warn";
  return {
    clause: "vulnerability",
    effect,
    message: `Known vulnerability of unknown severity: ${renderAdvisories(first, unrated.length)}`,
  };
}

function bySeverity(left: AdvisoryMatch, right: AdvisoryMatch): number {
  return severities.indexOf(right.severity ?? "low") - severities.indexOf(left.severity ?? "low");
}

function renderAdvisories(first: AdvisoryMatch, count: number): string {
  const reported = first.reportedAt === undefined ? "" : `, reported ${renderTime(first.reportedAt)}`;
  const more = count > 1 ? ` and ${count - 1} more` : "";
  const summary = renderForeign(first.summary, 160);
  const named = `${renderForeign(first.id, 60)} by ${renderForeign(first.source, 60)}${reported}`;
  return summary === "" ? `${named}${more}` : `${summary} (${named}${more})`;
}
