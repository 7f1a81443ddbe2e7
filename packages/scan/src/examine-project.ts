import { createGraphView } from "./graph-view.ts";
import type { GraphView } from "./graph-view.ts";
import { findPageAdvisories } from "./html/page-packages.ts";
import { findOrigins } from "./package-origins.ts";
import { findAdvisories } from "./rules/find-advisories.ts";
import { findConfusion } from "./rules/find-confusion.ts";
import { findDeprecated } from "./rules/find-deprecated.ts";
import { findDiskFaults } from "./rules/find-disk-faults.ts";
import { findIntegrityFaults } from "./rules/find-integrity.ts";
import { findPinFaults } from "./rules/find-pins.ts";
import { findReleaseFaults } from "./rules/find-release-faults.ts";
import { findReported } from "./rules/find-reported.ts";
import { findRunners } from "./rules/find-runners.ts";
import { findScripts } from "./rules/find-scripts.ts";
import { findSettingFaults } from "./rules/find-settings.ts";
import { findSourceFaults } from "./rules/find-sources.ts";
import { scanSeverities } from "./scan-finding.ts";
import type { ScanFinding } from "./scan-finding.ts";
import type { ScanKnowledge, ScanProject } from "./scan-project.ts";

/**
 * Everything that the rules have to say of one project, worst first, each matter once per file: a version that is
 * locked in many places is told by its shortest way. Pure; throws nothing but what an unreadable index does.
 */
export function examineProject(project: ScanProject, knowledge: ScanKnowledge): readonly ScanFinding[] {
  const views = project.graphs.map(createGraphView);
  return sortFindings(
    mergeFindings([
      ...views.flatMap((view) => findingsOfGraph(view, project, knowledge)),
      ...findIntegrityFaults(views, project, knowledge),
      ...findDiskFaults(views, project),
      ...findPinFaults(project),
      ...findSettingFaults(project, knowledge),
      ...findRunners(project.runners, project.manifests),
      ...(project.pageFindings ?? []),
      ...findPageAdvisories(project.pagePackages ?? [], knowledge),
    ]),
  );
}

function findingsOfGraph(
  view: GraphView,
  project: ScanProject,
  knowledge: ScanKnowledge,
): readonly ScanFinding[] {
  const { settings } = project;
  const origins = findOrigins({
    graph: view.graph,
    settings,
    defaultRegistry: knowledge.defaultRegistry,
  });
  return [
    ...findAdvisories(view, knowledge, origins),
    ...findReported(view, knowledge, origins),
    ...findSourceFaults(view, origins),
    ...findConfusion(view, origins),
    ...findScripts(view, project, knowledge),
    ...findDeprecated(view, knowledge),
    ...findReleaseFaults(view, knowledge, origins),
  ];
}

/** Joins what is said of one version of one package in one file: the shortest way stands for all. */
export function mergeFindings(findings: readonly ScanFinding[]): readonly ScanFinding[] {
  const merged = new Map<string, ScanFinding>();
  for (const finding of findings) {
    const key = matterOf(finding);
    const known = merged.get(key);
    merged.set(key, known === undefined ? finding : joinTwo(known, finding));
  }
  return [...merged.values()];
}

function joinTwo(left: ScanFinding, right: ScanFinding): ScanFinding {
  // A way that development dependencies alone go does not make light of one that others go.
  const isDevelopment = left.isDevelopment && right.isDevelopment;
  const isShorter = right.path.length < left.path.length;
  const nearer = left.isDevelopment === right.isDevelopment ? isShorter : left.isDevelopment;
  return { ...(nearer ? right : left), isDevelopment };
}

function matterOf({ id, file, line, name, version, advisories, message }: ScanFinding): string {
  if (name === undefined || version === undefined) return JSON.stringify([id, file, line, name, message]);
  return JSON.stringify([id, file, name, version, advisories[0]]);
}

/** Worst first; then what everyone gets before what developers get; then by file, name and id. */
export function sortFindings(findings: readonly ScanFinding[]): readonly ScanFinding[] {
  return findings
    .map((finding) => ({ finding, rank: rankOf(finding), key: orderKey(finding) }))
    .sort((left, right) => left.rank - right.rank || compareTexts(left.key, right.key))
    .map(({ finding }) => finding);
}

function rankOf({ severity, isDevelopment }: ScanFinding): number {
  return scanSeverities.indexOf(severity) * 2 + Number(isDevelopment);
}

function orderKey({ file, name = "", version = "", id, line = 0 }: ScanFinding): string {
  return [file, name, version, id, String(line).padStart(9, "0")].join("\u0000");
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
