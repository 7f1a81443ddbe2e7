import { readJsonLines, tryParseNanoseconds } from "@lockkeeper/intel";
import { limits } from "@lockkeeper/core";

/** One line of `modified_id.csv`. */
export interface ModifiedEntry {
  readonly id: string;
  /** Nanoseconds since the epoch. */
  readonly modifiedAt: bigint;
}

/** What was read of a list. */
export interface ModifiedList {
  /** In the order of the list; without what is older than asked for. */
  readonly entries: readonly ModifiedEntry[];
  /** The newest time in the list that can be true, or of all where none can; `undefined` without a readable line. */
  readonly newest: bigint | undefined;
  /** Whether the list goes back to the time that was asked for, so that nothing in between can be missing. */
  readonly reachesBack: boolean;
  /** Lines that are none. */
  readonly badLines: number;
}

const lineMaxBytes = 512;
/** Ids that can stand in an address as they are. */
export const idForm: RegExp = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Parses one line, `<time>,<id>`, or answers `undefined`. Ids go into addresses: only plain ones are taken. */
export function tryParseModifiedLine(line: string): ModifiedEntry | undefined {
  const comma = line.indexOf(",");
  if (comma < 0) return undefined;
  const id = line.slice(comma + 1).trim();
  const modifiedAt = tryParseNanoseconds(line.slice(0, comma));
  return modifiedAt === undefined || !idForm.test(id) ? undefined : { id, modifiedAt };
}

/**
 * Reads a list that should be sorted from new to old, and stops at the first line older than `since`; everything is read
 * when there is no `since`, or when the order turns out to be another one. Throws a `RangeError` for a list without end.
 */
export async function readModifiedList(
  body: AsyncIterable<Buffer>,
  { since, plausible }: ListBounds,
): Promise<ModifiedList> {
  const taken: Taken = {
    entries: [],
    newest: undefined,
    newestOfAll: undefined,
    previous: undefined,
    isSorted: true,
    reachesBack: false,
  };
  let lines = 0;
  let badLines = 0;
  for await (const line of readJsonLines(body, lineMaxBytes)) {
    lines += 1;
    if (lines > limits.advisoryMaxRecords)
      throw new RangeError(`it has over ${limits.advisoryMaxRecords} lines`);
    const entry = line === undefined ? undefined : tryParseModifiedLine(line);
    if (entry === undefined) badLines += Number(line !== "");
    else if (!takeEntry(taken, entry, { since, plausible })) break;
  }
  const { entries, newest = taken.newestOfAll, reachesBack } = taken;
  return { entries, newest, reachesBack, badLines };
}

/** What is of interest in a list; nanoseconds since the epoch. */
export interface ListBounds {
  /** Only what is as new as this; everything when left out. */
  readonly since: bigint | undefined;
  /** The last instant that is no mistake. */
  readonly plausible: bigint;
}

interface Taken {
  readonly entries: ModifiedEntry[];
  newest: bigint | undefined;
  newestOfAll: bigint | undefined;
  previous: bigint | undefined;
  isSorted: boolean;
  reachesBack: boolean;
}

/** Answers whether the lines below are still of interest. */
function takeEntry(taken: Taken, entry: ModifiedEntry, { since, plausible }: ListBounds): boolean {
  const { modifiedAt } = entry;
  if (taken.previous !== undefined && modifiedAt > taken.previous) taken.isSorted = false;
  taken.previous = modifiedAt;
  taken.newestOfAll = later(taken.newestOfAll, modifiedAt);
  if (modifiedAt <= plausible) taken.newest = later(taken.newest, modifiedAt);
  if (since !== undefined && modifiedAt <= since) taken.reachesBack = true;
  if (since === undefined || modifiedAt >= since) taken.entries.push(entry);
  else if (taken.isSorted) return false;
  return true;
}

function later(known: bigint | undefined, instant: bigint): bigint {
  return known === undefined || instant > known ? instant : known;
}
