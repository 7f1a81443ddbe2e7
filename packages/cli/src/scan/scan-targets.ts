import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import { examineProject, graphsOfPins, hasUnusualHost, listPrivateNames } from "@lockkeeper/scan";
import type { ScanProject, ScanReport, UnreadFile } from "@lockkeeper/scan";

import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { emptyProject, emptyReport, nothingReport, unlistedReport } from "./empty-report.ts";
import { findProject, findProjects } from "./find-projects.ts";
import type { FoundProject } from "./find-projects.ts";
import { findGlobalFolders } from "./global-folders.ts";
import { cachePlaceOf } from "./packed/open-packed.ts";
import { kindOfName } from "./project-files.ts";
import { readBill } from "./read-bill.ts";
import type { KnowledgeAtHand } from "./read-knowledge.ts";
import type { PageNetwork } from "./page-network.ts";
import { hasPagesAlone, readPages } from "./read-pages.ts";
import { createHistoryReader } from "./read-histories.ts";
import type { HistoryReader } from "./read-histories.ts";
import { readProject } from "./read-project.ts";
import type { ProjectReading } from "./read-project.ts";
import { forwardPath } from "./read-project-settings.ts";
import type { ScanInput } from "./scan-input.ts";
import type { ScanProgress } from "./scan-progress.ts";

/** What the scan of all targets works with. */
export interface ScanParts {
  readonly input: ScanInput;
  readonly environment: Environment;
  readonly knowledge: KnowledgeAtHand;
  readonly progress: ScanProgress;
  /** What the bytes that pages load are fetched with; nothing is fetched without. */
  readonly network?: PageNetwork | undefined;
}

/** Finds the projects of every target in order, and yields what the rules say of each. Throws `CLI_BAD_FILE`. */
export async function* openScanTargets(parts: ScanParts): AsyncIterable<ScanReport> {
  const { input, environment } = parts;
  const histories = await createHistoryReader(parts);
  const network = input.isOnline ? await openNetwork(parts) : undefined;
  try {
    for (const target of targetsOf(input)) {
      const path = resolve(environment.cwd, target);
      const kind = await kindOfPath(target, path);
      if (kind === "file" && archiveName.test(path))
        yield* scanArchive(path, { ...parts, network }, histories);
      else if (kind === "file") yield await scanFile(path, { ...parts, network }, histories);
      else yield* scanFolder(path, { ...parts, network }, histories);
    }
    if (input.isGlobal) yield* scanGlobal(parts, histories);
  } finally {
    await histories.close();
    await network?.close();
  }
}

async function openNetwork({ input, environment }: ScanParts): Promise<PageNetwork> {
  const { openPageNetwork } = await import("./page-network.ts");
  return await openPageNetwork(input, environment);
}

function targetsOf({ targets, isGlobal }: ScanInput): readonly string[] {
  return targets.length === 0 && !isGlobal ? ["."] : targets;
}

async function kindOfPath(target: string, path: string): Promise<"file" | "folder"> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return "folder";
    if (stats.isFile()) return "file";
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw noSuchTarget(
      target,
      code === "ENOENT" ? "there is no such file or folder" : `the system refuses: ${code}`,
    );
  }
  throw noSuchTarget(target, "it is neither a file nor a folder");
}

const archiveName = /\.(?:tar|tar\.gz|tgz)$/i;

