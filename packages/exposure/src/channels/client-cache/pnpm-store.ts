import { createReadStream } from "node:fs";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import type { TargetSet } from "../../targets/target-set.ts";
import { readStoreName } from "../installed-tree/store-name.ts";
import { cameToBeAt, listFolder, tryLook, tryReadText } from "../installed-tree/tree-disk.ts";
import { fileDate } from "./cache-find.ts";
import type { CacheFind, CacheQuery } from "./cache-find.ts";

const indexBytes = 16_000_000;
const maxDatabaseBytes = 2_000_000_000;

/**
 * Reads a version of pnpm's store: `index/` with a file for each package (10), files that end in `-index.json` beside the
 * contents (3 to 9), or `index.db` (11 and later, of which the keys are looked for as texts).
 */
export async function* readPnpmStore(query: CacheQuery, targets: TargetSet): AsyncIterable<CacheFind> {
  yield* readIndexFolder(query, targets);
  yield* readOldIndex(query, targets);
  for (const file of ["index.db", "index.db-wal"]) yield* readDatabase(query, file, targets);
}

async function* readIndexFolder(
  { folder, onRefused }: CacheQuery,
  targets: TargetSet,
): AsyncIterable<CacheFind> {
  for (const first of await listFolder(join(folder, "index"), onRefused)) {
    for (const { name } of await listFolder(join(folder, "index", first.name), onRefused)) {
      const stored = readStoreName(
        name.replace(/^[0-9a-f]{20,140}-/, "").replace(/\.json$/, ""),
        targets.names,
      );
      if (stored === undefined || targets.ofVersion(stored.name, stored.version).length === 0) continue;
      const ref = `index/${first.name}/${name}`;
      const stats = await tryLook(join(folder, ...ref.split("/")), onRefused);
      const since = stats === undefined ? undefined : fileDate(cameToBeAt(stats));
      yield { kind: "fetched", ...stored, since, ref, detail: "pnpm's store has it" };
    }
  }
}

async function* readOldIndex(
  { folder, onRefused }: CacheQuery,
  targets: TargetSet,
): AsyncIterable<CacheFind> {
  for (const first of await listFolder(join(folder, "files"), onRefused)) {
    for (const { name: file } of await listFolder(join(folder, "files", first.name), onRefused)) {
      if (!file.endsWith("-index.json")) continue;
      const ref = `files/${first.name}/${file}`;
      const path = join(folder, ...ref.split("/"));
      const text = await tryReadText(path, indexBytes, onRefused);
      const [, name = "", version = ""] =
        /^\{"name":"([^"\\]{1,214})","version":"([^"\\]{1,256})"/.exec(text ?? "") ?? [];
      if (targets.ofVersion(name, version).length === 0) continue;
      const stats = await tryLook(path, onRefused);
      const since = stats === undefined ? undefined : fileDate(cameToBeAt(stats));
      yield { kind: "fetched", name, version, since, ref, detail: "pnpm's store has it" };
    }
  }
}

/** Keys are `sha512-…`, a tab, and `name@version`. What was removed may still be read, until the room is used again. */
async function* readDatabase(
  { folder, onRefused }: CacheQuery,
  file: string,
  targets: TargetSet,
): AsyncIterable<CacheFind> {
  const path = join(folder, file);
  const stats = await tryLook(path, onRefused);
  if (stats === undefined || !stats.isFile()) return;
  if (stats.size > maxDatabaseBytes) onRefused(path, "over a bound");
  const told = new Set<string>();
  try {
    for await (const found of scanKeys(path)) {
      const [, name = "", version = ""] =
        /^((?:@[^/@]{1,200}\/)?[^/@]{1,214})@(\d[0-9A-Za-z.+-]{0,200})$/.exec(found) ?? [];
      if (told.has(found) || targets.ofVersion(name, version).length === 0) continue;
      told.add(found);
      const detail = "pnpm's store has it, or had it until not long ago; since when is not known";
      yield { kind: "fetched", name, version, since: undefined, ref: file, detail };
    }
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    onRefused(path, code);
  }
}

const keyForm =
  /sha\d{1,3}-[A-Za-z0-9+/=]{20,200}\t((?:@[A-Za-z0-9._~-]{1,200}\/)?[A-Za-z0-9._~-]{1,214}@\d[0-9A-Za-z.+-]{0,200})/g;
const overlap = 1000;

async function* scanKeys(path: string): AsyncIterable<string> {
  let rest = "";
  for await (const chunk of createReadStream(path, { end: maxDatabaseBytes, highWaterMark: 1_000_000 })) {
    const text: string = rest + Buffer.from(chunk).toString("latin1");
    // A key at the end may be cut: it is looked at again with what follows.
    for (const match of text.matchAll(keyForm)) {
      if (match.index + match[0].length < text.length) yield match[1] ?? "";
    }
    rest = text.slice(-overlap);
  }
  for (const match of rest.matchAll(keyForm)) yield match[1] ?? "";
}
