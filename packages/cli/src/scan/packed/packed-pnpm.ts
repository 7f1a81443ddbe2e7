import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { tryParseIntegrity, tryParseJson } from "@lockkeeper/core";
import type { GraphPackage } from "@lockkeeper/lockfile";

import { tryListFolder, tryReadFile } from "../try-read-file.ts";
import type { PackedFile, PackedPackage, PackedPackages } from "./packed-package.ts";

const indexMaxBytes = 20_000_000;
const fileMaxBytes = 200_000_000;
const versionFolder = /^v\d{1,3}$/;

/**
 * The packages of pnpm's store. Up to version 10 an index names the files of each package with their hashes; later it is
 * a database, and only whether the store has a file's bytes is asked. Whoever may write to the store may change both.
 */
export async function openPackedPnpm(store: string): Promise<PackedPackages | undefined> {
  const versions = (await tryListFolder(store))
    .map(({ name }) => name)
    .filter((name) => versionFolder.test(name));
  if (versions.length === 0) return undefined;
  const roots = versions
    .toSorted((left, right) => Number(right.slice(1)) - Number(left.slice(1)))
    .map((version) => join(store, version));
  return {
    async find(locked) {
      for (const root of roots) {
        const listed = await findListed(root, locked);
        if (listed !== undefined) return listed;
      }
      const pool = roots.find((root) => existsSync(join(root, "index.db")));
      return pool === undefined ? undefined : { kind: "pool", has: (bytes) => hasBytes(pool, bytes) };
    },
  };
}

async function findListed(
  root: string,
  { name, version, integrity }: GraphPackage,
): Promise<PackedPackage | undefined> {
  const [hash] = tryParseIntegrity(integrity ?? "") ?? [];
  if (hash === undefined) return undefined;
  const hex = Buffer.from(hash.digest, "base64").toString("hex");
  const label = `${name.replace("/", "+")}@${version}`;
  if (!/^[\w.+@-]{1,300}$/.test(label)) return undefined;
  const paths = [
    join(root, "index", hex.slice(0, 2), `${hex.slice(2, 64)}-${label}.json`),
    join(root, "files", hex.slice(0, 2), `${hex.slice(2)}-index.json`),
  ];
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const bytes = await tryReadFile(path, indexMaxBytes);
    if (bytes !== undefined) return tryReadIndex(bytes.toString("utf8"));
  }
  return undefined;
}

function tryReadIndex(text: string): PackedPackage | undefined {
  const root = tryParseJson(text);
  if (typeof root !== "object" || root === null || !("files" in root)) return undefined;
  if (typeof root.files !== "object" || root.files === null) return undefined;
  const files: PackedFile[] = [];
  for (const [path, facts] of Object.entries(root.files)) {
    const file = tryReadEntry(path, facts);
    // A list that is only half understood would make strangers of honest files.
    if (file === undefined) return undefined;
    files.push(file);
  }
  return { kind: "listed", files };
}

function tryReadEntry(path: string, facts: unknown): PackedFile | undefined {
  if (typeof facts !== "object" || facts === null) return undefined;
  if (!("integrity" in facts) || typeof facts.integrity !== "string") return undefined;
  const [hash] = tryParseIntegrity(facts.integrity) ?? [];
  if (hash === undefined) return undefined;
  const size = "size" in facts && typeof facts.size === "number" ? facts.size : undefined;
  return {
    path,
    maxBytes: fileMaxBytes,
    isSame: (onDisk) =>
      (size === undefined || onDisk.length === size) &&
      createHash(hash.algorithm).update(onDisk).digest("base64") === hash.digest,
  };
}

/** The store names every file by the SHA-512 of its bytes, and programs with a word behind it. */
function hasBytes(root: string, bytes: Buffer): boolean {
  const hex = createHash("sha512").update(bytes).digest("hex");
  const path = join(root, "files", hex.slice(0, 2), hex.slice(2));
  return existsSync(path) || existsSync(`${path}-exec`);
}
