import { parseDependencyGraph, parseProjectManifest as parseLockedManifest } from "@lockkeeper/lockfile";
import { kindOfLockfile } from "@lockkeeper/lockfile";
import type { LockfileKind, ProjectManifest as LockedManifest } from "@lockkeeper/lockfile";

import { fingerprintOf } from "../baseline.ts";
import { clientOf } from "../client-commands.ts";
import { examineProject } from "../examine-project.ts";
import { listPagePackages } from "../html/page-packages.ts";
import { isPageName, scanPage } from "../html/scan-page.ts";
import { parseProjectManifest } from "../project-manifest.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { ScanKnowledge, ScanProject } from "../scan-project.ts";
import type { ScannedGraph } from "../scan-report.ts";
import type { TextChange } from "./repair.ts";

/** A project while its repair is worked out: what was read of it, the texts that may change, and what is found in it. */
export interface RepairState {
  readonly project: ScanProject;
  /** Lockfiles, manifests and settings files by their path in the project. */
  readonly texts: ReadonlyMap<string, string>;
  readonly findings: readonly ScanFinding[];
}

/** The state after changes: graphs and manifests are read anew, and examined again. Throws LOCKFILE_* and SCAN_* errors. */
export function withChanges(
  state: RepairState,
  changes: readonly TextChange[],
  knowledge: ScanKnowledge,
): RepairState {
  if (changes.length === 0) return state;
  const texts = new Map(state.texts);
  for (const { file, after } of changes) {
    if (after === undefined) texts.delete(file);
    else texts.set(file, after);
  }
  const gone = new Set(changes.flatMap(({ file, after }) => (after === undefined ? [file] : [])));
  const locked = lockedManifests(state.project, texts);
  const kept = state.project.graphs.filter(({ file }) => !gone.has(file));
  const graphs = [...kept.map((graph) => graphAfter(graph, texts, locked)), ...newGraphs(changes, locked)];
  const project: ScanProject = {
    ...state.project,
    graphs: state.project.hasUnreadLockfile ? [...graphs, ...mergedGraphs(state, changes, locked)] : graphs,
    settings: settingsAfter(state.project, graphs),
    manifests: state.project.manifests.map((manifest) => {
      const text = texts.get(manifest.file);
      return text === undefined || text === manifest.text
        ? manifest
        : parseProjectManifest(manifest.file, text);
    }),
    installed: installedAfter(state.project, graphs),
    runners: state.project.runners.map(({ file, text }) => ({ file, text: texts.get(file) ?? text })),
    ...pagesAfter(state, changes),
  };
  return { project, texts, findings: examineProject(project, knowledge) };
}

/** A lockfile that could not be read before. */
function mergedGraphs(
  { project: { graphs } }: RepairState,
  changes: readonly TextChange[],
  manifests: readonly LockedManifest[],
): readonly ScannedGraph[] {
  return changes.flatMap(({ file, before, after }) => {
    const isRead = graphs.some((each) => each.file === file);
    if (before === undefined || after === undefined || isRead || !lockfileForm.test(file)) return [];
    const bytes = Buffer.from(after, "utf8");
    return [{ file, graph: parseDependencyGraph(kindOfLockfile(file, bytes), bytes, { manifests }) }];
  });
}

const lockfileForm = /^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock)$/;

/** A client whose lockfile is gone reads nothing of the project any more. */
function settingsAfter(
  { settings, graphs: before }: ScanProject,
  after: readonly ScannedGraph[],
): ScanProject["settings"] {
  if (before.length === after.length) return settings;
  const present = new Set(after.map(({ graph }) => clientOf(graph.source)));
  const gone = new Set(
    before.map(({ graph }) => clientOf(graph.source)).filter((kind) => !present.has(kind)),
  );
  return settings.filter(({ client }) => !gone.has(client.kind));
}

/** The graph of a lockfile that a change makes. */
function newGraphs(
  changes: readonly TextChange[],
  manifests: readonly LockedManifest[],
): readonly ScannedGraph[] {
  return changes.flatMap(({ file, before, after }) =>
    before === undefined && after !== undefined && file === "package-lock.json"
      ? [{ file, graph: parseDependencyGraph("npm", Buffer.from(after, "utf8"), { manifests }) }]
      : [],
  );
}

