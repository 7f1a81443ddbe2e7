import type { BuildReport, SourceReport as BuildSourceReport } from "@lockkeeper/intel";
import type { Clock, Logger } from "@lockkeeper/core";
import { emptySource } from "./acceptance.ts";
import type { Contents } from "./contents.ts";
import { countContents } from "./contents.ts";
import type { FeedsState, SourceState } from "./feeds-state.ts";
import { blankSourceState, layOutFeeds, readFeedsState, writeFeedsState } from "./feeds-state.ts";
import { keepRecords } from "./keep-records.ts";
import { readContents } from "./read-source.ts";
import type { UpdateProgress } from "./source-update.ts";
import { buildWhenChanged } from "./update-feeds.ts";
import { withUpdateLock } from "./update-lock.ts";

/** Files and folders to take records from. */
export interface ImportSettings {
  /** The data folder's folder for intelligence. */
  readonly folder: string;
  /** With the name that matches give as their source. */
  readonly paths: readonly { readonly name: string; readonly path: string }[];
}

/** What importing works with. */
export interface ImportParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress?: (progress: UpdateProgress) => void;
}

/**
 * Takes records from files and folders in the place of those of the import before, and builds the index; what the feeds
 * brought stays. The report counts what the files held. Throws `FEEDS_EMPTY`, `FEEDS_BUSY`, `INTEL_*`; then nothing changes.
 */
export async function importRecords(settings: ImportSettings, parts: ImportParts): Promise<BuildReport> {
  const layout = layOutFeeds(settings.folder);
  return withUpdateLock(layout.lockFile, async () => {
    const startedAt = parts.clock.now();
    const read: ReadPath[] = [];
    for (const { name, path } of settings.paths)
      read.push({ name, path, contents: await readPath(name, path, parts) });
    const before = await readFeedsState(layout);
    const imported: SourceState[] = [];
    for (const [index, { name, path, contents }] of read.entries()) {
      const blank = blankSourceState({ id: `import-${index + 1}`, kind: "import", name, from: path });
      const kept = await keepRecords(layout, blank, { records: contents.records, now: startedAt });
      imported.push({ ...kept, checkedAt: startedAt, changedAt: startedAt, refused: contents.refusedCount });
    }
    const feeds = before.sources.filter(({ kind }) => kind !== "import");
    const state: FeedsState = { sources: [...feeds, ...imported], builtFrom: undefined };
    await writeFeedsState(layout, state);
    const built = await buildWhenChanged(layout, state, parts);
    return { ...reportOf(read, built), durationMs: parts.clock.now() - startedAt };
  });
}

interface ReadPath {
  readonly name: string;
  readonly path: string;
  readonly contents: Contents;
}

async function readPath(name: string, path: string, { onProgress }: ImportParts): Promise<Contents> {
  const contents = await readContents(path, new Map(), (done) =>
    onProgress?.({ source: name, phase: "read", done, total: undefined }),
  );
  if (contents.records.size === 0) throw emptySource(name, path);
  return contents;
}

function reportOf(read: readonly ReadPath[], built: BuildReport | undefined): BuildReport {
  const refusedCount = read.reduce((sum, { contents }) => sum + contents.refusedCount, 0);
  return {
    builtAt: built?.builtAt ?? 0,
    recordCount: built?.recordCount ?? 0,
    nameCount: built?.nameCount ?? 0,
    bytes: built?.bytes ?? 0,
    durationMs: 0,
    sources: read.map(reportSource),
    refusedCount,
    refused: read.flatMap(({ name, contents }) =>
      contents.refused.map(({ where, id, why }) => ({ source: name, where, id, why })),
    ),
  };
}

function reportSource({ name, contents }: ReadPath): BuildSourceReport {
  const { records, withdrawn } = countContents(contents.records);
  return { name, records, withdrawn, ignored: contents.ignoredIds.size, refused: contents.refusedCount };
}
