import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";

/** How many packages an install put into node_modules, and one hash over the path and bytes of every package.json. */
export async function digestInstalled(folder) {
  const paths = [];
  for (const entry of await readdir(join(folder, "node_modules"), { recursive: true, withFileTypes: true })) {
    if (entry.name === "package.json" && entry.isFile()) paths.push(join(entry.parentPath, entry.name));
  }
  const hash = createHash("sha256");
  for (const path of paths.sort()) {
    hash.update(`${relative(folder, path)}\0`);
    hash.update(await readFile(path));
  }
  return { manifests: paths.length, sha256: hash.digest("hex") };
}
