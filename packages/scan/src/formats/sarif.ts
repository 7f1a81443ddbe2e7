import { renderJsonDocument } from "@lockkeeper/core";

import type { ScanFinding, ScanSeverity } from "../scan-finding.ts";
import { scanSeverities } from "../scan-finding.ts";
import type { ScanOrigin, ScanReport, SuppressionCause } from "../scan-report.ts";
import { scanRules } from "../scan-rules.ts";
import type { ScanRule } from "../scan-rules.ts";
import { hashFinding, levelOf, renderCause, renderStory, subjectOf } from "./finding-words.ts";
import { encodePath, placeOf } from "./place.ts";

/** Of 10, as code hosts sort by it. */
const scores: Readonly<Record<ScanSeverity, string>> = {
  malware: "10.0",
  critical: "9.5",
  high: "8.0",
  moderate: "5.5",
  low: "3.0",
  info: "0.0",
};

/** One finding with where it is from. */
interface Entry {
  readonly report: ScanReport;
  readonly finding: ScanFinding;
  readonly cause: SuppressionCause | undefined;
}

/** Renders reports as one run of SARIF 2.1.0 (OASIS standard, 27 March 2020). */
export function renderScanSarif(reports: readonly ScanReport[], { version, at }: ScanOrigin): string {
  const entries = reports.flatMap(entriesOf);
  const rules = collectRules(entries.map(({ finding }) => finding));
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  return renderJsonDocument({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Lockkeeper",
            version,
            semanticVersion: version,
            rules: rules.map((rule) => describeRule(rule, entries)),
          },
        },
        invocations: [describeInvocation(reports, at)],
        // Two scans of one commit, such as of an inspection and of a project, stand beside each other.
        automationDetails: { id: "lockkeeper/scan" },
        results: entries.map((entry) => describeResult(entry, indexOf.get(entry.finding.id))),
        columnKind: "utf16CodeUnits",
      },
    ],
  });
}

function entriesOf(report: ScanReport): readonly Entry[] {
  return [
    ...report.findings.map((finding) => ({ report, finding, cause: undefined })),
    ...report.suppressed.map(({ finding, cause }) => ({ report, finding, cause })),
  ];
}

/** The rules of the catalogue that were broken, then whatever else has findings. */
function collectRules(findings: readonly ScanFinding[]): readonly ScanRule[] {
  const used = new Map(findings.map(({ id, kind }) => [id, kind]));
  const known = scanRules.filter(({ id }) => used.has(id));
  const ids = new Set(known.map(({ id }) => id));
  const others = [...used].filter(([id]) => !ids.has(id));
  return [...known, ...others.map(([id, kind]) => ({ id, kind, title: id.replaceAll("-", " "), why: id }))];
}

/** A rule is as bad as its worst finding: code hosts sort by the rule. */
function describeRule({ id, kind, title, why }: ScanRule, entries: readonly Entry[]): object {
  const worst =
    scanSeverities.find((severity) =>
      entries.some(({ finding }) => finding.id === id && finding.severity === severity),
    ) ?? "info";
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: {
      text: `${why} See the section "${id}" of docs/scan.md.`,
      markdown: `${why}\n\nSee \`${id}\` in docs/scan.md.`,
    },
    defaultConfiguration: { level: levelOf(worst) },
    properties: { tags: ["security", "supply-chain", kind], "security-severity": scores[worst] },
  };
}

function describeInvocation(reports: readonly ScanReport[], at: number): object {
  const unread = reports.flatMap((report) => report.unread.map((file) => ({ report, file })));
  return {
    executionSuccessful: unread.length === 0,
    endTimeUtc: new Date(at).toISOString(),
    toolExecutionNotifications: unread.map(({ report, file: { file, line, code, message } }) => ({
      level: "error",
      descriptor: { id: code },
      message: { text: message },
      locations: [locate(placeOf(report, file), line)],
    })),
  };
}

function locate(file: string, line: number | undefined): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodePath(file) },
      // Code hosts show nothing without a line.
      region: { startLine: line ?? 1 },
    },
  };
}

function describeResult({ report, finding, cause }: Entry, ruleIndex: number | undefined): object {
  const { id, severity, fix, name, version, path, advisories, isDevelopment, file, line } = finding;
  return {
    ruleId: id,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levelOf(severity),
    message: { text: renderStory(finding) },
    locations: [
      {
        ...locate(placeOf(report, file), line),
        ...(name === undefined
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: subjectOf(finding), kind: "module" }] }),
      },
    ],
    partialFingerprints: { "lockkeeperScan/v1": hashFinding(report, finding) },
    ...(cause === undefined ? {} : { suppressions: [describeCause(cause)] }),
    properties: {
      severity,
      package: name ?? null,
      version: version ?? null,
      path,
      isDevelopment,
      advisories,
      fixedVersion: fix?.version ?? null,
      fixCommand: fix?.command ?? null,
    },
  };
}

function describeCause(cause: SuppressionCause): object {
  return { kind: "external", status: "accepted", justification: renderCause(cause) };
}
