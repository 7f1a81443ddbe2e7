import { join, relative, sep } from "node:path";
import { ClientsError } from "./errors.ts";
import { parseManifestSettings } from "./json-settings.ts";
import { toTexts } from "./look-up-setting.ts";
import { readBounded } from "./read-bounded.ts";
import type { ClientPlace } from "./settings-files.ts";
import { foldersUpward } from "./settings-files.ts";

/** Whether a path exists; given, so that the search can be tried without a disk. */
export type Exists = (path: string) => Promise<boolean>;

/** The folders of a project that matter to one client or another. */
export type ProjectRoots = Required<Pick<ClientPlace, "workspaceRoot" | "npmRoot" | "pnpmRoot">>;

const topFiles = [
  "pnpm-workspace.yaml",
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  ".git",
];

/** Finds the roots of the project that a folder belongs to. Neither the home folder nor the disk's root belongs to one further down. */
export async function findProjectRoots(folder: string, home: string, exists: Exists): Promise<ProjectRoots> {
  const folders = await foldersOfProject(folder, home, exists);
  const manifests: string[] = [];
  for (const each of folders) if (await exists(join(each, "package.json"))) manifests.push(each);
  const tops: string[] = [];
  for (const each of folders) if (await isTop(each, exists)) tops.push(each);
  const pnpm: string[] = [];
  for (const each of folders) if (await exists(join(each, "pnpm-workspace.yaml"))) pnpm.push(each);
  return {
    workspaceRoot: tops.at(-1) ?? folder,
    npmRoot: await npmRootOf(manifests[0] ?? folder, manifests),
    pnpmRoot: pnpm[0] ?? folder,
  };
}

async function foldersOfProject(folder: string, home: string, exists: Exists): Promise<readonly string[]> {
  const found: string[] = [];
  for (const each of foldersUpward(folder)) {
    const isBeyond = each !== folder && (each === home || join(each, "..") === each);
    if (isBeyond) break;
    found.push(each);
    if (await exists(join(each, ".git"))) break;
  }
  return found;
}

async function isTop(folder: string, exists: Exists): Promise<boolean> {
  for (const name of topFiles) if (await exists(join(folder, name))) return true;
  return (await workspacesOf(folder)).length > 0;
}

/** npm and Bun work in the folder above that names this one among its workspaces, if there is one. */
async function npmRootOf(nearest: string, manifests: readonly string[]): Promise<string> {
  for (const each of manifests) {
    if (each === nearest) continue;
    const patterns = await workspacesOf(each);
    if (patterns.some((pattern) => namesFolder(pattern, relative(each, nearest)))) return each;
  }
  return nearest;
}

async function workspacesOf(folder: string): Promise<readonly string[]> {
  try {
    const text = await readBounded(join(folder, "package.json"));
    const settings = text === undefined ? [] : parseManifestSettings(text);
    return settings.filter(({ path: [key] }) => key === "workspaces").flatMap(({ value }) => toTexts(value));
  } catch (error) {
    if (error instanceof ClientsError) return [];
    throw error;
  }
}

/** Whether a pattern such as `packages/*` names a folder; one that is too clever is taken to name every folder. */
function namesFolder(pattern: string, folder: string): boolean {
  const wanted = pattern
    .replace(/^\.\//, "")
    .split("/")
    .filter((part) => part !== "");
  const given = folder.split(sep);
  if (wanted.some((part) => part === "**" || /[{}()[\]!?]/.test(part))) return true;
  return wanted.length === given.length && wanted.every((part, index) => namesPart(part, given[index] ?? ""));
}

function namesPart(pattern: string, part: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === part;
  return (
    part.startsWith(pattern.slice(0, star)) && part.endsWith(pattern.slice(pattern.lastIndexOf("*") + 1))
  );
}