/** An image or an archive of a project: what a scan looks at is taken out, and scanned as a folder. */
async function* scanArchive(
  path: string,
  parts: ScanParts,
  histories: HistoryReader,
): AsyncIterable<ScanReport> {
  const { unpackImage } = await import("./unpack-image.ts");
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-image-"));
  const target = targetOf(parts, path);
  try {
    parts.progress.tell(`unpacking ${target}`);
    const { root, unread } = await unpackImage(path, folder);
    if (unread.length > 0) yield { ...emptyReport, target, unread };
    const inside = { ...parts, environment: { ...parts.environment, cwd: root } };
    for await (const report of scanFolder(root, inside, histories, unread.length > 0))
      yield { ...report, target: report.target === "." ? target : `${target}/${report.target}` };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function* scanFolder(
  top: string,
  parts: ScanParts,
  histories: HistoryReader,
  isExplained = false,
): AsyncIterable<ScanReport> {
  // Why there is nothing may have been told already.
  let isEmpty = !isExplained;
  for await (const found of findProjects(top)) {
    if (found.kind === "unlisted") {
      isEmpty = false;
      yield unlistedReport(targetOf(parts, found.folder), found.code);
      continue;
    }
    const startedAt = parts.environment.clock.now();
    const target = targetOf(parts, found.folder);
    parts.progress.tell(`reading ${target}`);
    const whole = await readFolder(found, parts);
    if ([...found.files.values()].includes("page")) isEmpty = false;
    if (isNothing(whole)) continue;
    isEmpty = false;
    yield await examine({ target, reading: whole, startedAt }, parts, histories);
  }
  if (isEmpty) yield nothingReport(targetOf(parts, top));
}

/** The folders of global packages themselves; what else lies below them is nobody's project. */
async function* scanGlobal(parts: ScanParts, histories: HistoryReader): AsyncIterable<ScanReport> {
  for (const folder of await findGlobalFolders(parts.environment, process.execPath)) {
    const found = await findProject(folder);
    if (found === undefined) continue;
    const startedAt = parts.environment.clock.now();
    const reading = await readFolder(found, parts);
    const target = targetOf(parts, folder);
    if (!isNothing(reading)) yield await examine({ target, reading, startedAt }, parts, histories);
  }
}

async function readFolder(found: FoundProject, parts: ScanParts): Promise<ProjectReading> {
  const { unread, ...pages } = await readPages(found, parts.network);
  if (hasPagesAlone(found)) return { project: { ...emptyProject, ...pages }, unread };
  const reading = await readProject(found, {
    npmCache: npmCacheOf(parts.environment),
    cachePlace: cachePlaceOf(parts.environment),
    isThorough: parts.input.isThorough,
  });
  const bills = await readBills(found);
  return {
    project: {
      ...reading.project,
      graphs: [...lockedOrPinned(reading.project), ...bills.graphs],
      ...pages,
    },
    unread: [...reading.unread, ...bills.unread, ...unread],
  };
}

/** What manifests name exactly stands for what nothing locks. */
function lockedOrPinned({ graphs, manifests }: ScanProject): ScanProject["graphs"] {
  return graphs.length === 0 ? graphsOfPins(manifests) : graphs;
}

function isNothing({ project, unread }: ProjectReading): boolean {
  const { graphs, manifests, runners, pageFindings = [], pagePackages = [] } = project;
  // A manifest that only says how its folder's modules are written makes no project.
  const named = manifests.filter(({ name, dependencies }) => name !== undefined || dependencies.length > 0);
  return [graphs, named, runners, pageFindings, pagePackages, unread].every((each) => each.length === 0);
}

async function readBills({
  folder,
  files,
}: FoundProject): Promise<Pick<ScanProject, "graphs"> & { readonly unread: readonly UnreadFile[] }> {
  const names = [...files].flatMap(([name, kind]) => (kind === "bill" ? [name] : []));
  const read = await Promise.all(names.map((name) => readBill(resolve(folder, name), name)));
  return {
    graphs: read.flatMap(({ graphs }) => graphs),
    unread: read.flatMap(({ unread }) => unread),
  };
}

async function scanFile(path: string, parts: ScanParts, histories: HistoryReader): Promise<ScanReport> {
  const startedAt = parts.environment.clock.now();
  const target = targetOf(parts, path);
  const name = basename(path);
  const own = kindOfName(name) === "manifest" ? await findProject(dirname(path)) : undefined;
  if (own !== undefined)
    return await examine({ target, reading: await readFolder(own, parts), startedAt }, parts, histories);
  if (isBillName(name)) {
    const { graphs, unread } = await readBill(path, name);
    return await examine(
      { target, reading: { project: { ...emptyProject, graphs }, unread }, startedAt },
      parts,
      histories,
    );
  }
  const folder = dirname(path);
  if (kindOfName(name) === "page") {
    const only = { folder, files: new Map([[name, "page" as const]]) };
    const { unread, ...pages } = await readPages(only, parts.network);
    const reading = { project: { ...emptyProject, ...pages }, unread };
    return await examine({ target, reading, startedAt }, parts, histories);
  }
  const files = new Map(
    (await readdir(folder)).flatMap((each) => {
      const kind = each === name ? "lockfile" : kindOfName(each);
      return kind === undefined || (kind === "lockfile" && each !== name) ? [] : [[each, kind] as const];
    }),
  );
  const found: FoundProject = {
    kind: "project",
    folder,
    files,
    hasNodeModules: false,
    above: undefined,
    claim: () => undefined,
  };
  const reading = await readProject(found, {
    lockfiles: [name],
    npmCache: npmCacheOf(parts.environment),
    isThorough: false,
  });
  return await examine({ target, reading, startedAt }, parts, histories);
}

/** A JSON file that no client writes is taken for a bill of materials, and bills in other forms; its reader says what it is not. */
function isBillName(name: string): boolean {
  if (kindOfName(name) === "lockfile" || /lock/i.test(name)) return false;
  return /\.(?:json|xml|spdx|rdf)$|\.spdx\.ya?ml$/i.test(name);
}

interface Subject {
  readonly target: string;
  readonly reading: ProjectReading;
  readonly startedAt: number;
}

async function examine(
  { target, reading: { project, unread }, startedAt }: Subject,
  { knowledge, environment }: ScanParts,
  histories: HistoryReader,
): Promise<ScanReport> {
  const graphs = project.graphs.map(({ graph }) => graph);
  const defaultRegistry = hasUnusualHost(graphs) ? await knowledge.defaultRegistry() : "";
  const privateNames = listPrivateNames(graphs, { settings: project.settings, defaultRegistry });
  const known = await histories.read(graphs, privateNames);
  const findings = examineProject(project, { ...knowledge, defaultRegistry, histories: known.histories });
  return {
    target,
    graphs: project.graphs,
    findings,
    suppressed: [],
    unread: [...unread, ...known.unread],
    packages: countPackages(project),
    durationMs: environment.clock.now() - startedAt,
    copies: known.copies,
  };
}

function countPackages({ graphs }: ScanProject): number {
  const seen = new Set<string>();
  for (const { graph } of graphs) {
    for (const { kind, name, version } of graph.packages)
      if (kind !== "workspace") seen.add(`${name}@${version}`);
  }
  return seen.size;
}

function targetOf({ environment: { cwd } }: ScanParts, path: string): string {
  return forwardPath(cwd, path);
}

/** npm's cache where npm looks for it; a scan only reads it. */
function npmCacheOf({ env, homeFolder }: Environment): string | undefined {
  const named = env["npm_config_cache"] ?? env["NPM_CONFIG_CACHE"];
  return named === undefined || named === "" ? resolve(homeFolder, ".npm") : named;
}

function noSuchTarget(target: string, why: string): CliError {
  return new CliError("CLI_BAD_FILE", {
    message: `Cannot scan ${JSON.stringify(target.slice(0, 300))} as ${why}`,
    hint: "Name a folder, a lockfile, or a bill of materials in JSON.",
  });
}
