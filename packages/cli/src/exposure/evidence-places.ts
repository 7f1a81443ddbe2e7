import { dirname, isAbsolute, join, resolve, sep } from "node:path";

import type { ExposedPlace } from "@lockkeeper/exposure";

import { tryReadFile } from "../scan/try-read-file.ts";
import type { EvidenceTree } from "./evidence-tree.ts";

/** A repository of git that the walk came upon. */
export interface FoundRepository {
  /** The `.git` folder, the `.git` file of a working tree, or the bare repository itself. */
  readonly gitFolder: string;
  /** The folder that people call by the repository's name. */
  readonly folder: string;
}

/** The repositories below the folders of a question, each once: working trees of one repository share its history. */
export async function findRepositories(tree: EvidenceTree): Promise<readonly FoundRepository[]> {
  const found: FoundRepository[] = [];
  // Folders of a question may lie in one another.
  for (const path of new Set(tree.closed.filter(({ name }) => name === ".git").map((each) => each.path))) {
    found.push({ gitFolder: path, folder: dirname(path) });
  }
  const folders = new Set(tree.folders.map(({ path }) => path));
  for (const { path, name } of tree.files) {
    const folder = dirname(path);
    const isBare =
      name === "HEAD" && folders.has(join(folder, "objects")) && folders.has(join(folder, "refs"));
    if (isBare) found.push({ gitFolder: folder, folder });
  }
  const known = new Set(found.map(({ gitFolder }) => gitFolder));
  const kept: FoundRepository[] = [];
  for (const each of found) {
    const shared = await sharedFolder(each);
    if (shared !== undefined && known.has(shared)) continue;
    if (shared !== undefined) known.add(shared);
    kept.push(each);
  }
  return kept;
}

const maxLinkBytes = 4096;

/** The repository of which this is only another working tree; `undefined` for a repository of its own. */
async function sharedFolder({ gitFolder, folder }: FoundRepository): Promise<string | undefined> {
  const bytes = await tryReadFile(gitFolder, maxLinkBytes);
  const target = /^gitdir: (.+?)\s*$/m.exec(bytes?.toString("utf8") ?? "")?.[1];
  if (target === undefined) return undefined;
  const path = isAbsolute(target) ? target : resolve(folder, target);
  return /^(.+)[\\/]worktrees[\\/][^\\/]+$/.exec(path)?.[1];
}

/** Says to which place something below the folders belongs: its repository, else the folder itself. */
export function createPlaces(tree: EvidenceTree): (folder: string) => ExposedPlace {
  const repositories = new Set(
    tree.closed.filter(({ name }) => name === ".git").map(({ path }) => dirname(path)),
  );
  return (folder) => {
    for (let at = folder; ; at = dirname(at)) {
      if (repositories.has(at)) return { kind: "repository", id: at };
      if (at === dirname(at) || at === sep) return { kind: "project", id: folder };
    }
  };
}

const insideCache = /[\\/](?:[^\\/]{1,300}@@@\d{1,3}|npm-[^\\/]{1,300}-[0-9a-f]{40}(?:-integrity)?)[\\/]/;

/** Whether a path lies inside a package of a client's cache, where nothing is anybody's project. */
export function isInsideCache(path: string): boolean {
  return insideCache.test(path);
}
