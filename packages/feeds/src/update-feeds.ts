import { mkdir, rm } from "node:fs/promises";
import type { Clock, Logger } from "@lockkeeper/core";
import type { BuildReport } from "@lockkeeper/intel";
import type { Allowances } from "./acceptance.ts";
import { FeedsError } from "./errors.ts";
import type { FeedFetch } from "./feed-fetch.ts";
import type { FeedSource } from "./feed-source.ts";
import type { FeedsLayout, FeedsState, SourceState } from "./feeds-state.ts";
import { layOutFeeds, readFeedsState, writeFeedsState } from "./feeds-state.ts";
import { removeLeftovers } from "./keep-records.ts";
import { isIndexCurrent, packsOf, rebuildIndex } from "./rebuild-index.ts";
import type { SourceReport } from "./source-report.ts";
import type { UpdateProgress } from "./source-update.ts";
import { withUpdateLock } from "./update-lock.ts";
import { updateSource } from "./update-source.ts";

/** What to update, and what a person allows this time. */
export interface UpdateSettings extends Allowances {
  /** The data folder's folder for intelligence. */
  readonly folder: string;
  readonly sources: readonly FeedSource[];
  /** Only these; all enabled ones when left out. */
  readonly only?: readonly string[];
  /** Whether to fetch everything anew rather than what has changed. */
  readonly isFull: boolean;
}

/** What updating works with. */
export interface UpdateParts {
  readonly fetch: FeedFetch;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress?: (progress: UpdateProgress) => void;
}

/** What became of all of them. */
export interface UpdateReport {
  readonly sources: readonly SourceReport[];
  /** Sources that are not enabled any more; their records are out of force. */
  readonly dropped: readonly string[];
  /** The index that was built; `undefined` when nothing has changed. */
  readonly index: BuildReport | undefined;
}

/**
 * Asks the sources one after the other for what is new, keeps it, and builds the index when anything has changed.
 * A source that fails does not stop the others, and what was known of it stays in force.
 * Throws `FEEDS_UNKNOWN_SOURCE`, `FEEDS_BUSY`, `FEEDS_STATE_CORRUPT`, `FEEDS_UNWRITABLE`, `INTEL_*`.
 */
export async function updateFeeds(settings: UpdateSettings, parts: UpdateParts): Promise<UpdateReport> {
  const chosen = chooseSources(settings);
  const layout = layOutFeeds(settings.folder);
  return withUpdateLock(layout.lockFile, async () => {
    await mkdir(layout.downloadFolder, { recursive: true, mode: 0o700 });
    let state = await readFeedsState(layout);
    const dropped = state.sources.filter((source) => isAbandoned(source, settings)).map(({ id }) => id);
    state = { ...state, sources: state.sources.filter(({ id }) => !dropped.includes(id)) };
    const reports: SourceReport[] = [];
    for (const source of chosen) {
      const updated = await updateSource({ source, state, layout, settings, parts });
      reports.push(updated.report);
      state = replaceSource(state, updated.state);
      await writeFeedsState(layout, state);
    }
    const index = await buildWhenChanged(layout, state, parts);
    return { sources: reports, dropped, index };
  });
}

/** Builds the index when it is not made of what is kept, and clears away what is not needed any more. */
export async function buildWhenChanged(
  layout: FeedsLayout,
  state: FeedsState,
  { clock, logger, onProgress }: Omit<UpdateParts, "fetch">,
): Promise<BuildReport | undefined> {
  const context = {
    layout,
    clock,
    logger,
    onProgress: (done: number) =>
      onProgress?.({ source: "index", phase: "index", done, total: totalOf(state) }),
  };
  const hasRecords = state.sources.some(({ pack }) => pack !== undefined);
  if (!hasRecords) {
    // Only what was built from packs is ours to remove.
    if (state.builtFrom !== undefined) await removeIndex(layout, state);
    return undefined;
  }
  if (await isIndexCurrent(context, state)) return undefined;
  const report = await rebuildIndex(context, state);
  await writeFeedsState(layout, { ...state, builtFrom: packsOf(state) });
  await removeLeftovers(layout, state);
  return report;
}

/** Without any source nothing is known but the catalogue. */
async function removeIndex(layout: FeedsLayout, state: FeedsState): Promise<void> {
  await rm(layout.indexFile, { force: true });
  await writeFeedsState(layout, { ...state, builtFrom: undefined });
  await removeLeftovers(layout, state);
}

/** The state with one source's part replaced, or added at the end. */
export function replaceSource(state: FeedsState, source: SourceState): FeedsState {
  const isKnown = state.sources.some(({ id }) => id === source.id);
  const sources = isKnown
    ? state.sources.map((each) => (each.id === source.id ? source : each))
    : [...state.sources, source];
  return { ...state, sources };
}

/** What a person has switched off or taken out of the settings; imports and bundles are no matter of the settings. */
function isAbandoned({ id, kind, isBundled }: SourceState, { sources, only }: UpdateSettings): boolean {
  if (kind === "import" || isBundled || only?.includes(id) === true) return false;
  return !sources.some((source) => source.id === id && source.isEnabled);
}

function chooseSources({ sources, only }: UpdateSettings): readonly FeedSource[] {
  if (only === undefined) return sources.filter(({ isEnabled }) => isEnabled);
  const unknown = only.find((id) => !sources.some((source) => source.id === id));
  if (unknown === undefined) return sources.filter(({ id }) => only.includes(id));
  throw new FeedsError("FEEDS_UNKNOWN_SOURCE", {
    message: `Cannot update "${unknown}" as there is no such source`,
    hint: `Sources are: ${sources.map(({ id }) => id).join(", ")}. Further ones go into feeds.yaml.`,
  });
}

function totalOf({ sources }: FeedsState): number {
  return sources.reduce((sum, { records, withdrawn }) => sum + records + withdrawn, 0);
}
