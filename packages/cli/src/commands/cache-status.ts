import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { renderByteSize } from "../byte-size.ts";
import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { count, renderPairs } from "../table.ts";

/** How much a folder holds. */
interface FolderSize {
  readonly files: number;
  readonly bytes: number;
}

interface BoundedSize extends FolderSize {
  /** What the last server let it hold; `null` where none ever ran. */
  readonly maxBytes: number | null;
}

interface CacheStatus {
  readonly dataFolder: string;
  readonly packuments: BoundedSize;
  readonly tarballs: BoundedSize;
  /** Packuments that left the cache, and manifests of versions that changed or vanished. */
  readonly snapshots: BoundedSize;
  readonly corrupt: FolderSize;
}

/** `cache status`: how much is cached. */
export const cacheStatusCommand: CommandModule<{ readonly data: string | undefined }, CacheStatus> = {
  run: showStatus,
  views: {
    person: (status) =>
      `${status.dataFolder}\n${renderPairs([
        ["Packuments", renderBounded(status.packuments)],
        ["Tarballs", renderBounded(status.tarballs)],
        ["Snapshots", renderBounded(status.snapshots)],
        ["Set aside as damaged", renderSize(status.corrupt)],
      ])}`,
    json: (status) => status,
  },
};

async function* showStatus(
  { data }: { readonly data: string | undefined },
  environment: Environment,
): AsyncIterable<CacheStatus> {
  const { openDataFolder, readCacheUsage } = await import("@lockkeeper/store");
  const folder = await openDataFolder(dataFolderOf(data, environment));
  const noted = (await readCacheUsage(folder))?.caches;
  yield {
    dataFolder: folder.root,
    packuments: bounded(await measure(folder.packumentFolder), noted?.packuments),
    tarballs: bounded(await measure(folder.tarballFolder), noted?.tarballs),
    snapshots: bounded(await measure(folder.snapshotFolder), noted?.snapshots),
    corrupt: await measure(folder.corruptFolder),
  };
}

function bounded(size: FolderSize, noted: { readonly maxBytes: number } | undefined): BoundedSize {
  return { ...size, maxBytes: noted?.maxBytes ?? null };
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

function renderBounded({ maxBytes, ...size }: BoundedSize): string {
  return maxBytes === null ? renderSize(size) : `${renderSize(size)} of ${renderByteSize(maxBytes)}`;
}

function renderSize({ files, bytes }: FolderSize): string {
  return `${count(files, "file")}, ${renderByteSize(bytes)}`;
}
