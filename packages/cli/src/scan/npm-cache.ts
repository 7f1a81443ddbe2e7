import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { tryParseIntegrity } from "@lockkeeper/core";

import type { Environment } from "../environment.ts";
import { tryReadFile } from "./try-read-file.ts";

/** npm's cache, as far as a scan asks it; it is only read. */
export interface NpmCache {
  /** The hash that the cache keeps for an address; `undefined` where it has none. */
  integrityOf(url: string): Promise<string | undefined>;
  /** The answers that the cache keeps of an address, the latest first, at most four: the forms of a packument are several. */
  answersOf(url: string): Promise<readonly CachedAnswer[]>;
  /** The bytes behind a hash, checked against it; `undefined` where it has none, or others. */
  bytesOf(integrity: string): Promise<Buffer | undefined>;
  /** The same without the check, which takes as long as the reading; `undefined` where it has none. */
  uncheckedBytesOf(integrity: string): Promise<Buffer | undefined>;
}

/** An answer of a registry in npm's cache. */
export interface CachedAnswer {
  readonly integrity: string;
  /** When it was kept, in milliseconds since the epoch. */
  readonly at: number;
}

/** Where npm has its cache. */
export function npmCacheFolder({ env, homeFolder }: Pick<Environment, "env" | "homeFolder">): string {
  const named = env["npm_config_cache"] ?? env["NPM_CONFIG_CACHE"];
  return named === undefined || named === "" ? resolve(homeFolder, ".npm") : named;
}

const indexMaxBytes = 4_000_000;
const contentMaxBytes = 64_000_000;

/**
 * Opens the cache of npm below a folder (`_cacache`). Its index names a file for each key by the key's SHA-256, its
 * content one for each hash (cacache 12 and later, index v5, content v2).
 */
export function openNpmCache(folder: string): NpmCache {
  const root = join(folder, "_cacache");

  async function entriesOf(url: string): Promise<readonly CachedAnswer[]> {
    const key = `make-fetch-happen:request-cache:${url}`;
    const hash = createHash("sha256").update(key).digest("hex");
    const path = join(root, "index-v5", hash.slice(0, 2), hash.slice(2, 4), hash.slice(4));
    // Thousands are asked for and few are there: looking is cheaper than trying to open.
    if (!existsSync(path)) return [];
    const bytes = await tryReadFile(path, indexMaxBytes);
    return bytes === undefined ? [] : listEntries(bytes.toString("utf8"), key);
  }

  async function readContent(integrity: string): Promise<Buffer | undefined> {
    const [hash] = tryParseIntegrity(integrity) ?? [];
    if (hash === undefined) return undefined;
    const hex = Buffer.from(hash.digest, "base64").toString("hex");
    const path = join(root, "content-v2", hash.algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
    return await tryReadFile(path, contentMaxBytes);
  }

  return {
    integrityOf: async (url) => (await entriesOf(url))[0]?.integrity,
    answersOf: entriesOf,
    uncheckedBytesOf: readContent,
    async bytesOf(integrity) {
      const bytes = await readContent(integrity);
      return bytes !== undefined && isIntact(bytes, integrity) ? bytes : undefined;
    },
  };
}

/** Whether bytes are those of a hash. */
export function isIntact(bytes: Uint8Array, integrity: string): boolean {
  const [hash] = tryParseIntegrity(integrity) ?? [];
  return hash !== undefined && createHash(hash.algorithm).update(bytes).digest("base64") === hash.digest;
}

const maxAnswers = 4;

/** Each line is a hash of its JSON, a tab and the JSON; a later line wins, and one without a hash takes back the others. */
function listEntries(text: string, key: string): readonly CachedAnswer[] {
  const found: CachedAnswer[] = [];
  for (const line of text.split("\n").toReversed()) {
    const entry = tryParse(line.slice(line.indexOf("\t") + 1));
    if (typeof entry !== "object" || entry === null || !("key" in entry) || entry.key !== key) continue;
    if (!("integrity" in entry) || typeof entry.integrity !== "string") break;
    const at = "time" in entry && typeof entry.time === "number" ? entry.time : 0;
    found.push({ integrity: entry.integrity, at });
    if (found.length === maxAnswers) break;
  }
  return found;
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
