import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { systemErrorCode } from "@lockkeeper/core";
import type { ContentCounts } from "./contents.ts";
import type { Validators } from "./download.ts";
import { describeCause, FeedsError } from "./errors.ts";
import type { PackFile } from "./pack.ts";
import { tryParseState } from "./parse-state.ts";

/** What kind of place a source's records came from. */
export type SourceKind = "osv" | "archive" | "folder" | "import";

/** A failure of the last attempt; `undefined` once one succeeds. */
export interface SourceFailure {
  readonly code: string;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What is kept of one source. */
export interface SourceState extends ContentCounts {
  readonly id: string;
  readonly kind: SourceKind;
  /** The name that matches give as their source. */
  readonly name: string;
  /** Where the records came from last: an address, a path, or a bundle. */
  readonly from: string;
  /** Whether they came in a bundle; what this machine is configured to ask is then no matter. */
  readonly isBundled: boolean;
  readonly pack: (PackFile & { readonly file: string }) | undefined;
  /** Records that could not be read. */
  readonly refused: number;
  readonly firstRefused: readonly string[];
  /** When the newest record was modified, as records write it; `undefined` for none. */
  readonly newestModified: string | undefined;
  /** When the source last confirmed that this is all; milliseconds since the epoch. */
  readonly checkedAt: number | undefined;
  /** When records last changed; milliseconds since the epoch. */
  readonly changedAt: number | undefined;
  /** When everything was last fetched at once rather than by increments; milliseconds since the epoch. */
  readonly fullAt: number | undefined;
  readonly validators: Validators;
  /** Of the list of modified records. */
  readonly listValidators: Validators;
  /** The newest time in the list that was followed; `undefined` where there is no list. */
  readonly position: string | undefined;
  /** Records that the list names but that could not be had yet. */
  readonly pending: readonly string[];
  /** The checksum that the source publishes, of what is kept. */
  readonly checksum: string | undefined;
  readonly failure: SourceFailure | undefined;
}

/** What is kept of all sources. */
export interface FeedsState {
  readonly sources: readonly SourceState[];
  /** Which packs the index was built from; `undefined` before the first build. */
  readonly builtFrom: string | undefined;
  /** When the newest bundle that was imported had been made; milliseconds since the epoch. */
  readonly bundleAt?: number | undefined;
}

/** The paths below the data folder's `intel`. */
export interface FeedsLayout {
  readonly stateFile: string;
  readonly lockFile: string;
  readonly packFolder: string;
  readonly downloadFolder: string;
  readonly indexFile: string;
}

/** Where the feeds keep what below a folder for intelligence. */
export function layOutFeeds(intelFolder: string): FeedsLayout {
  const folder = join(intelFolder, "feeds");
  return {
    stateFile: join(folder, "state.json"),
    lockFile: join(folder, "update.lock"),
    packFolder: join(folder, "packs"),
    downloadFolder: join(folder, "downloads"),
    indexFile: join(intelFolder, "index.lki"),
  };
}

/** The file that changes with every update, for those who follow what is known of the sources. */
export function feedsStateFile(intelFolder: string): string {
  return layOutFeeds(intelFolder).stateFile;
}

/** Nothing known of a source yet. */
export function blankSourceState(source: Pick<SourceState, "id" | "kind" | "name" | "from">): SourceState {
  return {
    ...source,
    isBundled: false,
    pack: undefined,
    records: 0,
    malware: 0,
    vulnerabilities: 0,
    withdrawn: 0,
    refused: 0,
    firstRefused: [],
    newestModified: undefined,
    checkedAt: undefined,
    changedAt: undefined,
    fullAt: undefined,
    validators: {},
    listValidators: {},
    position: undefined,
    pending: [],
    checksum: undefined,
    failure: undefined,
  };
}

/** Reads what is kept; nothing for a fresh data folder. Throws `FEEDS_STATE_CORRUPT`. */
export async function readFeedsState({ stateFile }: FeedsLayout): Promise<FeedsState> {
  let text: string;
  try {
    text = await readFile(stateFile, "utf8");
  } catch (cause) {
    if (systemErrorCode(cause) === "ENOENT") return { sources: [], builtFrom: undefined };
    throw corruptState(stateFile, describeCause(cause), cause);
  }
  const state = tryParseState(text);
  if (state === undefined) throw corruptState(stateFile, "it is not what this program writes");
  return state;
}

/** Writes what is kept, whole or not at all; with it an update counts. Throws `FEEDS_UNWRITABLE`. */
export async function writeFeedsState({ stateFile }: FeedsLayout, state: FeedsState): Promise<void> {
  const temporary = `${stateFile}.tmp`;
  try {
    await mkdir(dirname(stateFile), { recursive: true, mode: 0o700 });
    const handle = await open(temporary, "w", 0o600);
    try {
      await handle.writeFile(`${JSON.stringify({ version: 1, ...state }, undefined, 1)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, stateFile);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new FeedsError("FEEDS_UNWRITABLE", {
      message: `Cannot write "${stateFile}" as the system refuses: ${describeCause(cause)}`,
      hint: "Check that the data folder is writable and has room.",
      cause,
    });
  }
}

function corruptState(path: string, why: string, cause?: unknown): FeedsError {
  return new FeedsError("FEEDS_STATE_CORRUPT", {
    message: `Cannot use "${path}" as it cannot be read: ${why}`,
    hint: "Move the file away and run `intel update`; the index that is in force stays until then.",
    cause,
  });
}
