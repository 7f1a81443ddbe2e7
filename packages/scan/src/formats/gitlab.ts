import { renderJsonDocument, showForeign } from "@lockkeeper/core";

import type { ScanSeverity } from "../scan-finding.ts";
import type { ScanReport } from "../scan-report.ts";
import { hashFinding, subjectOf } from "./finding-words.ts";
import { placeOf } from "./place.ts";

const severities: Readonly<Record<ScanSeverity, string>> = {
  malware: "blocker",
  critical: "critical",
  high: "critical",
  moderate: "major",
  low: "minor",
  info: "info",
};

/**
 * Renders reports as GitLab's code quality report: a list of the members of Code Climate's format that GitLab reads
 * (docs.gitlab.com, "Code Quality report format"). A file that was not understood is an entry too.
 */
export function renderGitLabQuality(reports: readonly ScanReport[]): string {
  const findings = reports.flatMap((report) =>
    report.findings.map((finding) => ({
      description: showForeign(`${subjectOf(finding)}: ${finding.message}`, 1000),
      check_name: finding.id,
      fingerprint: hashFinding(report, finding),
      severity: severities[finding.severity],
      location: { path: placeOf(report, finding.file), lines: { begin: finding.line ?? 1 } },
    })),
  );
  const unread = reports.flatMap((report) =>
    report.unread.map(({ file, line, code, message }) => ({
      description: showForeign(`Not checked: ${message}`, 1000),
      check_name: "not-checked",
      fingerprint: hashUnread(report, file, code),
      severity: "blocker",
      location: { path: placeOf(report, file), lines: { begin: line ?? 1 } },
    })),
  );
  return renderJsonDocument([...unread, ...findings]);
}

function hashUnread(report: ScanReport, file: string, code: string): string {
  return hashFinding(report, {
    id: "not-checked",
    kind: "lockfile",
    severity: "info",
    name: undefined,
    version: undefined,
    file,
    line: undefined,
    path: [],
    isDevelopment: false,
    message: code,
    advisories: [],
    fix: undefined,
  });
}
