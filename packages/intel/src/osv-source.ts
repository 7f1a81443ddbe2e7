import { createReadStream } from "node:fs";
import { opendir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { createGunzip } from "node:zlib";
import { limits } from "@lockkeeper/core";
import { IntelError } from "./errors.ts";
import { readJsonLines } from "./json-lines.ts";
import { parseOsvRecord, type OsvOutcome } from "./osv-record.ts";
import { readZipEntries } from "./zip-entries.ts";

/** One record of a source, or what kept it from being one. */
export interface OsvItem {
  /** Where in the source it stands: a file's name, an entry or a line. */
  readonly where: string;
  readonly outcome: OsvOutcome;
}

const maxFolderDepth = 24;
/** Ten times what all npm records together held in 2026. */
const maxUnpackedBytes = 8_000_000_000;
const maxArchiveBytes = 1_000_000_000;

/**
 * Reads OSV records from a folder (all its `.json` files), a `.zip` of such files, a `.jsonl` or `.jsonl.gz` file, or one `.json` file.
 * A bad record is an item like any other; only a source that cannot be read as a whole throws `INTEL_SOURCE_UNREADABLE`.
 */
export async function* readOsvRecords(path: string): AsyncGenerator<OsvItem, void, undefined> {
  let count = 0;
  try {
    for await (const item of itemsOf(path)) {
      count += 1;
      if (count > limits.advisoryMaxRecords)
        throw unreadable(path, `it holds over ${limits.advisoryMaxRecords} records`);
      yield item;
    }
  } catch (error) {
    if (error instanceof IntelError) throw error;
    throw unreadable(path, error instanceof Error ? error.message : String(error), error);
  }
}

async function* itemsOf(path: string): AsyncGenerator<OsvItem, void, undefined> {
  const lower = path.toLowerCase();
  const status = await stat(path);
  if (status.isDirectory()) yield* itemsInFolder({ path, where: "", depth: 0 });
  else if (lower.endsWith(".zip")) yield* itemsInZip(path);
  else if (lower.endsWith(".jsonl.gz")) yield* itemsInLines(createReadStream(path).pipe(createGunzip()));
  else if (lower.endsWith(".jsonl")) yield* itemsInLines(createReadStream(path));
  else if (lower.endsWith(".json")) yield await readRecordFile(path, basename(path));
  else throw unreadable(path, "its kind is not known");
}

interface Folder {
  readonly path: string;
  /** The folder's path inside the source, empty for the source itself, else with a slash at its end. */
  readonly where: string;
  readonly depth: number;
}

async function* itemsInFolder({ path, where, depth }: Folder): AsyncGenerator<OsvItem, void, undefined> {
  if (depth > maxFolderDepth) {
    yield { where, outcome: { kind: "refused", id: undefined, why: "the folder is nested too deeply" } };
    return;
  }
  for await (const entry of await opendir(path)) {
    const inner = join(path, entry.name);
    if (entry.isDirectory())
      yield* itemsInFolder({ path: inner, where: `${where}${entry.name}/`, depth: depth + 1 });
    else if (entry.isFile() && entry.name.endsWith(".json"))
      yield await readRecordFile(inner, where + entry.name);
  }
}

async function readRecordFile(path: string, where: string): Promise<OsvItem> {
  const { size } = await stat(path);
  if (size > limits.advisoryMaxBytes) return { where, outcome: tooLarge };
  return { where, outcome: parseRecordText(await readFile(path, "utf8")) };
}

async function* itemsInZip(path: string): AsyncGenerator<OsvItem, void, undefined> {
  const bounds = {
    maxEntryBytes: limits.advisoryMaxBytes,
    maxEntries: limits.advisoryMaxRecords,
    maxTotalBytes: maxUnpackedBytes,
    maxArchiveBytes,
  };
  for await (const { name, content } of readZipEntries(path, bounds)) {
    if (!name.endsWith(".json")) continue;
    const outcome: OsvOutcome =
      content.kind === "bytes"
        ? parseRecordText(content.bytes.toString("utf8"))
        : { kind: "refused", id: undefined, why: content.why };
    yield { where: name, outcome };
  }
}

async function* itemsInLines(stream: AsyncIterable<unknown>): AsyncGenerator<OsvItem, void, undefined> {
  let line = 0;
  for await (const text of readJsonLines(stream, limits.advisoryMaxBytes)) {
    line += 1;
    if (text === "") continue;
    yield { where: `line ${line}`, outcome: text === undefined ? tooLarge : parseRecordText(text) };
  }
}

const tooLarge: OsvOutcome = {
  kind: "refused",
  id: undefined,
  why: `it is larger than ${limits.advisoryMaxBytes} bytes`,
};

function parseRecordText(text: string): OsvOutcome {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 120) : "";
    return { kind: "refused", id: undefined, why: `it is not JSON: ${detail}` };
  }
  return parseOsvRecord(json);
}

function unreadable(path: string, why: string, cause?: unknown): IntelError {
  return new IntelError("INTEL_SOURCE_UNREADABLE", {
    message: `Cannot read advisories from "${path}" as it is no readable source: ${why}`,
    hint: "Give a folder of OSV .json files, a .zip of them, a .jsonl or .jsonl.gz file, or one .json file.",
    cause,
  });
}
