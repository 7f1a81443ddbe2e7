import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { tryParseIntegrity } from "@lockkeeper/core";

import { tryReadFile } from "./try-read-file.ts";

/** npm's cache, as far as a scan asks it; it is only read. */
export interface NpmCache {
  /** The hash that the cache keeps for an address; `undefined` where it has none. */
  integrityOf(url: string): Promise<string | undefined>;
  /** The bytes behind a hash, checked against it; `undefined` where it has none, or others. */
  bytesOf(integrity: string): Promise<Buffer | undefined>;
}

const indexMaxBytes = 4_000_000;
const contentMaxBytes = 64_000_000;

/**
 * Opens the cache of npm below a folder (`_cacache`). Its index names a file for each key by the key's SHA-256, its
 * content one for each hash (cacache 12 and later, index v5, content v2).
 */
export function openNpmCache(folder: string): NpmCache {
  const root = join(folder, "_cacache");
  return {
    async integrityOf(url) {
      const key = `make-fetch-happen:request-cache:${url}`;
      const hash = createHash("sha256").update(key).digest("hex");
      const path = join(root, "index-v5", hash.slice(0, 2), hash.slice(2, 4), hash.slice(4));
      // Thousands are asked for and few are there: looking is cheaper than trying to open.
      if (!existsSync(path)) return undefined;
      const bytes = await tryReadFile(path, indexMaxBytes);
      return bytes === undefined ? undefined : lastEntry(bytes.toString("utf8"), key);
    },
    async bytesOf(integrity) {
      const [hash] = tryParseIntegrity(integrity) ?? [];
      if (hash === undefined) return undefined;
      const hex = Buffer.from(hash.digest, "base64").toString("hex");
      const path = join(root, "content-v2", hash.algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
      const bytes = await tryReadFile(path, contentMaxBytes);
      if (bytes === undefined) return undefined;
      return createHash(hash.algorithm).update(bytes).digest("base64") === hash.digest ? bytes : undefined;
    },
  };
}

/** Each line is a hash of its JSON, a tab and the JSON; a later line wins. */
function lastEntry(text: string, key: string): string | undefined {
  for (const line of text.split("\n").toReversed()) {
    const json = line.slice(line.indexOf("\t") + 1);
    const entry = tryParse(json);
    if (typeof entry !== "object" || entry === null || !("key" in entry) || entry.key !== key) continue;
    return "integrity" in entry && typeof entry.integrity === "string" ? entry.integrity : undefined;
  }
  return undefined;
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
