import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

/** A file or folder of the walk; paths are absolute. */
export interface TreeEntry {
  readonly path: string;
  readonly name: string;
}

/** What could not be listed. */
export interface UnlistedEntry {
  readonly path: string;
  readonly code: string;
}

/**
 * What lies below the folders of a question, listed once for all channels. Links to folders are not followed; what links lead
 * to outside of these folders is a file or `node_modules` of its own, and a project there is named as unlisted.
 */
export interface EvidenceTree {
  readonly roots: readonly string[];
  readonly files: readonly TreeEntry[];
  /** Every folder that was listed. */
  readonly folders: readonly TreeEntry[];
  /** Folders that the walk names and does not enter: `node_modules`, `.git`, caches of clients. */
  readonly closed: readonly TreeEntry[];
  readonly unlisted: readonly UnlistedEntry[];
}

/** The bounds of one walk. */
export interface TreeLimits {
  readonly maxEntries: number;
  readonly maxDepth: number;
}

/** What an organisation's folders hold, installed packages left out. */
export const treeLimits: TreeLimits = { maxEntries: 2_000_000, maxDepth: 64 };

/** Channels that know them read them for themselves. A bare repository is a folder with `HEAD`, `objects` and `refs`. */
const closedNames: ReadonlySet<string> = new Set([
  "node_modules",
  "bower_components",
  ".git",
  "_cacache",
  "_npx",
  ".pnpm-store",
  "__pycache__",
]);

/** Lists what lies below the given files and folders. Never throws for what cannot be read: it is in `unlisted`. */
export async function readEvidenceTree(
  roots: readonly string[],
  limits: TreeLimits = treeLimits,
): Promise<EvidenceTree> {
  const walk = new TreeWalk(new Set(roots), limits);
  for (const root of walk.roots) await walk.start(root);
  return walk;
}

class TreeWalk implements EvidenceTree {
  readonly roots: readonly string[];
  readonly files: TreeEntry[] = [];
  readonly folders: TreeEntry[] = [];
  readonly closed: TreeEntry[] = [];
  readonly unlisted: UnlistedEntry[] = [];
  readonly #limits: TreeLimits;
  #realRoots: readonly string[] = [];
  #waiting: { readonly path: string; readonly depth: number }[] = [];

  constructor(roots: ReadonlySet<string>, limits: TreeLimits) {
    this.roots = [...roots];
    this.#limits = limits;
  }

  async start(root: string): Promise<void> {
    this.#realRoots = await Promise.all(this.roots.map(async (each) => (await tryRealPath(each)) ?? each));
    const kind = await kindOf(root);
    if (kind === "folder") await this.#takeRepositoryAround(root);
    if (kind === "file") this.files.push({ path: root, name: basename(root) });
    else if (kind === "folder") this.#enter(root, 0);
    else this.unlisted.push({ path: root, code: kind.code });
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      if (this.files.length + this.folders.length >= this.#limits.maxEntries) {
        this.unlisted.push({ path: next.path, code: "over a bound" });
        this.#waiting = [];
        return;
      }
      await this.#list(next.path, next.depth);
    }
  }

  /** A folder of a repository has a history too, which lies above it. */
  async #takeRepositoryAround(root: string): Promise<void> {
    if (isClosed(root)) return;
    for (let [below, at] = [root, dirname(root)]; at !== below; [below, at] = [at, dirname(at)]) {
      if ((await tryRealPath(join(below, ".git"))) !== undefined) {
        const path = join(below, ".git");
        // The walk comes upon that of the root itself.
        if (below !== root && !this.closed.some((each) => each.path === path))
          this.closed.push({ path, name: ".git" });
        return;
      }
    }
  }

  #enter(path: string, depth: number): void {
    // A root that is itself of that kind was named by a person, who means what is in it: channels find it closed.
    if (isClosed(path)) this.closed.push({ path, name: basename(path) });
    else this.#waiting.push({ path, depth });
  }

  async #list(path: string, depth: number): Promise<void> {
    if (depth > this.#limits.maxDepth) {
      this.unlisted.push({ path, code: "over a bound" });
      return;
    }
    this.folders.push({ path, name: basename(path) });
    const below: string[] = [];
    try {
      for (const entry of await readdir(path, { withFileTypes: true })) {
        const place = join(path, entry.name);
        // In a working tree of its own or a submodule, `.git` is a file.
        if (entry.name === ".git" && !entry.isDirectory()) this.closed.push({ path: place, name: ".git" });
        else if (entry.isFile()) this.files.push({ path: place, name: entry.name });
        else if (entry.isDirectory()) below.push(place);
        else if (entry.isSymbolicLink()) await this.#takeLink(place, entry.name);
      }
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === undefined) throw error;
      this.unlisted.push({ path, code });
      return;
    }
    for (const place of below.sort().toReversed()) this.#enter(place, depth + 1);
  }

  /** What lies inside is looked at where it lies. */
  async #takeLink(path: string, name: string): Promise<void> {
    const target = await tryRealPath(path);
    if (target === undefined || this.#realRoots.some((root) => isWithin(target, root))) return;
    const kind = await kindOf(target);
    if (kind === "file") this.files.push({ path, name });
    else if (kind !== "folder") return;
    else if (name === "node_modules") this.closed.push({ path, name });
    else if (await isProject(target)) this.unlisted.push({ path, code: "a link out of these folders" });
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

const projectSigns = ["package.json", "package-lock.json", "node_modules", ".git"] as const;

async function isProject(folder: string): Promise<boolean> {
  for (const sign of projectSigns) {
    if ((await tryRealPath(join(folder, sign))) !== undefined) return true;
  }
  return false;
}

/** Where a path leads; `undefined` where it leads nowhere, in a circle, or where nobody may look. */
async function tryRealPath(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}

function isClosed(path: string): boolean {
  const name = basename(path);
  if (closedNames.has(name)) return true;
  // Yarn's and Bun's caches: thousands of archives that no other channel looks at.
  return name === "cache" && (basename(dirname(path)) === ".yarn" || basename(dirname(path)) === "install");
}

async function kindOf(path: string): Promise<"file" | "folder" | { readonly code: string }> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return "folder";
    return stats.isFile() ? "file" : { code: "neither a file nor a folder" };
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    return { code };
  }
}
