import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Clock, Logger } from "@lockkeeper/core";
import { buildIndex, IntelError, openIndex } from "@lockkeeper/intel";
import type { BuildReport } from "@lockkeeper/intel";
import type { FeedsLayout, FeedsState } from "./feeds-state.ts";

/** What the building of an index works with. */
export interface RebuildContext {
  readonly layout: FeedsLayout;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress: (records: number) => void;
}

/** Which packs an index is built from, as one text that changes with any of them. */
export function packsOf({ sources }: FeedsState): string {
  const packs = sources.flatMap(({ name, pack }) => (pack === undefined ? [] : [[name, pack.sha256]]));
  return createHash("sha256").update(JSON.stringify(packs)).digest("hex").slice(0, 16);
}

/** Whether the index is built from what is kept, and can be read. */
export async function isIndexCurrent({ layout }: RebuildContext, state: FeedsState): Promise<boolean> {
  if (state.builtFrom !== packsOf(state)) return false;
  try {
    await openIndex(layout.indexFile);
    return true;
  } catch (error) {
    // Missing, damaged, or of another version of the program: what is kept is all that it takes to build it anew.
    if (error instanceof IntelError) return false;
    throw error;
  }
}

/**
 * Builds the index from all packs and puts it in the place of the one before; a running server takes it from there.
 * Throws `INTEL_*`.
 */
export async function rebuildIndex(context: RebuildContext, state: FeedsState): Promise<BuildReport> {
  const { layout, clock, logger, onProgress } = context;
  let before = 0;
  let current = "";
  let last = 0;
  return buildIndex({
    sources: nameSources(state).map(({ name, file }) => ({ name, path: join(layout.packFolder, file) })),
    out: layout.indexFile,
    clock,
    logger,
    onProgress: ({ source, read }) => {
      if (source !== current) before += last;
      current = source;
      last = read;
      onProgress(before + read);
    },
  });
}

interface NamedPack {
  readonly name: string;
  readonly file: string;
}

/** An imported file may be called like a feed, or like another one; matches have to tell them apart. */
function nameSources({ sources }: FeedsState): readonly NamedPack[] {
  const named: NamedPack[] = [];
  for (const { id, name, pack } of sources) {
    if (pack === undefined) continue;
    const isTaken = named.some((other) => other.name === name);
    named.push({ name: isTaken ? `${name} (${id})` : name, file: pack.file });
  }
  return named;
}
