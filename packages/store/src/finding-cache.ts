import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { constants, gunzip, gzip } from "node:zlib";

import type { Logger } from "@lockkeeper/core";
import { systemErrorCode, toErrorRecord } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import { createTally } from "./eviction.ts";
import type { CacheUsage } from "./eviction.ts";
import { writeWhole } from "./temporary.ts";

/** What was worked out from packages before, as plain data by the text of what it was worked out from. */
export interface FindingCache {
  /** `undefined` when it is not there or cannot be read any more: then it is worked out again. */
  get(key: string): Promise<unknown>;
  /** Keeps plain data. A disk that does not take it is logged and costs the next one the work. */
  set(key: string, value: unknown): Promise<void>;
  usage(): CacheUsage;
}

/** What a cache of findings works with. */
export interface FindingCacheOptions {
  readonly logger: Logger;
  /** 2 GB unless told. */
  readonly maxBytes?: number;
}

const defaultMaxBytes = 2_000_000_000;
/** Unpacked, so that no file of the disk can fill the memory. */
const valueMaxBytes = 64_000_000;
const digestCharacters = 64;
const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Opens the cache of a data folder. Each file begins with the SHA-256 of what follows, so that a torn one is none. */
export function createFindingCache(folder: DataFolder, options: FindingCacheOptions): FindingCache {
  const { logger, maxBytes = defaultMaxBytes } = options;
  const root = folder.findingFolder;
  const tally = createTally({
    folder: root,
    maxBytes,
    onFailed: (error) =>
      report("STORE_EVICTION_FAILED", "The cache of findings could not be made smaller", error),
  });

  function report(code: string, message: string, error: unknown): void {
    logger.log("warn", { code, message, fields: { error: toErrorRecord(error) } });
  }

  return {
    async get(key) {
      const path = pathOf(root, key);
      try {
        return await readValue(path);
      } catch (error) {
        if (systemErrorCode(error) === "ENOENT") return undefined;
        report("STORE_FINDINGS_UNREADABLE", "What was found of a package could not be read again", error);
        await rm(path, { force: true });
        return undefined;
      }
    },
    async set(key, value) {
      try {
        const packed = await pack(JSON.stringify(value), { level: constants.Z_BEST_SPEED });
        const bytes = Buffer.concat([Buffer.from(digestOf(packed)), packed]);
        await writeWhole(folder.temporaryFolder, pathOf(root, key), bytes);
        tally.add(bytes.length);
      } catch (error) {
        report("STORE_FINDINGS_UNWRITABLE", "What was found of a package could not be kept", error);
      }
    },
    usage: () => tally.usage(),
  };
}

async function readValue(path: string): Promise<unknown> {
  const bytes = await readFile(path);
  const packed = bytes.subarray(digestCharacters);
  if (bytes.toString("latin1", 0, digestCharacters) !== digestOf(packed)) {
    throw new Error("its bytes are not those that were written");
  }
  const text = await unpack(packed, { maxOutputLength: valueMaxBytes });
  return JSON.parse(text.toString("utf8"));
}

function pathOf(root: string, key: string): string {
  const hash = createHash("sha256").update(key).digest("hex");
  return join(root, hash.slice(0, 2), `${hash}.gz`);
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
