import { lstat, mkdir, readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Everything below a home by its path: texts in base64 with their mode, links, folders; the data folder is left out. */
export async function readHome(home: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(home, { recursive: true });
  const tree = new Map<string, string>();
  for (const name of names.toSorted()) {
    if (name === "data" || name.startsWith("data/")) continue;
    tree.set(name, await describe(join(home, name)));
  }
  return tree;
}

/** Writes files below a home and makes their folders. */
export async function fillHome(home: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(home, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** The text of a file below a home. */
export async function readHomeFile(home: string, name: string): Promise<string> {
  return await readFile(join(home, name), "utf8");
}

async function describe(path: string): Promise<string> {
  const stats = await lstat(path);
  if (stats.isSymbolicLink()) return `link to ${await readlink(path)}`;
  if (stats.isDirectory()) return "folder";
  return `${(stats.mode & 0o7777).toString(8)} ${(await readFile(path)).toString("base64")}`;
}
