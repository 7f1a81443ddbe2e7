import type { DependencyEdge, DependencyGraph, GraphRoot } from "@lockkeeper/lockfile";
import { satisfies, valid, validRange } from "semver";

import { clientOf, relockCommand } from "../client-commands.ts";
import { adviceOf, findingOfFile, quote } from "../make-finding.ts";
import type { DeclaredDependency, ProjectManifest } from "../project-manifest.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { ScanProject } from "../scan-project.ts";
import type { ScannedGraph } from "../scan-report.ts";

const maxNamed = 3;

/** Ranges in manifests, missing and surplus lockfiles, and lockfiles that are not those of their manifests. */
export function findPinFaults(project: ScanProject): readonly ScanFinding[] {
  const lockfiles = project.graphs.filter(({ graph }) => isLockfile(graph));
  return [
    ...project.manifests.flatMap(rangesOf),
    ...missingLockfile(project, lockfiles),
    ...surplusLockfiles(lockfiles),
    ...lockfiles.flatMap((lockfile) => outOfStep(lockfile, project)),
    ...lockfiles.flatMap(missingInside),
    ...lockfiles.flatMap(duplicatesOf),
  ];
}

function isLockfile({ source }: DependencyGraph): boolean {
  return source !== "sbom" && source !== "manifest" && source !== "node-modules";
}

/** What a manifest leaves open, told once for all: hardly any project pins everything. */
function rangesOf({ file, dependencies }: ProjectManifest): readonly ScanFinding[] {
  const open = dependencies.filter(({ field, range }) => field !== "peerDependencies" && isOpen(range));
  const [first] = open;
  if (first === undefined) return [];
  const named = open.slice(0, maxNamed).map(({ name, range }) => `${name} ${quote(range, 40)}`);
  const more = open.length > maxNamed ? ` and ${open.length - maxNamed} more` : "";
  const message = `${open.length} of ${dependencies.length} dependencies are ranges: ${named.join(", ")}${more}`;
  const fix = adviceOf("write exact versions where nobody installs this package as a dependency");
  return [
    findingOfFile({ file, line: first.line }, { id: "unpinned-range", severity: "info", message, fix }),
  ];
}

const elsewhere = /^(?:[a-z+]{1,20}:|git@|\.{0,2}\/|~\/)/i;

