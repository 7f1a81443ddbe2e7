import { join } from "node:path";
import { toErrorRecord } from "@lockkeeper/core";
import type { ErrorRecord } from "@lockkeeper/core";
import { checkCandidate } from "./acceptance.ts";
import type { Contents, KeptRecord } from "./contents.ts";
import { countContents, newestModified } from "./contents.ts";
import { FeedsError } from "./errors.ts";
import type { FeedSource } from "./feed-source.ts";
import { placeOf } from "./feed-source.ts";
import type { FeedsLayout, FeedsState, SourceState } from "./feeds-state.ts";
import { blankSourceState } from "./feeds-state.ts";
import { keepRecords } from "./keep-records.ts";
import { readPack } from "./pack.ts";
import { isRefusal } from "./source-report.ts";
import type { SourceReport } from "./source-report.ts";
import type { SourceContext, SourceMemory, SourceUpdate } from "./source-update.ts";
import type { UpdateParts, UpdateSettings } from "./update-feeds.ts";
import { updateArchive, updateFolder } from "./update-archive.ts";
import { updateOsv } from "./update-osv.ts";

/** One source that is to be updated. */
export interface SourceJob {
  readonly source: FeedSource;
  readonly state: FeedsState;
  readonly layout: FeedsLayout;
  readonly settings: UpdateSettings;
  readonly parts: UpdateParts;
}

/** What became of it. */
export interface UpdatedSource {
  readonly report: SourceReport;
  readonly state: SourceState;
}

const maxPending = 5000;

/** Asks one source for what is new. Whatever fails is told by the report and kept in the state; nothing else changes then. */
export async function updateSource(job: SourceJob): Promise<UpdatedSource> {
  const { source, state, parts } = job;
  const startedAt = parts.clock.now();
  const known = state.sources.find(({ id }) => id === source.id) ?? blankStateOf(source);
  const before = { ...known, kind: source.kind, from: placeOf(source) };
  try {
    const update = await askSource(createContext(job, before));
    const after = await takeUpdate(job, before, update);
    return { state: after, report: reportOf({ before, after, update }, parts.clock.now() - startedAt) };
  } catch (error) {
    const record = toErrorRecord(error);
    logFailure(job, record);
    const after = { ...known, failure: { code: record.code, message: record.message, at: startedAt } };
    const durationMs = parts.clock.now() - startedAt;
    return { state: after, report: failureReport({ ...after, from: before.from }, record, durationMs) };
  }
}

function blankStateOf(source: FeedSource): SourceState {
  return blankSourceState({ id: source.id, kind: source.kind, name: source.id, from: placeOf(source) });
}

function createContext({ source, layout, settings, parts }: SourceJob, before: SourceState): SourceContext {
  let records: Promise<ReadonlyMap<string, KeptRecord>> | undefined;
  return {
    source,
    before,
    recordsBefore: () => (records ??= readRecords(layout, before, settings.isFull)),
    downloadPath: join(layout.downloadFolder, source.id),
    isFull: settings.isFull,
    fetch: parts.fetch,
    clock: parts.clock,
    logger: parts.logger,
    onProgress: (progress) => parts.onProgress?.({ source: source.id, ...progress }),
  };
}

async function readRecords(
  { packFolder }: FeedsLayout,
  { pack }: SourceState,
  isFull: boolean,
): Promise<ReadonlyMap<string, KeptRecord>> {
  if (pack === undefined) return new Map();
  try {
    return await readPack(join(packFolder, pack.file));
  } catch (error) {
    // A full update is how damaged records are mended.
    if (isFull && error instanceof FeedsError) return new Map();
    throw error;
  }
}

function askSource(context: SourceContext): Promise<SourceUpdate> {
  const { source } = context;
  if (source.kind === "osv") return updateOsv({ ...context, source });
  return source.kind === "archive"
    ? updateArchive({ ...context, source })
    : updateFolder({ ...context, source });
}

async function takeUpdate(job: SourceJob, before: SourceState, update: SourceUpdate): Promise<SourceState> {
  const now = job.parts.clock.now();
  const remembered = {
    ...before,
    ...limitMemory(update.memory),
    checkedAt: now,
    isBundled: false,
    failure: undefined,
  };
  if (update.kind === "unchanged") return remembered;
  const { records } = update.contents;
  const candidate = { counts: countContents(records), newest: newestModified(records, now) };
  checkCandidate(before, candidate, job.settings);
  const kept = await keepRecords(job.layout, remembered, { records, now });
  const isSame = kept.pack?.sha256 === before.pack?.sha256;
  return { ...kept, ...refusalsOf(before, update), changedAt: isSame ? before.changedAt : now };
}

function limitMemory({ pending, ...memory }: SourceMemory): SourceMemory {
  return pending === undefined ? memory : { ...memory, pending: pending.slice(0, maxPending) };
}

/** Increments look at few records: what else could not be read stays so, without what they asked for again. */
function refusalsOf(
  before: SourceState,
  { how, contents }: Extract<SourceUpdate, { readonly kind: "contents" }>,
): Pick<SourceState, "refused" | "firstRefused"> {
  const others = how === "everything" ? 0 : Math.max(0, before.refused - before.pending.length);
  return { refused: others + contents.refusedCount, firstRefused: renderRefusals(contents) };
}

function renderRefusals({ refused }: Contents): readonly string[] {
  return refused.map(({ where, id, why }) => `${id ?? where}: ${why}`.slice(0, 300));
}

interface Change {
  readonly before: SourceState;
  readonly after: SourceState;
  readonly update: SourceUpdate;
}

function reportOf({ before, after, update }: Change, durationMs: number): SourceReport {
  const contents = update.kind === "contents" ? update.contents : undefined;
  return {
    ...factsOf(after),
    outcome: after.pack?.sha256 === before.pack?.sha256 ? "unchanged" : "updated",
    how: update.kind === "contents" ? update.how : undefined,
    unreadable: contents?.refusedCount ?? 0,
    firstUnreadable: contents?.refused ?? [],
    durationMs,
    error: undefined,
  };
}

function failureReport(state: SourceState, error: ErrorRecord, durationMs: number): SourceReport {
  return {
    ...factsOf(state),
    outcome: isRefusal(error) ? "refused" : "failed",
    how: undefined,
    unreadable: 0,
    firstUnreadable: [],
    durationMs,
    error,
  };
}

function factsOf(
  state: SourceState,
): Pick<
  SourceReport,
  "source" | "from" | "records" | "malware" | "vulnerabilities" | "withdrawn" | "newestModified"
> {
  const { id: source, from, records, malware, vulnerabilities, withdrawn, newestModified: newest } = state;
  return { source, from, records, malware, vulnerabilities, withdrawn, newestModified: newest };
}

function logFailure({ source, parts }: SourceJob, error: ErrorRecord): void {
  parts.logger.log("warn", {
    code: "FEEDS_SOURCE_NOT_UPDATED",
    message: `Advisories of ${source.id} are not updated; what was known stays in force`,
    fields: { source: source.id, cause: error },
  });
}
