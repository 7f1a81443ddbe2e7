import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { isVisited, kindOfName } from "./project-files.ts";
import type { ProjectFileKind } from "./project-files.ts";

/** A folder with files of a project, as its listing says. */
export interface FoundProject {
  readonly kind: "project";
  /** Absolute. */
  readonly folder: string;
  /** Names of its files by what they are for. */
  readonly files: ReadonlyMap<string, ProjectFileKind>;
  readonly hasNodeModules: boolean;
  /** The nearest folder above with a manifest or lockfile, in the same search and repository; absolute. */
  readonly above: string | undefined;
  /** Takes folders out of the search that the project has as members of its workspace; absolute. */
  claim(folders: readonly string[]): void;
}

/** A folder that could not be listed. */
export interface UnlistedFolder {
  readonly kind: "unlisted";
  readonly folder: string;
  readonly code: string;
}

/** The bounds of one search. */
export interface SearchLimits {
  readonly maxFolders: number;
  readonly maxDepth: number;
}

interface Waiting {
  readonly folder: string;
  readonly depth: number;
  readonly above: string | undefined;
}

/** No tree of real repositories reaches them. */
export const searchLimits: SearchLimits = { maxFolders: 1_000_000, maxDepth: 64 };

/**
 * Walks a folder downward and yields every project in it, the outer ones before those inside. Links are not followed,
 * so that no loop is; installed packages are passed over. One listing is held at a time.
 */
export async function* findProjects(
  top: string,
  limits: SearchLimits = searchLimits,
): AsyncIterable<FoundProject | UnlistedFolder> {
  const claimed = new Set<string>();
  const waiting: Waiting[] = [{ folder: top, depth: 0, above: undefined }];
  for (let seen = 0; waiting.length > 0; seen += 1) {
    const next = waiting.pop();
    if (next === undefined) return;
    if (seen >= limits.maxFolders || next.depth > limits.maxDepth) {
      yield { kind: "unlisted", folder: next.folder, code: "over a bound" };
      if (seen >= limits.maxFolders) return;
      continue;
    }
    const listing = await list(next.folder);
    if ("code" in listing) {
      yield { kind: "unlisted", folder: next.folder, code: listing.code };
      continue;
    }
    const isMember = claimed.delete(next.folder);
    const isPart = isMember && !hasLockfile(listing.files);
    const place = { folder: next.folder, above: projectAbove(listing, next), claimed };
    const project = projectOf(place, isPart ? pagesOf(listing) : listing);
    if (project !== undefined) yield project;
    waiting.push(...foldersBelow(listing, next, isPart));
  }
}

/** Last in, first out: the first in the order of names comes first. */
function foldersBelow(listing: Listing, waiting: Waiting, isPart: boolean): readonly Waiting[] {
  const { folder, depth } = waiting;
  const above = isRoot(listing) && !isPart ? folder : projectAbove(listing, waiting);
  return listing.folders
    .toReversed()
    .map((name) => ({ folder: join(folder, name), depth: depth + 1, above }))
    .filter((each) => !systemFolders.has(each.folder));
}

/** What the system shows of itself and of its devices, on the way down from the root of a machine. */
const systemFolders: ReadonlySet<string> = new Set(["/proc", "/sys", "/dev"]);

/** A repository lies in no other project. */
function projectAbove({ isRepository }: Listing, { above }: Waiting): string | undefined {
  return isRepository ? undefined : above;
}

/** The project that a folder itself is; `undefined` where it is none, and where it cannot be listed. */
export async function findProject(folder: string): Promise<FoundProject | undefined> {
  const listing = await list(folder);
  return "code" in listing ? undefined : projectOf({ folder, above: undefined, claimed: new Set() }, listing);
}

interface Listing {
  readonly files: ReadonlyMap<string, ProjectFileKind>;
  readonly folders: readonly string[];
  readonly hasNodeModules: boolean;
  readonly isRepository: boolean;
}

async function list(folder: string): Promise<Listing | { readonly code: string }> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const files = new Map<string, ProjectFileKind>();
    const folders: string[] = [];
    let [hasNodeModules, isRepository] = [false, false];
    for (const entry of entries) {
      const kind = kindOfName(entry.name);
      if (kind !== undefined) files.set(entry.name, kind);
      // In a working tree of its own or a submodule it is a file.
      if (entry.name === ".git") isRepository = true;
      if (!entry.isDirectory()) continue;
      if (entry.name === "node_modules") hasNodeModules = true;
      if (isVisited(entry.name)) folders.push(entry.name);
    }
    return { files, folders: folders.sort(), hasNodeModules, isRepository };
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    return { code };
  }
}

/** Whether a folder is a project that those below it belong to. */
function isRoot({ files }: Listing): boolean {
  return hasLockfile(files) || [...files.values()].includes("manifest");
}

function hasLockfile(files: ReadonlyMap<string, ProjectFileKind>): boolean {
  return [...files.values()].includes("lockfile");
}

/** What the project that a folder is a member of does not look at itself. */
function pagesOf({ files, ...others }: Listing): Listing {
  const pages = [...files].filter(([, kind]) => kind === "page");
  return { ...others, files: new Map(pages), hasNodeModules: false };
}

interface FolderPlace {
  readonly folder: string;
  readonly above: string | undefined;
  readonly claimed: Set<string>;
}

function projectOf(
  { folder, above, claimed }: FolderPlace,
  { files, hasNodeModules }: Listing,
): FoundProject | undefined {
  if (files.size === 0 && !hasNodeModules) return undefined;
  return {
    kind: "project",
    folder,
    files,
    hasNodeModules,
    above,
    claim(folders) {
      for (const each of folders) claimed.add(each);
    },
  };
}
