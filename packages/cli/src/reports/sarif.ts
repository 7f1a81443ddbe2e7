import { createHash } from "node:crypto";

import type { FindingStrength } from "@lockkeeper/core";
import { findingStrengths } from "@lockkeeper/core";
import { detectors } from "@lockkeeper/detectors";

import { renderJsonDocument } from "../foreign-text.ts";
import { isLetIn } from "../inspection/inspection-report.ts";
import type { InspectionReport, ReportedFinding } from "../inspection/inspection-report.ts";
import { titleOf } from "../inspection/report-words.ts";
import type { DocumentOptions } from "./document-options.ts";

type SarifLevel = "error" | "warning" | "note";

/** One rule as SARIF describes it. */
interface SarifRule {
  readonly id: string;
  readonly title: string;
  readonly family: string;
  readonly strength: FindingStrength;
  readonly technique: string | undefined;
}

const levels: Readonly<Record<FindingStrength, SarifLevel>> = {
  decisive: "error",
  strong: "error",
  supporting: "warning",
  context: "note",
};
// Of 10, as code hosts sort by it.
const severities: Readonly<Record<FindingStrength, string>> = {
  decisive: "9.5",
  strong: "8.0",
  supporting: "5.0",
  context: "1.0",
};

/** Renders reports as one run of SARIF 2.1.0 (OASIS standard, 27 March 2020). */
export function renderSarif(reports: readonly InspectionReport[], options: DocumentOptions): string {
  const shown = reports.filter((report) => options.isComplete || !isLetIn(report));
  const least = findingStrengths.indexOf(options.minStrength);
  const entries = shown.flatMap((report) =>
    [...objectionsOf(report), ...report.findings]
      .filter(({ strength }) => findingStrengths.indexOf(strength) >= least)
      .map((finding) => ({ report, finding })),
  );
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
            version: options.version,
            semanticVersion: options.version,
            rules: rules.map(toRule),
          },
        },
        invocations: [toInvocation(reports)],
        originalUriBaseIds: Object.fromEntries(
          entries.map(({ report }) => [
            titleOf(report),
            { description: { text: `The root of the package ${titleOf(report)}` } },
          ]),
        ),
        results: entries.map(({ report, finding }) => toResult(report, finding, indexOf.get(finding.id))),
        columnKind: "utf16CodeUnits",
      },
    ],
  });
}

/** What the policy has against a version besides its inspection is a result too, since a viewer shows nothing else. */
function objectionsOf({ policy }: InspectionReport): readonly ReportedFinding[] {
  if (policy?.reason === undefined || (policy.effect !== "hold" && policy.effect !== "block")) return [];
  return [
    {
      id: `policy-${policy.clause}`,
      family: "intel",
      strength: "strong",
      message: `By policy (${policy.source}): ${policy.reason}.`,
      technique: undefined,
      location: undefined,
      excerpt: undefined,
      before: undefined,
      after: undefined,
      suppression: undefined,
    },
  ];
}

/** The rules of the catalogue, then those of findings that come from elsewhere, such as advisories. */
function collectRules(findings: readonly ReportedFinding[]): readonly SarifRule[] {
  const rules = new Map<string, SarifRule>(detectors.map((detector) => [detector.id, detector]));
  for (const { id, family, strength, technique } of findings) {
    if (!rules.has(id)) rules.set(id, { id, title: id.replaceAll("-", " "), family, strength, technique });
  }
  return [...rules.values()];
}

function toRule({ id, title, family, strength, technique }: SarifRule): object {
  return {
    id,
    name: id,
    shortDescription: { text: title },
    defaultConfiguration: { level: levels[strength] },
    properties: {
      tags: ["security", "supply-chain", family, ...(technique === undefined ? [] : [technique])],
      "security-severity": severities[strength],
    },
  };
}

function toInvocation(reports: readonly InspectionReport[]): object {
  const undecided = reports.filter(({ verdict }) => verdict === "unknown");
  return {
    executionSuccessful: undecided.length === 0,
    toolExecutionNotifications: undecided.map((report) => ({
      level: "error",
      descriptor: { id: report.error?.code ?? "undecided" },
      message: {
        text: `${titleOf(report)}: ${report.error?.message ?? report.reasons[0]?.message ?? "could not be decided"}`,
      },
    })),
  };
}

function toResult(report: InspectionReport, finding: ReportedFinding, ruleIndex: number | undefined): object {
  const { origin } = report;
  const own = packageLocations(report, finding);
  const isRelated = origin !== undefined;
  return {
    ruleId: finding.id,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[finding.strength],
    message: { text: `${titleOf(report)}: ${finding.message}` },
    locations: isRelated ? [lockfileLocation(report, origin)] : own,
    ...(isRelated && own.length > 0
      ? { relatedLocations: own.map((location, id) => ({ ...location, id })) }
      : {}),
    partialFingerprints: { "lockkeeperFinding/v1": fingerprintOf(report, finding) },
    ...(finding.suppression === undefined ? {} : { suppressions: [toSuppression(finding.suppression)] }),
    properties: {
      verdict: report.verdict,
      policyEffect: report.policy?.effect ?? null,
      family: finding.family,
      strength: finding.strength,
      technique: finding.technique ?? null,
      before: finding.before ?? null,
      after: finding.after ?? null,
    },
  };
}

function packageLocations(
  report: InspectionReport,
  { location, excerpt }: ReportedFinding,
): readonly object[] {
  const snippet = excerpt === undefined ? {} : { snippet: { text: excerpt } };
  const logicalLocations = [{ fullyQualifiedName: titleOf(report), kind: "module" }];
  if (location === undefined) {
    // Code hosts show nothing without a file: what is not of one is of the manifest.
    return [
      {
        physicalLocation: { artifactLocation: { uri: "package.json", uriBaseId: titleOf(report) } },
        logicalLocations,
      },
    ];
  }
  return [
    {
      physicalLocation: {
        artifactLocation: { uri: encodePath(location.file), uriBaseId: titleOf(report) },
        region: { startLine: location.line, startColumn: location.column, ...snippet },
      },
      logicalLocations,
    },
  ];
}

function lockfileLocation(
  report: InspectionReport,
  { file, line }: NonNullable<InspectionReport["origin"]>,
): object {
  return {
    physicalLocation: { artifactLocation: { uri: encodePath(file) }, region: { startLine: line } },
    logicalLocations: [{ fullyQualifiedName: titleOf(report), kind: "module" }],
  };
}

/** A path as a relative URI reference (RFC 3986); halves of surrogate pairs are replaced, which no URI can hold. */
function encodePath(path: string): string {
  const text = Buffer.from(path, "utf8").toString("utf8");
  return text.split("/").map(encodeURIComponent).join("/");
}

function toSuppression({ reason, owner, expires }: NonNullable<ReportedFinding["suppression"]>): object {
  return {
    kind: "external",
    status: "accepted",
    justification: `${reason} (${owner}, until ${expires})`,
  };
}

/** The same for the same finding of the same version, wherever it is asked for. */
function fingerprintOf(report: InspectionReport, { id, location, excerpt, after }: ReportedFinding): string {
  const parts = [id, titleOf(report), location?.file ?? "", excerpt ?? "", after ?? ""];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
