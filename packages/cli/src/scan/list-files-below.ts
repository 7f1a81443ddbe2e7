import { join } from "node:path";

import { tryListFolder } from "./try-read-file.ts";

/** More files than any package has. */
const maxFiles = 50_000;

/**
 * The files of a package's folder and of the folders below it, relative to it with forward slashes; without links and without
 * the packages that lie in its own `node_modules`.
 */
export async function listFilesBelow(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const waiting = [""];
  for (const below of waiting) {
    for (const entry of await tryListFolder(join(folder, ...below.split("/")))) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isFile()) found.push(path);
      else if (entry.isDirectory() && path !== "node_modules") waiting.push(path);
      if (found.length + waiting.length > maxFiles) return found;
    }
  }
  return found;
}
