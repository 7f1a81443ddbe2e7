import type { GraphView } from "./graph-view.ts";
import type { ScanFinding, ScanFix, ScanSeverity } from "./scan-finding.ts";
import { kindOfRule } from "./scan-rules.ts";
import type { ScanRuleId } from "./scan-rules.ts";

/** What differs from one finding to another. */
export interface FindingDetails {
  readonly id: ScanRuleId;
  readonly severity: ScanSeverity;
  /** One sentence; foreign texts in it are cut by whoever shows it. */
  readonly message: string;
  readonly fix?: ScanFix | undefined;
  readonly advisories?: readonly string[];
}

/** A finding of a package in a graph. */
export function findingOfPackage(view: GraphView, index: number, details: FindingDetails): ScanFinding {
  const each = view.graph.packages[index];
  return {
    id: details.id,
    kind: kindOfRule(details.id),
    severity: details.severity,
    name: each?.name,
    version: each?.version === "" ? undefined : each?.version,
    file: view.file,
    line: each?.line,
    path: view.pathTo(index),
    isDevelopment: each?.isDevelopment ?? false,
    message: details.message,
    advisories: details.advisories ?? [],
    fix: details.fix,
  };
}

/** The place that a finding of a file is about. */
export interface FilePlace {
  readonly file: string;
  readonly line?: number | undefined;
  /** The package that the place names, if it does. */
  readonly name?: string | undefined;
  readonly version?: string | undefined;
}

/** A finding of a file. */
export function findingOfFile(
  { file, line, name, version }: FilePlace,
  details: FindingDetails,
): ScanFinding {
  return {
    id: details.id,
    kind: kindOfRule(details.id),
    severity: details.severity,
    name,
    version,
    file,
    line,
    path: [],
    isDevelopment: false,
    message: details.message,
    advisories: details.advisories ?? [],
    fix: details.fix,
  };
}

/** A repair that only a person can make. */
export function adviceOf(message: string, command?: string): ScanFix {
  return { message, version: undefined, command };
}

/** A foreign text in quotes, cut. */
export function quote(text: string, maxCharacters = 120): string {
  return JSON.stringify(text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text);
}
