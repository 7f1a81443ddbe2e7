import { join } from "node:path";
import { parseManifestSettings } from "./json-settings.ts";
import { readBounded } from "./read-bounded.ts";
import { ClientsError } from "./errors.ts";
import { foldersUpward } from "./settings-files.ts";

const rootFiles = [
  "pnpm-workspace.yaml",
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  ".git",
];

/** Whether a path exists; given, so that the search can be tried without a disk. */
export type Exists = (path: string) => Promise<boolean>;

/**
 * The topmost folder of the project: where its workspaces are declared, a lockfile lies or its repository begins; the
 * folder itself when there is none. The home folder and the disk's root are never part of a project further down.
 */
export async function findWorkspaceRoot(folder: string, home: string, exists: Exists): Promise<string> {
  let root = folder;
  for (const each of foldersUpward(folder)) {
    const isBeyond = each !== folder && (each === home || join(each, "..") === each);
    if (isBeyond) break;
    if (await isRoot(each, exists)) root = each;
    if (await exists(join(each, ".git"))) break;
  }
  return root;
}

async function isRoot(folder: string, exists: Exists): Promise<boolean> {
  for (const name of rootFiles) if (await exists(join(folder, name))) return true;
  return await declaresWorkspaces(join(folder, "package.json"));
}

async function declaresWorkspaces(manifest: string): Promise<boolean> {
  try {
    const text = await readBounded(manifest);
    return text !== undefined && parseManifestSettings(text).some(({ path }) => path[0] === "workspaces");
  } catch (error) {
    if (error instanceof ClientsError) return false;
    throw error;
  }
}
