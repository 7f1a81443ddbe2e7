import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { count, renderPairs } from "../table.ts";

/** How much a folder holds. */
interface FolderSize {
  readonly files: number;
  readonly bytes: number;
}

interface CacheStatus {
  readonly dataFolder: string;
  readonly packuments: FolderSize;
  readonly tarballs: FolderSize;
  readonly corrupt: FolderSize;
}

/** `cache status`: how much is cached. */
export const cacheStatusCommand: CommandModule<{ readonly data: string | undefined }, CacheStatus> = {
  run: showStatus,
  views: {
    person: (status) =>
      `${status.dataFolder}\n${renderPairs([
        ["Packuments", renderSize(status.packuments)],
        ["Tarballs", renderSize(status.tarballs)],
        ["Set aside as damaged", renderSize(status.corrupt)],
      ])}`,
    json: (status) => status,
  },
};

async function* showStatus(
  { data }: { readonly data: string | undefined },
  environment: Environment,
): AsyncIterable<CacheStatus> {
  const { openDataFolder } = await import("@lockkeeper/store");
  const folder = await openDataFolder(dataFolderOf(data, environment));
  yield {
    dataFolder: folder.root,
    packuments: await measure(folder.packumentFolder),
    tarballs: await measure(folder.tarballFolder),
    corrupt: await measure(folder.corruptFolder),
  };
}

async function measure(folder: string): Promise<FolderSize> {
  let files = 0;
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files += 1;
    bytes += await sizeOf(join(entry.parentPath, entry.name));
  }
  return { files, bytes };
}

/** A running server may remove files meanwhile. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return 0;
    throw error;
  }
}

function renderSize({ files, bytes }: FolderSize): string {
  return `${count(files, "file")}, ${(bytes / 1_000_000).toFixed(1)} MB`;
}
