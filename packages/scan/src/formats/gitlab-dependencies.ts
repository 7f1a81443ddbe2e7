import { renderJsonDocument, showForeign } from "@lockkeeper/core";
import { commandOf } from "@lockkeeper/clients";

import { clientOf } from "../client-commands.ts";
import type { ScanFinding, ScanSeverity } from "../scan-finding.ts";
import type { ScannedGraph, ScanOrigin, ScanReport } from "../scan-report.ts";
import { hashFinding } from "./finding-words.ts";
import { placeOf } from "./place.ts";

const severities: Readonly<Record<ScanSeverity, string>> = {
  malware: "Critical",
  critical: "Critical",
  high: "High",
  moderate: "Medium",
  low: "Low",
  info: "Info",
};

/**
 * Renders reports as GitLab's dependency scanning report, version 15.0.4: what is found in packages, and every package of
 * every file. Findings that are of no package have no place in it, and are in the code quality report. What was not
 * understood is a message, and the scan a failure.
 */
export function renderGitLabDependencies(reports: readonly ScanReport[], origin: ScanOrigin): string {
  const tool = {
    id: "lockkeeper",
    name: "Lockkeeper",
    version: origin.version,
    vendor: { name: "Lockkeeper" },
  };
  const unread = reports.flatMap((report) =>
    report.unread.map(({ file, message }) => ({
      level: "warn",
      value: showForeign(`Not checked: ${placeOf(report, file)}: ${message}`, 1000),
    })),
  );
  const durationMs = reports.reduce((sum, report) => sum + report.durationMs, 0);
  return renderJsonDocument({
    version: "15.0.4",
    scan: {
      analyzer: tool,
      scanner: tool,
      type: "dependency_scanning",
      start_time: renderTime(origin.at),
      end_time: renderTime(origin.at + durationMs),
      status: unread.length > 0 ? "failure" : "success",
      messages: unread,
    },
    vulnerabilities: reports.flatMap((report) =>
      report.findings.flatMap((finding) => toVulnerability(report, finding)),
    ),
    dependency_files: reports.flatMap((report) => report.graphs.map((graph) => toFile(report, graph))),
  });
}

/** Seconds, and no zone, as the format has it. */
function renderTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19);
}

function toVulnerability(report: ScanReport, finding: ScanFinding): readonly object[] {
  const { name, version, id, message, severity, fix, file, path } = finding;
  if (name === undefined || version === undefined) return [];
  return [
    {
      id: asUuid(hashFinding(report, finding)),
      name: showForeign(`${id} in ${name}`, 250),
      description: showForeign(message, 2000),
      severity: severities[severity],
      ...(fix === undefined ? {} : { solution: showForeign(solutionOf(fix), 2000) }),
      identifiers: identifiersOf(finding),
      location: {
        file: placeOf(report, file),
        dependency: {
          package: { name: showForeign(name, 300) },
          version: showForeign(version, 300),
          direct: path.length <= 2,
        },
      },
    },
  ];
}

function solutionOf({ message, command }: NonNullable<ScanFinding["fix"]>): string {
  return command === undefined ? message : `${message}: ${command}`;
}

/** The same finding has the same identifier in every scan. */
function asUuid(hash: string): string {
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join("-");
}

function identifiersOf({ id, advisories }: ScanFinding): readonly object[] {
  const rule = { type: "lockkeeper", name: `Lockkeeper ${id}`, value: id };
  const known = advisories.map((each) => {
    const value = showForeign(each, 200);
    return { type: typeOf(each), name: value, value };
  });
  return [...known, rule];
}

function typeOf(advisory: string): string {
  if (/^CVE-/i.test(advisory)) return "cve";
  return /^GHSA-/i.test(advisory) ? "ghsa" : "osv";
}

function toFile(report: ScanReport, { file, graph }: ScannedGraph): object {
  const direct = new Set(graph.roots.flatMap(({ dependencies }) => dependencies.map(({ to }) => to)));
  return {
    path: placeOf(report, file),
    package_manager: commandOf(clientOf(graph.source)),
    dependencies: graph.packages.flatMap(({ kind, name, version }, index) =>
      kind === "workspace"
        ? []
        : [
            {
              iid: index + 1,
              package: { name: showForeign(name, 300) },
              version: showForeign(version, 300),
              direct: direct.has(index),
            },
          ],
    ),
  };
}
