import { basename, dirname, join } from "node:path";

import { readBounded } from "./bounded-file.ts";
import type { DependencyGraph } from "./dependency-graph.ts";
import { asErrorOfFile } from "./errors.ts";
import { GraphDraft } from "./graph-draft.ts";
import { mergeRoots, overridesOfProject } from "./graph-input.ts";
import { readInstalledPackages } from "./installed-graph.ts";
import type { LockfileKind, LockfileLimits } from "./locked-package.ts";
import { lockfileLimits } from "./locked-package.ts";
import { parseDependencyGraph } from "./parse-graph.ts";
import type { ProjectManifest } from "./project-manifest.ts";
import { findLockfiles, kindOfLockfile } from "./read-lockfiles.ts";
import { readManifests } from "./read-manifests.ts";
import type { UnreadableFile } from "./read-manifests.ts";

/** A lockfile's graph. */
export interface ReadGraph {
  /** The file's path: the folder as given, and the file's name. */
  readonly file: string;
  readonly kind: LockfileKind;
  readonly graph: DependencyGraph;
}

/** What the lockfiles of a folder say: a project may hold several, and each counts for its client. */
export interface GraphReading {
  readonly graphs: readonly ReadGraph[];
  /** The project's own manifest, when it has one, and those of its workspace. */
  readonly manifests: readonly ProjectManifest[];
  /** Lockfiles and manifests that are there and could not be read: never treat them as empty. */
  readonly unreadable: readonly UnreadableFile[];
}

/** A graph that was read without a lockfile, and what could not be read for it. */
export interface TreeReading {
  readonly graph: DependencyGraph;
  readonly unreadable: readonly UnreadableFile[];
}

const hiddenLockfile = ".package-lock.json";

/**
 * Reads the graphs of the lockfiles that lie in a folder itself, with the manifests beside them. What files hold never
 * makes it throw; throws `LOCKFILE_UNREADABLE` when there is no such folder.
 */
export async function readDependencyGraphs(
  folder: string,
  limits: LockfileLimits = lockfileLimits,
): Promise<GraphReading> {
  const names = await findLockfiles(folder);
  const { manifests, unreadable } = await readManifests(folder, limits);
  const graphs: ReadGraph[] = [];
  const failed: UnreadableFile[] = [];
  for (const { name } of names) {
    const file = join(folder, name);
    try {
      graphs.push(await readGraph(file, manifests, limits));
    } catch (error) {
      failed.push({ file, error: asErrorOfFile(file, error) });
    }
  }
  return { graphs, manifests, unreadable: [...failed, ...unreadable] };
}

/**
 * Reads the graph of one lockfile of whatever name and client, also of `node_modules/.package-lock.json`, with the
 * manifests of its project. Throws `LockfileError` naming the file; manifests that cannot be read are answered.
 */
export async function readDependencyGraph(
  file: string,
  limits: LockfileLimits = lockfileLimits,
): Promise<ReadGraph & TreeReading> {
  const folder = basename(file) === hiddenLockfile ? dirname(dirname(file)) : dirname(file);
  const { manifests, unreadable } = await readManifests(folder, limits);
  try {
    return { ...(await readGraph(file, manifests, limits)), unreadable };
  } catch (error) {
    throw asErrorOfFile(file, error);
  }
}

/**
 * Reads what is installed in a folder's `node_modules`, as Node finds it there: nested, linked, or as pnpm lays it out;
 * `undefined` when nothing is. What files hold never makes it throw, unless it is over a bound (`LOCKFILE_TOO_LARGE`).
 */
export async function readInstalledGraph(
  folder: string,
  limits: LockfileLimits = lockfileLimits,
): Promise<TreeReading | undefined> {
  const { manifests, unreadable } = await readManifests(folder, limits);
  const installed = await readInstalledPackages(folder, manifests, limits);
  if (installed === undefined) return undefined;
  return { graph: installed.graph, unreadable: [...unreadable, ...installed.unreadable] };
}

/** Reads what a folder's manifests alone declare: roots with ranges, and nothing locked; `undefined` without a manifest. */
export async function readManifestGraph(
  folder: string,
  limits: LockfileLimits = lockfileLimits,
): Promise<TreeReading | undefined> {
  const { manifests, unreadable } = await readManifests(folder, limits);
  if (manifests.length === 0 && unreadable.length === 0) return undefined;
  const graph = new GraphDraft(limits).join(
    mergeRoots([], manifests),
    { ofPackage: () => undefined, ofRoot: () => undefined },
    { source: "manifest", formatVersion: undefined, overrides: overridesOfProject(manifests) },
  );
  return { graph, unreadable };
}

async function readGraph(
  file: string,
  manifests: readonly ProjectManifest[],
  limits: LockfileLimits,
): Promise<ReadGraph> {
  const bytes = await readBounded(file, limits.maxBytes);
  const kind = kindOfLockfile(file, bytes);
  return { file, kind, graph: parseDependencyGraph(kind, bytes, { manifests, limits }) };
}