function isOpen(range: string): boolean {
  const alias = /^npm:(?:@[^@/]{1,214}\/)?[^@]{1,214}@(.*)$/.exec(range.slice(0, 500));
  const plain = alias?.[1] ?? range;
  if (elsewhere.test(plain) || /^[\w.-]+\/[\w.-]+(?:#|$)/.test(plain)) return false;
  return valid(plain.replace(/^=/, "").trim()) === null;
}

function missingLockfile(project: ScanProject, lockfiles: readonly ScannedGraph[]): readonly ScanFinding[] {
  const [manifest] = project.manifests;
  if (lockfiles.length > 0 || project.hasUnreadLockfile || manifest === undefined) return [];
  const asked = manifest.dependencies.filter(({ field }) => field !== "peerDependencies");
  if (asked.length === 0 && project.manifests.length === 1) return [];
  const message = "there is no lockfile: every installation takes what was published last";
  const fix = adviceOf("write one and commit it", relockCommand("npm"));
  return [findingOfFile({ file: manifest.file }, { id: "no-lockfile", severity: "moderate", message, fix })];
}

function surplusLockfiles(lockfiles: readonly ScannedGraph[]): readonly ScanFinding[] {
  const clients = new Set(lockfiles.map(({ graph: { source } }) => clientOf(source)));
  const [, second] = lockfiles;
  if (clients.size < 2 || second === undefined) return [];
  const message = `there are lockfiles of ${clients.size} clients: ${lockfiles.map(({ file }) => file).join(", ")}`;
  const fix = adviceOf("keep the one of the client that the project is made for");
  return [findingOfFile({ file: second.file }, { id: "several-lockfiles", severity: "low", message, fix })];
}

/** Dependencies of manifests that the lockfile has otherwise, or not at all. */
function outOfStep({ file, graph }: ScannedGraph, { manifests }: ScanProject): readonly ScanFinding[] {
  const client = clientOf(graph.source);
  return graph.roots.flatMap((root) => {
    const manifest = manifests.find((each) => each.file === manifestFileOf(root));
    if (manifest === undefined) return [];
    return manifest.dependencies.flatMap((declared) => {
      const why = differenceOf(graph, root, declared);
      if (why === undefined) return [];
      const message = `${declared.name} ${quote(declared.range, 60)} of ${manifest.file} is ${why} in ${file}`;
      const fix = adviceOf("write the lockfile anew, and look at what changes", relockCommand(client));
      const place = { file: manifest.file, line: declared.line, name: declared.name };
      return [findingOfFile(place, { id: "lockfile-out-of-step", severity: "high", message, fix })];
    });
  });
}

/** A lockfile that was cut between two entries is a well-formed one in which something is missing. */
function missingInside({ file, graph }: ScannedGraph): readonly ScanFinding[] {
  const missing = graph.packages.flatMap((each) => {
    // npm leaves out what optional packages of other platforms need.
    if (each.isOptional || each.kind === "workspace") return [];
    return each.dependencies
      .filter((edge) => edge.to === undefined && edge.group === "production" && isAsked(graph, edge))
      .map(({ name }) => ({ line: each.line, text: `${each.name}@${each.version} needs ${name}` }));
  });
  const [first] = missing;
  if (first === undefined) return [];
  const named = missing.slice(0, maxNamed).map(({ text }) => text.slice(0, 200));
  const more = missing.length > maxNamed ? ` and ${missing.length - maxNamed} more` : "";
  const message = `the lockfile lacks what its own packages need: ${named.join(", ")}${more}`;
  const fix = adviceOf(
    "have the client write it anew, and look at what changes",
    relockCommand(clientOf(graph.source)),
  );
  const place = { file, line: first.line };
  return [findingOfFile(place, { id: "lockfile-out-of-step", severity: "moderate", message, fix })];
}

/** No client writes a name twice. */
function duplicatesOf({ file, graph: { duplicates = [], source } }: ScannedGraph): readonly ScanFinding[] {
  const [first] = duplicates;
  if (first === undefined) return [];
  const named = duplicates.slice(0, maxNamed).map(({ name, line }) => `${quote(name, 80)} (line ${line})`);
  const more = duplicates.length > maxNamed ? ` and ${duplicates.length - maxNamed} more` : "";
  const message = `${file} has names twice, of which the last one counts: ${named.join(", ")}${more}`;
  const fix = adviceOf(
    "find out who wrote it, and have the client write it anew",
    relockCommand(clientOf(source)),
  );
  return [
    findingOfFile({ file, line: first.line }, { id: "duplicate-entry", severity: "high", message, fix }),
  ];
}

function isAsked({ overrides }: DependencyGraph, { name, range }: DependencyEdge): boolean {
  return !isOfProject(range) && !overrides.some(({ selector }) => selector.includes(name));
}

function manifestFileOf({ folder }: GraphRoot): string {
  return folder === "." || folder === "" ? "package.json" : `${folder}/package.json`;
}

function differenceOf(
  graph: DependencyGraph,
  root: GraphRoot,
  { name, range, field }: DeclaredDependency,
): string | undefined {
  // Some clients install peers and optional ones only where they fit.
  if (field === "peerDependencies" || field === "optionalDependencies") return undefined;
  const edge = root.dependencies.find((each) => each.name === name && each.group !== "peer");
  if (edge === undefined) return "not";
  const locked = edge.to === undefined ? undefined : graph.packages[edge.to];
  if (locked === undefined) return isOfProject(range) || isOverridden(graph, name) ? undefined : "not";
  if (edge.range === range) return undefined;
  return isOverridden(graph, name) || isSatisfied(locked.version, range)
    ? undefined
    : `locked as ${quote(locked.version, 60)}`;
}

function isOfProject(range: string): boolean {
  return /^(?:workspace|link|file|portal):/.test(range);
}

function isOverridden({ overrides }: DependencyGraph, name: string): boolean {
  return overrides.some(({ selector }) => selector === name || selector.startsWith(`${name}@`));
}

/** Whether a version is one that the range may lead to; a range of no known form says nothing. */
function isSatisfied(version: string, range: string): boolean {
  if (range.length > 500 || validRange(range) === null || version === "") return true;
  return satisfies(version, range, { includePrerelease: true });
}
