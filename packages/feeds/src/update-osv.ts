import { renderNanoseconds, tryParseNanoseconds } from "@lockkeeper/intel";
import { olderSource } from "./acceptance.ts";
import type { Contents } from "./contents.ts";
import { latestPlausible } from "./contents.ts";
import { conditionalHeaders, validatorsOf } from "./download.ts";
import type { Validators } from "./download.ts";
import { badAnswer } from "./feed-fetch.ts";
import type { OsvFeedSource } from "./feed-source.ts";
import { fetchChanges } from "./fetch-changes.ts";
import type { FollowedChanges } from "./fetch-changes.ts";
import { boundBody, checkOk, isMissing } from "./fetch-text.ts";
import { idForm, readModifiedList } from "./modified-list.ts";
import type { ModifiedEntry, ModifiedList } from "./modified-list.ts";
import type { SourceContext, SourceMemory, SourceUpdate } from "./source-update.ts";
import { downloadArchive, readArchive } from "./update-archive.ts";

/** More changed records than this are had faster by fetching everything. */
const maxChanges = 2000;
/** Records that are deleted rather than withdrawn vanish only from the whole. */
const fullEveryMs = 7 * 86_400_000;
const listMaxBytes = 200_000_000;
const listDeadlineMs = 600_000;

type Context = SourceContext<OsvFeedSource>;

interface FetchedList {
  readonly list: ModifiedList;
  readonly validators: Validators;
}

/**
 * Asks a database in OSV's layout: by the list of what was modified since the last time, or for everything where there
 * was no last time, too much has changed, the list does not go back far enough, or a week has passed.
 */
export async function updateOsv(context: Context): Promise<SourceUpdate> {
  const position = positionOf(context);
  const isFullDue = context.clock.now() - (context.before.fullAt ?? 0) > fullEveryMs;
  if (position === undefined || context.isFull || isFullDue) return fetchEverything(context);
  const fetched = await fetchList(context, position);
  // A mirror may serve the archive alone.
  if (fetched === "missing") return fetchEverything(context);
  if (fetched === "unchanged") return followChanges(context, [], {});
  const { list, validators } = fetched;
  if (list.newest === undefined) throw badAnswer(listUrl(context), "it holds no line with a time and an id");
  if (list.newest < position) return refuseOlder(context, list.newest, position);
  const changes = await selectChanges(context, list.entries);
  if (!list.reachesBack || changes.length > maxChanges) return fetchEverything(context, fetched);
  const memory = { position: renderNanoseconds(list.newest), listValidators: validators };
  return followChanges(context, changes, memory);
}

/** A list that is not sorted at its start may name newer records further down: only the whole of it can be older. */
async function refuseOlder(context: Context, seen: bigint, position: bigint): Promise<SourceUpdate> {
  const whole = await fetchList(context, undefined);
  const newest = typeof whole === "string" ? seen : (whole.list.newest ?? seen);
  if (newest < position) throw olderSource(context.source.id, newest, position);
  return fetchEverything(context);
}

/** The position to go on from; none when there is nothing that could be gone on from. */
function positionOf({ before }: Context): bigint | undefined {
  if (before.pack === undefined || before.position === undefined) return undefined;
  return tryParseNanoseconds(before.position);
}

function listUrl({ source }: Context): string {
  return `${source.base}/npm/modified_id.csv`;
}

async function fetchList(
  context: Context,
  since: bigint | undefined,
): Promise<FetchedList | "unchanged" | "missing"> {
  const { source, before, fetch } = context;
  const url = listUrl(context);
  const response = await fetch({
    url,
    access: source,
    deadlineMs: listDeadlineMs,
    headers: {
      "accept-encoding": "gzip",
      ...(since === undefined ? {} : conditionalHeaders(before.listValidators)),
    },
  });
  if (response.status === 304 && since !== undefined) {
    response.discard();
    return "unchanged";
  }
  if (isMissing(response)) {
    response.discard();
    return "missing";
  }
  checkOk(response, url);
  try {
    const bounds = { since, plausible: latestPlausible(context.clock.now()) };
    const list = await readModifiedList(boundBody(response, url, listMaxBytes), bounds);
    return { list, validators: validatorsOf(response) };
  } catch (cause) {
    if (cause instanceof RangeError) throw badAnswer(url, cause.message, cause);
    throw cause;
  } finally {
    response.discard();
  }
}

