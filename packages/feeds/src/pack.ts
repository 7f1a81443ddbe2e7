import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { createGunzip, createGzip } from "node:zlib";
import { limits, systemErrorCode } from "@lockkeeper/core";
import { readJsonLines } from "@lockkeeper/intel";
import type { KeptRecord } from "./contents.ts";
import { tryParseKept } from "./contents.ts";
import { describeCause, FeedsError } from "./errors.ts";

/*
 * A pack holds all records of one source in one file: JSON lines, one reduced OSV record each, sorted by id and
 * compressed. The same records give the same bytes, so that a pack's hash tells whether anything has changed.
 */

/** A pack on disk. */
export interface PackFile {
  readonly bytes: number;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
}

const linesPerChunk = 512;
const lineMaxBytes = limits.advisoryMaxBytes;
/** Ten times what all npm records together took in 2026, reduced. */
const packMaxBytes = 2_000_000_000;

/** Writes a pack whole or not at all. Throws `FEEDS_UNWRITABLE`. */
export async function writePack(path: string, records: ReadonlyMap<string, KeptRecord>): Promise<PackFile> {
  const temporary = `${path}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await writeCompressed(temporary, records);
    await rename(temporary, path);
    return file;
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new FeedsError("FEEDS_UNWRITABLE", {
      message: `Cannot keep the records in "${path}" as the system refuses: ${describeCause(cause)}`,
      hint: "Check that the data folder is writable and has room; what was known before stays in force.",
      cause,
    });
  }
}

/**
 * Reads a pack. Throws `FEEDS_STATE_CORRUPT` when it is missing or holds anything else: packs are written by us alone.
 */
export async function readPack(path: string): Promise<Map<string, KeptRecord>> {
  const records = new Map<string, KeptRecord>();
  try {
    for await (const line of readJsonLines(unpack(path), lineMaxBytes)) {
      if (line === "") continue;
      const kept = line === undefined ? undefined : tryParseKept(line);
      if (kept === undefined) throw new TypeError("a line is no record");
      const { id, ...record } = kept;
      records.set(id, record);
    }
    return records;
  } catch (cause) {
    throw corruptPack(
      path,
      systemErrorCode(cause) === "ENOENT" ? "it is missing" : describeCause(cause),
      cause,
    );
  }
}

/** The error for a pack that cannot be used. */
export function corruptPack(path: string, why: string, cause?: unknown): FeedsError {
  return new FeedsError("FEEDS_STATE_CORRUPT", {
    message: `Cannot use the records kept in "${path}" as they are damaged: ${why}`,
    hint: "Run `intel update --full` to fetch them again.",
    cause,
  });
}

async function* unpack(path: string): AsyncGenerator<Buffer, void, undefined> {
  const source = createReadStream(path);
  const stream = source.pipe(createGunzip());
  // The stream that is read is the one that has to fail.
  source.on("error", (error) => stream.destroy(error));
  let total = 0;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("a stream of bytes holds something else");
    total += chunk.length;
    if (total > packMaxBytes) throw new RangeError(`it unpacks to over ${packMaxBytes} bytes`);
    yield chunk;
  }
}

async function writeCompressed(path: string, records: ReadonlyMap<string, KeptRecord>): Promise<PackFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  const handle = await open(path, "w", 0o600);
  try {
    for await (const chunk of Readable.from(linesOf(records), { objectMode: false }).pipe(
      createGzip({ level: 6 }),
    )) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError("a compressed stream holds bytes");
      hash.update(chunk);
      bytes += chunk.length;
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest("hex") };
}

function* linesOf(records: ReadonlyMap<string, KeptRecord>): Generator<Buffer, void, undefined> {
  const ids = [...records.keys()].sort();
  for (let start = 0; start < ids.length; start += linesPerChunk) {
    const lines = ids.slice(start, start + linesPerChunk).map((id) => records.get(id)?.line ?? "");
    yield Buffer.from(`${lines.join("\n")}\n`);
  }
}
