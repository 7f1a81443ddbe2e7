import { createHash } from "node:crypto";

import { fingerprintOf } from "../baseline.ts";
import type { ScanFinding, ScanSeverity } from "../scan-finding.ts";
import { scanSeverities } from "../scan-finding.ts";
import type { ScanReport, SuppressionCause } from "../scan-report.ts";

/** Worst first, as every document lists them. */
export function sortBySeverity(findings: readonly ScanFinding[]): readonly ScanFinding[] {
  return findings.toSorted(
    (left, right) => scanSeverities.indexOf(left.severity) - scanSeverities.indexOf(right.severity),
  );
}

/** The package that a finding is about, or its file. */
export function subjectOf({ name, version, file }: ScanFinding): string {
  if (name === undefined) return file;
  return version === undefined ? name : `${name}@${version}`;
}

/** The way from the project to the package; `undefined` where the project has it itself, and for files. */
export function pathOf({ path }: ScanFinding): string | undefined {
  return path.length > 2 ? path.join(" › ") : undefined;
}

/** Why a finding does not count, in one sentence without its end. */
export function renderCause(cause: SuppressionCause): string {
  switch (cause.kind) {
    case "ignored":
      return `ignored by ${cause.owner} until ${cause.expires}: ${cause.reason}`;
    case "stated":
      return `of no matter by ${cause.file}${cause.reason === "" ? "" : `: ${cause.reason}`}`;
    case "baseline":
      return `known to the baseline ${cause.file}`;
    case "since":
      return `there at ${cause.revision} already`;
    default:
      return cause satisfies never;
  }
}

/** The same for the same finding in every scan of the same target: 32 hexadecimal digits. */
export function hashFinding({ target }: Pick<ScanReport, "target">, finding: ScanFinding): string {
  return createHash("sha256")
    .update(JSON.stringify([target, fingerprintOf(finding)]))
    .digest("hex")
    .slice(0, 32);
}

/** How many findings there are of each severity, in words: `1 malware, 2 high`. */
export function countSeverities(findings: readonly ScanFinding[]): string {
  return scanSeverities
    .map(
      (severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${String(count)} ${severity}`)
    .join(", ");
}

/** `1 file`, `2 files`. */
export function countOf(amount: number, singular: string): string {
  return `${String(amount)} ${singular}${amount === 1 ? "" : "s"}`;
}

/** What all reports come to, in one sentence; never all clear where something was not understood. */
export function summarizeReports(reports: readonly ScanReport[]): string {
  const findings = reports.flatMap((report) => report.findings);
  const unread = reports.reduce((sum, report) => sum + report.unread.length, 0);
  const packages = reports.reduce((sum, report) => sum + report.packages, 0);
  const found = countSeverities(findings);
  const left =
    unread === 0
      ? ""
      : `; ${countOf(unread, "file")} could not be read and ${unread === 1 ? "was" : "were"} not checked`;
  const head =
    found === "" ? (unread === 0 ? "nothing found" : "nothing found in what could be read") : found;
  return `${head} in ${countOf(packages, "package")} of ${countOf(reports.length, "project")}${left}`;
}

/** The three levels that code hosts know. */
export function levelOf(severity: ScanSeverity): "error" | "warning" | "note" {
  if (severity === "malware" || severity === "critical" || severity === "high") return "error";
  return severity === "moderate" ? "warning" : "note";
}

/** What was found and how it is repaired, as one text. */
export function renderStory({ message, fix }: ScanFinding): string {
  if (fix === undefined) return message;
  return `${message}${/[.!?]$/.test(message) ? "" : "."} Repair: ${fix.message}`;
}
