import { renderInstant } from "@lockkeeper/core";
import type { ScanCopies, ScanFinding, ScanOrigin, ScanReport } from "@lockkeeper/scan";

/** The line of one report: one project, lockfile or bill of materials. */
export function toScanLine(report: ScanReport, origin: ScanOrigin): object {
  const [first] = report.graphs;
  const { unread } = report;
  return {
    target: report.target,
    file: first?.file ?? null,
    files: report.graphs.map(({ file, graph }) => ({
      file,
      source: graph.source,
      packages: graph.packages.length,
    })),
    findings: report.findings.map(toFindingRecord),
    suppressed: report.suppressed.map(({ finding, cause }) => ({ ...toFindingRecord(finding), cause })),
    packages: report.packages,
    advisories:
      origin.advisories === undefined
        ? null
        : { records: origin.advisories.records, builtAt: renderInstant(origin.advisories.builtAt) },
    unread: unread.map(({ file, line, code, message, hint }) => ({
      file,
      line: line ?? null,
      error: { code, message, hint: hint ?? null },
    })),
    ...(report.copies === undefined ? {} : { copies: toCopiesRecord(report.copies) }),
    ...(unread.length > 0 ? { verdict: "unknown" } : {}),
    durationMs: report.durationMs,
  };
}

function toCopiesRecord({ packages, oldestAt, newestAt }: ScanCopies): object {
  return { packages, oldestAt: renderInstant(oldestAt), newestAt: renderInstant(newestAt) };
}

function toFindingRecord(finding: ScanFinding): object {
  return {
    id: finding.id,
    kind: finding.kind,
    severity: finding.severity,
    name: finding.name ?? null,
    version: finding.version ?? null,
    file: finding.file,
    line: finding.line ?? null,
    path: finding.path,
    isDevelopment: finding.isDevelopment,
    message: finding.message,
    advisories: finding.advisories,
    fix:
      finding.fix === undefined
        ? null
        : {
            message: finding.fix.message,
            version: finding.fix.version ?? null,
            command: finding.fix.command ?? null,
          },
  };
}
