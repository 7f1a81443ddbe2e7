import { readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";

import type { CachePlace, ClientKind } from "@lockkeeper/clients";
import { limits } from "@lockkeeper/core";
import { describeJsonFault } from "@lockkeeper/lockfile";
import type { DependencyGraph } from "@lockkeeper/lockfile";
import { parseProjectManifest, tryParseJsonWithComments } from "@lockkeeper/scan";
import type { ProjectManifest, ProjectText, ScannedGraph, ScanProject, UnreadFile } from "@lockkeeper/scan";

import { CliError } from "../errors.ts";
import { isThere } from "../bounded-file.ts";
import type { FoundProject } from "./find-projects.ts";
import { openNpmCache } from "./npm-cache.ts";
import type { NpmCache } from "./npm-cache.ts";
import { runnerFiles } from "./project-files.ts";
import { readGraph, readTreeGraph } from "./read-graph.ts";
import type { GraphWithFaults } from "./read-graph.ts";
import { readInstalled } from "./read-installed.ts";
import { distinctFiles, forwardPath, readProjectSettings } from "./read-project-settings.ts";
import { unreadFile } from "./unread-file.ts";

/** A project as it was read. */
export interface ProjectReading {
  readonly project: ScanProject;
  readonly unread: readonly UnreadFile[];
}

/** What of a project is read, beside what always is. */
export interface ReadOptions {
  /** Only these lockfiles, by their names; all of them where left out. */
  readonly lockfiles?: readonly string[];
  /** The folder of npm's cache. */
  readonly npmCache: string | undefined;
  /** Where the other clients keep what they downloaded; nothing is compared with it without. */
  readonly cachePlace?: CachePlace;
  /** Whether every installed package is compared with its tarball in the cache. */
  readonly isThorough: boolean;
}

const manifestMaxBytes = 4_000_000;
const hiddenLockfile = "node_modules/.package-lock.json";

/** Reads what rules look at. What a file holds never makes it throw: what cannot be read is told. */
export async function readProject(found: FoundProject, options: ReadOptions): Promise<ProjectReading> {
  const unread: UnreadFile[] = [];
  const { folder } = found;
  const manifests = await readManifests(folder, ["."], unread);
  const graphs = await readGraphs(found, options, unread);
  const members = graphs.flatMap(({ graph }) => graph.roots.map((root) => root.folder)).filter(isMember);
  found.claim(members.map((member) => join(folder, ...member.split("/"))));
  const others = await readManifests(folder, [...new Set(members)], unread);
  const kinds = graphs.flatMap(({ graph: { source } }) => (isClientKind(source) ? [source] : []));
  const settings = await readProjectSettings(folder, kinds, manifests[0]?.packageManager);
  const cache = options.npmCache === undefined ? undefined : openNpmCache(options.npmCache);
  const hidden = await readHidden(found, unread);
  return {
    project: {
      graphs,
      manifests: [...manifests, ...others],
      settings: settings.settings,
      runners: await readRunners(folder, found, unread),
      hidden,
      installed: await readTree(found, { graphs, hidden, cache, options, unread }),
      isNested: found.above !== undefined && lockfilesOf(found.files).length === 0,
      hasUnreadLockfile: unread.some(({ file }) => found.files.get(file) === "lockfile"),
      cachedIntegrity: await readCachedHashes(graphs, cache),
    },
    unread: distinctFiles([...unread, ...settings.unread]).map((each) => withoutFolder(each, folder)),
  };
}

/** Where the project lies on this machine is nobody's business. */
function withoutFolder(unread: UnreadFile, folder: string): UnreadFile {
  const plain = unread.message.replaceAll(JSON.stringify(folder).slice(1, -1) + sep, "");
  return { ...unread, message: plain.replaceAll(`${folder}${sep}`, "") };
}

function isMember(folder: string): boolean {
  return folder !== "." && folder !== "" && !folder.split("/").includes("..");
}

function isClientKind(source: DependencyGraph["source"]): source is ClientKind {
  return source !== "node-modules" && source !== "manifest" && source !== "sbom";
}

async function readManifests(
  folder: string,
  members: readonly string[],
  unread: UnreadFile[],
): Promise<readonly ProjectManifest[]> {
  const read: ProjectManifest[] = [];
  for (const member of members) {
    const file = member === "." ? "package.json" : `${member}/package.json`;
    try {
      const text = await readText(join(folder, ...file.split("/")));
      if (text !== undefined) read.push(parseProjectManifest(file, text));
    } catch (error) {
      unread.push(unreadFile(file, error));
    }
  }
  return read;
}

/** The text of a file; `undefined` where there is none. Throws `CLI_BAD_FILE`. */
async function readText(path: string): Promise<string | undefined> {
  if (!(await isThere(path))) return undefined;
  const stats = await stat(path);
  if (stats.isFile() && stats.size <= manifestMaxBytes) return await readFile(path, "utf8");
  throw new CliError("CLI_BAD_FILE", {
    message: `Cannot read it as it is ${stats.isFile() ? `over ${manifestMaxBytes} bytes` : "no file"}`,
    hint: "What cannot be read was not checked.",
  });
}

async function readGraphs(
  { folder, files, hasNodeModules }: FoundProject,
  { lockfiles }: ReadOptions,
  unread: UnreadFile[],
): Promise<readonly ScannedGraph[]> {
  const graphs: ScannedGraph[] = [];
  const keep = (read: GraphWithFaults | undefined): void => {
    if (read === undefined) return;
    graphs.push(read.graph);
    const told = new Set(unread.map(({ file }) => file));
    unread.push(...read.unread.filter(({ file }) => !told.has(file)));
  };
  const wanted = lockfiles ?? lockfilesOf(files);
  for (const file of wanted) {
    try {
      keep(await readGraph(join(folder, file)));
    } catch (error) {
      unread.push(unreadFile(file, error));
    }
  }
  // What is installed stands for what nothing locks.
  if (wanted.length > 0 || !hasNodeModules) return graphs;
  try {
    keep(await readTreeGraph(folder));
  } catch (error) {
    unread.push(unreadFile("node_modules", error));
  }
  return graphs;
}

/** Bun reads its binary lockfile only where there is no text. */
function lockfilesOf(files: FoundProject["files"]): readonly string[] {
  const names = [...files].flatMap(([name, kind]) => (kind === "lockfile" ? [name] : []));
  return names.filter((name) => name !== "bun.lockb" || !names.includes("bun.lock")).sort();
}

async function readHidden(
  { folder, hasNodeModules }: FoundProject,
  unread: UnreadFile[],
): Promise<ScannedGraph | undefined> {
  const path = join(folder, ...hiddenLockfile.split("/"));
  if (!hasNodeModules || !(await isThere(path))) return undefined;
  try {
    const { graph } = await readGraph(path);
    return { ...graph, file: hiddenLockfile };
  } catch (error) {
    unread.push(unreadFile(hiddenLockfile, error));
    return undefined;
  }
}

interface TreeParts {
  readonly graphs: readonly ScannedGraph[];
  readonly hidden: ScannedGraph | undefined;
  readonly cache: NpmCache | undefined;
  readonly options: ReadOptions;
  readonly unread: UnreadFile[];
}

/** Without a lockfile what is installed is the graph, and nothing is there to compare it with. */
async function readTree(
  { folder }: FoundProject,
  { graphs, hidden, cache, options, unread }: TreeParts,
): Promise<ScanProject["installed"]> {
  const { lockfiles, cachePlace, isThorough } = options;
  if (lockfiles !== undefined) return undefined;
  const { tree, unreadable, refused } = await readInstalled({
    folder,
    graphs: graphs.map(({ graph }) => graph).filter(({ source }) => isClientKind(source)),
    hidden: hidden?.graph,
    npmCache: cache,
    place: cachePlace,
    isThorough,
  });
  for (const { file, error } of unreadable) unread.push(unreadFile(forwardPath(folder, file), error));
  for (const [file, error] of refused) unread.push(unreadFile(file, error));
  return tree;
}

async function readRunners(
  folder: string,
  { files }: FoundProject,
  unread: UnreadFile[],
): Promise<readonly ProjectText[]> {
  const present = runnerFiles.filter((file) => files.has(file.split("/", 1)[0] ?? file));
  const read: ProjectText[] = [];
  for (const file of present) {
    try {
      const text = await readText(join(folder, ...file.split("/")));
      if (text === undefined) continue;
      if (tryParseJsonWithComments(text) === undefined && text.trim() !== "")
        unread.push(brokenJson(file, text));
      else read.push({ file, text });
    } catch (error) {
      unread.push(unreadFile(file, error));
    }
  }
  return read;
}

function brokenJson(file: string, text: string): UnreadFile {
  const error = new CliError("CLI_BAD_FILE", {
    message: `Cannot read "${file}" as ${describeJsonFault(text, { hasComments: true })}`,
    hint: "What cannot be read was not checked.",
  });
  return unreadFile(file, error);
}

const maxAsked = limits.advisoryMaxRecords;

/** What npm's cache has of the very addresses that are locked; other clients keep no addresses. */
async function readCachedHashes(
  graphs: readonly ScannedGraph[],
  cache: NpmCache | undefined,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (cache === undefined) return found;
  const urls = new Set<string>();
  for (const { graph } of graphs) {
    if (graph.source !== "npm") continue;
    for (const { resolved } of graph.packages) if (resolved?.startsWith("http") === true) urls.add(resolved);
  }
  for (const url of [...urls].slice(0, maxAsked)) {
    const integrity = await cache.integrityOf(url);
    if (integrity !== undefined) found.set(url, integrity);
  }
  return found;
}
