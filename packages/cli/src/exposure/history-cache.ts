import { createHash } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import type { HistoryCache } from "@lockkeeper/exposure";
import { makeFolder } from "@lockkeeper/store";

import { tryReadFile } from "../scan/try-read-file.ts";

const maxBytes = 50_000_000;

/**
 * Keeps what was read of one repository's history in the data folder (`exposure/git/`), for its owner only. A cache that
 * cannot be read or written costs time and nothing else.
 */
export function createHistoryCache(dataFolder: string, gitFolder: string): HistoryCache {
  const name = createHash("sha256").update(gitFolder).digest("hex").slice(0, 40);
  const path = join(dataFolder, "exposure", "git", `${name}.gz`);
  return {
    read: () => tryReadFile(path, maxBytes),
    async write(bytes) {
      const partial = `${path}.${String(process.pid)}.partial`;
      try {
        await makeFolder(dirname(path));
        await writeFile(partial, bytes, { mode: 0o600 });
        await rename(partial, path);
      } catch (error) {
        if (systemErrorCode(error) === undefined) throw error;
        await rm(partial, { force: true }).catch(() => undefined);
      }
    },
  };
}
