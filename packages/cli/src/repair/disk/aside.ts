import { rename, rm, lstat } from "node:fs/promises";

import { systemErrorCode } from "@lockkeeper/core";

import { placeIn } from "../../scan/installed-place.ts";

const mark = ".lockkeeper-before";

/**
 * Moves the `node_modules` of the project and its members out of a client's way, after telling which. Answers those that
 * were there, relative to the project.
 */
export async function moveAside(
  folder: string,
  roots: readonly string[],
  note: (paths: readonly string[]) => Promise<void>,
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const root of new Set([".", ...roots])) {
    const path = root === "." ? "node_modules" : `${root}/node_modules`;
    if (isPlain(path) && (await isFolder(placeIn(folder, path)))) paths.push(path);
  }
  await note(paths);
  for (const path of paths) await rename(placeIn(folder, path), placeIn(folder, `${path}${mark}`));
  return paths;
}

/** Puts back what was moved, in the place of what came meanwhile. Can be called again. */
export async function bringBack(folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const before = placeIn(folder, `${path}${mark}`);
    if (!(await isFolder(before))) continue;
    await rm(placeIn(folder, path), { recursive: true, force: true });
    await rename(before, placeIn(folder, path));
  }
}

/** Removes what was moved, once it is not needed any more. */
export async function dropAside(folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(placeIn(folder, `${path}${mark}`), { recursive: true, force: true });
}

/** Security: members of a workspace are foreign texts. */
export function isPlain(path: string): boolean {
  return path
    .split("/")
    .every((part) => part !== "" && part !== "." && part !== ".." && !/[\\\0]/.test(part));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw error;
  }
}
