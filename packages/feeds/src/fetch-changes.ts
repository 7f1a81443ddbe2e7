import { parseOsvRecord } from "@lockkeeper/intel";
import type { OsvOutcome } from "@lockkeeper/intel";
import { limits } from "@lockkeeper/core";
import type { Contents, KeptRecord } from "./contents.ts";
import { createContents, latestPlausible, takeItem } from "./contents.ts";
import { FeedsError } from "./errors.ts";
import type { OsvFeedSource } from "./feed-source.ts";
import { unreachableFeed } from "./feed-fetch.ts";
import { fetchText } from "./fetch-text.ts";
import type { SourceContext } from "./source-update.ts";

/** The contents with changes applied, and what could not be had. */
export interface FollowedChanges {
  readonly contents: Contents;
  /** Ids to ask for again the next time. */
  readonly pending: readonly string[];
}

const concurrency = 8;
/** So many failures in a row mean that the server is in trouble, and asking on would not help. */
const maxFailures = 20;
const attempts = 2;

/**
 * Fetches single records and puts them into a copy of `base`. What cannot be read or had is kept as it was, and asked
 * for again the next time. Throws `FEEDS_UNREACHABLE` when the server fails for all or too many of them.
 */
export async function fetchChanges(
  context: SourceContext<OsvFeedSource>,
  ids: readonly string[],
  base: ReadonlyMap<string, KeptRecord>,
  into: Contents = createContents(),
): Promise<FollowedChanges> {
  const contents = into;
  if (contents.records.size === 0) for (const [id, kept] of base) contents.records.set(id, kept);
  const pending: string[] = [];
  const failures: FeedsError[] = [];
  const queue = ids.values();
  let done = 0;

  async function work(): Promise<void> {
    for (const id of queue) {
      try {
        const outcome = await fetchRecord(context, id);
        forgetImplausible(contents, id, context);
        applyOutcome(contents, { id, outcome }, base);
        if (outcome.kind === "refused") pending.push(id);
      } catch (error) {
        failures.push(unreachableFeed(id, error));
        pending.push(id);
        if (failures.length > maxFailures) return;
      }
      done += 1;
      context.onProgress({ phase: "records", done, total: ids.length });
    }
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, ids.length) }, work));
  const [first] = failures;
  if (first !== undefined && (failures.length > maxFailures || failures.length === ids.length)) throw first;
  if (failures.length > 0) warnOfFailures(context, failures.length);
  return { contents, pending };
}

async function fetchRecord({ source, fetch }: SourceContext<OsvFeedSource>, id: string): Promise<OsvOutcome> {
  const url = `${source.base}/npm/${encodeURIComponent(id)}.json`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const text = await fetchText(fetch, { url, access: source, maxBytes: limits.advisoryMaxBytes });
      return text === undefined
        ? { kind: "refused", id, why: "the list names it, but there is no such record" }
        : parseText(text, id);
    } catch (error) {
      if (attempt >= attempts || !isPassing(error)) throw error;
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof FeedsError && error.code === "FEEDS_UNREACHABLE";
}

function parseText(text: string, asked: string): OsvOutcome {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Reported like any other record that cannot be read.
    return { kind: "refused", id: asked, why: "it is not JSON" };
  }
  const outcome = parseOsvRecord(json);
  const id = outcome.kind === "record" ? outcome.record.id : outcome.id;
  return id === undefined || id === asked
    ? outcome
    : { kind: "refused", id: asked, why: `it is another record: ${id}` };
}

/** A state from the far future would beat every correction. */
function forgetImplausible({ records }: Contents, id: string, { clock }: SourceContext): void {
  const known = records.get(id);
  if (known !== undefined && known.modifiedAt > latestPlausible(clock.now())) records.delete(id);
}

function applyOutcome(
  contents: Contents,
  { id, outcome }: { readonly id: string; readonly outcome: OsvOutcome },
  base: ReadonlyMap<string, KeptRecord>,
): void {
  takeItem(contents, { where: `${id}.json`, outcome }, base);
  // A record that no longer speaks of npm is out of force here.
  if (outcome.kind === "ignored") contents.records.delete(id);
}

function warnOfFailures({ source, logger }: SourceContext, count: number): void {
  logger.log("warn", {
    code: "FEEDS_RECORDS_PENDING",
    message: `${count} changed advisories could not be fetched; they are asked for again the next time`,
    fields: { source: source.id },
  });
}
