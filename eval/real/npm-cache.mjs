// What npm itself has downloaded on this machine: further honest packages, without asking a registry for anything.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const indexFolder = "index-v5";
const tarballPath = /\/((?:@[^/]+\/)?([^/@]+))\/-\/([^/]+)\.tgz$/;

/** Lists the tarballs in npm's caches, one for each name and version, by name; nothing where there is no cache. */
export async function listCachedTarballs(folders = [configuredCache()]) {
  const found = new Map();
  for (const folder of folders) {
    for await (const tarball of tarballsIn(folder)) found.set(`${tarball.name}@${tarball.version}`, tarball);
  }
  return [...found.values()].filter(({ path }) => existsSync(path)).toSorted(bySpec);
}

async function* tarballsIn(folder) {
  const index = join(folder, indexFolder);
  if (!existsSync(index)) return;
  for (const entry of await readdir(index, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    for (const line of (await readFile(join(entry.parentPath, entry.name), "utf8")).split("\n")) {
      const tarball = readEntry(line, folder);
      if (tarball !== undefined) yield tarball;
    }
  }
}

/** One line of the index: a checksum, and a record whose key ends in the address that was asked for. */
function readEntry(line, folder) {
  const text = line.slice(line.indexOf("\t") + 1);
  if (!text.startsWith("{")) return undefined;
  const { key, integrity } = JSON.parse(text);
  const address = key?.slice(key.lastIndexOf(" ") + 1).replace(/^.*?(?=https?:\/\/)/, "");
  if (typeof integrity !== "string" || !URL.canParse(address)) return undefined;
  const [, name, base, file] = tarballPath.exec(decodeURIComponent(new URL(address).pathname)) ?? [];
  if (name === undefined || !file.startsWith(`${base}-`)) return undefined;
  const [algorithm, digest] = integrity.split(" ", 1)[0].split("-", 2);
  const hex = Buffer.from(digest, "base64").toString("hex");
  const path = join(folder, "content-v2", algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
  return { name, version: file.slice(base.length + 1), path };
}

function configuredCache() {
  const { status, stdout } = spawnSync("npm", ["config", "get", "cache"], { encoding: "utf8" });
  if (status !== 0) throw new Error("Cannot ask npm for its cache");
  return join(stdout.trim(), "_cacache");
}

function bySpec(left, right) {
  return left.name.localeCompare(right.name) || left.version.localeCompare(right.version);
}
