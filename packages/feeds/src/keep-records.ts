import { readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { systemErrorCode } from "@lockkeeper/core";
import { renderNanoseconds } from "@lockkeeper/intel";
import type { KeptRecord } from "./contents.ts";
import { countContents, newestModified } from "./contents.ts";
import type { FeedsLayout, FeedsState, SourceState } from "./feeds-state.ts";
import { writePack } from "./pack.ts";

/** The records of a source, and the present. */
export interface RecordsToKeep {
  readonly records: ReadonlyMap<string, KeptRecord>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Keeps records as a pack, and answers the source's state that names it. Throws `FEEDS_UNWRITABLE`. */
export async function keepRecords(
  { packFolder }: FeedsLayout,
  before: SourceState,
  { records, now }: RecordsToKeep,
): Promise<SourceState> {
  const waiting = join(packFolder, `${before.id}.new`);
  const { bytes, sha256 } = await writePack(waiting, records);
  const file = packNameOf(before.id, sha256);
  await rename(waiting, join(packFolder, file));
  return {
    ...before,
    ...countContents(records),
    pack: { file, bytes, sha256 },
    newestModified: records.size === 0 ? undefined : renderNanoseconds(newestModified(records, now)),
  };
}

/** The name of a source's pack; it changes with the content, so that a state always names the pack that it was written for. */
export function packNameOf(id: string, sha256: string): string {
  return `${id}-${sha256.slice(0, 12)}.jsonl.gz`;
}

const leftoverIndex = /^index\.lki\.\d+\.tmp$/;

/** Removes packs that no source names any more, and what builds that were killed have left. */
export async function removeLeftovers(
  { packFolder, indexFile }: FeedsLayout,
  { sources }: FeedsState,
): Promise<void> {
  const kept = new Set(sources.map(({ pack }) => pack?.file));
  for (const file of await listFolder(packFolder)) {
    if (!kept.has(file)) await rm(join(packFolder, file), { force: true });
  }
  for (const file of await listFolder(dirname(indexFile))) {
    if (leftoverIndex.test(file)) await rm(join(dirname(indexFile), file), { force: true });
  }
}

async function listFolder(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return [];
    throw error;
  }
}