/** What lies on the disk stays; which package of the lockfile it stands for is looked up again by its place. */
function installedAfter(
  { installed, graphs: before }: ScanProject,
  after: readonly ScannedGraph[],
): ScanProject["installed"] {
  const old = before.find(({ graph: { source } }) => source === installed?.source)?.graph;
  const fresh = after.find(({ graph: { source } }) => source === installed?.source)?.graph;
  if (installed === undefined || old === undefined || fresh === undefined) return undefined;
  if (old === fresh) return installed;
  const places = new Map(fresh.packages.map(({ place }, index) => [place, index]));
  const relocate = (packages: readonly number[]): readonly number[] =>
    packages.flatMap((index) => places.get(old.packages[index]?.place ?? "") ?? []);
  return {
    ...installed,
    packages: installed.packages.map((each) => ({ ...each, packages: relocate(each.packages) })),
    absent: installed.absent.map((each) => ({ ...each, packages: relocate(each.packages) })),
    unplaced: relocate(installed.unplaced),
    archives: installed.archives.flatMap((each) =>
      relocate([each.package]).map((index) => ({ ...each, package: index })),
    ),
  };
}

/** What the bytes say of a page stays, until it is read anew. */
function pagesAfter(
  { project: { pageFindings, pagePackages = [] } }: RepairState,
  changes: readonly TextChange[],
): Pick<ScanProject, "pageFindings" | "pagePackages"> {
  if (pageFindings === undefined) return {};
  const pages = changes.flatMap(({ file, after }) =>
    after !== undefined && isPageName(file) ? [{ file, after }] : [],
  );
  const changed = new Set(pages.map(({ file }) => file));
  return {
    pageFindings: [
      ...pageFindings.filter(({ file, id }) => !changed.has(file) || ofBytes.has(id)),
      ...pages.flatMap(({ file, after }) => scanPage(after, file)),
    ],
    pagePackages: [
      ...pagePackages.filter(({ file }) => !changed.has(file)),
      ...pages.flatMap(({ file, after }) => listPagePackages(after, file)),
    ],
  };
}

const ofBytes: ReadonlySet<string> = new Set(["page-bytes-differ", "page-tarball-differs"]);

function lockedManifests(
  { manifests }: ScanProject,
  texts: ReadonlyMap<string, string>,
): readonly LockedManifest[] {
  return manifests.map(({ file, text }) =>
    parseLockedManifest(folderOf(file), Buffer.from(texts.get(file) ?? text, "utf8")),
  );
}

/** The graph of a lockfile's text as it would be, with the manifests of the project as they are. Throws LOCKFILE_* errors. */
export function graphOfText(
  state: RepairState,
  file: string,
  text: string,
  known?: LockfileKind,
): ScannedGraph["graph"] {
  const scanned = state.project.graphs.find((each) => each.file === file);
  const kind = known ?? clientOf(scanned?.graph.source ?? "npm");
  const manifests = lockedManifests(state.project, state.texts);
  return parseDependencyGraph(kind, Buffer.from(text, "utf8"), { manifests });
}

/** The folder of a file, `.` for the project's own. */
export function folderOf(file: string): string {
  const at = file.lastIndexOf("/");
  return at < 0 ? "." : file.slice(0, at);
}

/** The graphs of lockfiles that changes change, before and after. Throws LOCKFILE_* errors. */
export function graphsWith(
  { project, texts }: RepairState,
  changes: readonly TextChange[],
): readonly { readonly before: ScannedGraph["graph"]; readonly after: ScannedGraph["graph"] }[] {
  const written = changes.flatMap(({ file, after }) => (after === undefined ? [] : [[file, after] as const]));
  const changed = new Map([...texts, ...written]);
  const manifests = lockedManifests(project, changed);
  return project.graphs
    .filter(({ file }) => written.some(([each]) => each === file))
    .map((scanned) => ({ before: scanned.graph, after: graphAfter(scanned, changed, manifests).graph }));
}

function graphAfter(
  scanned: ScannedGraph,
  texts: ReadonlyMap<string, string>,
  manifests: readonly LockedManifest[],
): ScannedGraph {
  const { file, graph } = scanned;
  const text = texts.get(file);
  if (text === undefined) return scanned;
  const kind = clientOf(graph.source);
  return { file, graph: parseDependencyGraph(kind, Buffer.from(text, "utf8"), { manifests }) };
}

/** The findings that one state has and another has not, by what they are about. */
export function findingsGone(before: RepairState, after: RepairState): readonly ScanFinding[] {
  const known = new Set(after.findings.map(fingerprintOf));
  return before.findings.filter((finding) => !known.has(fingerprintOf(finding)));
}