/** The ids whose present state is not the one that is kept. */
async function selectChanges(
  { recordsBefore, clock }: Context,
  entries: readonly ModifiedEntry[],
): Promise<readonly string[]> {
  const records = await recordsBefore();
  const plausible = latestPlausible(clock.now());
  const changed = entries.filter(({ id, modifiedAt }) => {
    const known = records.get(id);
    return known === undefined || known.modifiedAt < modifiedAt || known.modifiedAt > plausible;
  });
  return [...new Set(changed.map(({ id }) => id))];
}

/** Fetches single records and puts them into what is kept. */
async function followChanges(
  context: Context,
  changes: readonly string[],
  memory: SourceMemory,
): Promise<SourceUpdate> {
  const ids = [...new Set([...context.before.pending, ...changes])];
  if (ids.length === 0) return { kind: "unchanged", memory };
  const { contents, pending } = await fetchChanges(context, ids, await context.recordsBefore());
  return { kind: "contents", how: "changes", contents, memory: { ...memory, pending } };
}

/**
 * Fetches everything. The list comes first, so that what changes meanwhile is newer than the position; what it names
 * and the archive lacks is fetched one by one: archives have been incomplete.
 */
async function fetchEverything(context: Context, known?: FetchedList): Promise<SourceUpdate> {
  const whole = await fetchWholeList(context, known);
  const url = `${context.source.base}/npm/all.zip`;
  const file = await downloadArchive(context, url);
  if (file.kind === "unchanged") {
    const memory = { ...positionMemory(whole), fullAt: context.clock.now() };
    const changes = await selectChanges(context, whole?.list.entries ?? []);
    return followChanges(context, changes.slice(0, maxChanges), memory);
  }
  const { contents, memory } = await readArchive(context, file, { url, mustBeZip: true });
  const completed = await fetchMissing(context, contents, whole?.list.entries ?? []);
  // What the archive holds in a form that cannot be read may be had, or be mended, as a single file.
  const unreadable = contents.refused.map(({ id }) => id).filter((id) => id !== undefined && idForm.test(id));
  const pending = [...new Set([...completed.pending, ...unreadable.filter((id) => id !== undefined)])];
  return {
    kind: "contents",
    how: "everything",
    contents: completed.contents,
    memory: { ...memory, ...positionMemory(whole), pending },
  };
}

/** Completes an archive with the records that the list names and it lacks. */
async function fetchMissing(
  context: Context,
  contents: Contents,
  entries: readonly ModifiedEntry[],
): Promise<FollowedChanges> {
  const refused = new Set(contents.refused.map(({ id }) => id));
  const missing = entries
    .map(({ id }) => id)
    .filter((id) => !contents.records.has(id) && !contents.ignoredIds.has(id) && !refused.has(id));
  const wanted = [...new Set(missing)];
  if (wanted.length > maxChanges) {
    context.logger.log("warn", {
      code: "FEEDS_ARCHIVE_INCOMPLETE",
      message: `The archive lacks ${wanted.length} records that the list of changes names; ${maxChanges} of them are fetched`,
      fields: { source: context.source.id },
    });
  }
  return fetchChanges(context, wanted.slice(0, maxChanges), contents.records, contents);
}

async function fetchWholeList(
  context: Context,
  known: FetchedList | undefined,
): Promise<FetchedList | undefined> {
  if (known !== undefined && !known.list.reachesBack) return known;
  const fetched = await fetchList(context, undefined);
  return typeof fetched === "string" ? undefined : fetched;
}

function positionMemory(fetched: FetchedList | undefined): SourceMemory {
  const newest = fetched?.list.newest;
  if (fetched === undefined || newest === undefined) return {};
  return { position: renderNanoseconds(newest), listValidators: fetched.validators };
}
