import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
} from "node:fs";
import type { Dirent, Stats } from "node:fs";

import { systemErrorCode } from "@lockkeeper/core";

/** A reading of something that may not be there, or may not be read. */
export type DiskReading<Value> =
  | { readonly kind: "read"; readonly value: Value }
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly code: string };

const absentCodes = new Set(["ENOENT", "ENOTDIR", "ESRCH", "ELOOP", "EISDIR"]);
const chunkBytes = 65_536;
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads the beginning of a regular file. Links are not followed, pipes and devices not waited for. */
export function readStart(path: string, maxBytes: number): DiskReading<Buffer> {
  return attempt(() => {
    const file = openSync(path, openFlags);
    try {
      return fstatSync(file).isFile() ? readUpTo(file, maxBytes) : undefined;
    } finally {
      closeSync(file);
    }
  });
}

/** Reads a text file up to a bound; what is beyond is left out. */
export function readText(path: string, maxBytes: number): DiskReading<string> {
  const reading = readStart(path, maxBytes);
  if (reading.kind !== "read") return reading;
  return { kind: "read", value: reading.value.toString("utf8").replace(/^\uFEFF/, "") };
}

/** The entries of a folder. */
export function readFolder(path: string): DiskReading<readonly Dirent[]> {
  return attempt(() => readdirSync(path, { withFileTypes: true }));
}

/** What a path is, of a link itself. */
export function readStats(path: string): DiskReading<Stats> {
  return attempt(() => lstatSync(path));
}

/** Where a link leads, as it is written. */
export function readLink(path: string): DiskReading<string> {
  return attempt(() => readlinkSync(path));
}

/** The value, or `undefined` where there is none or it may not be read. */
export function valueOf<Value>(reading: DiskReading<Value>): Value | undefined {
  return reading.kind === "read" ? reading.value : undefined;
}

function attempt<Value>(read: () => Value | undefined): DiskReading<Value> {
  try {
    const value = read();
    return value === undefined ? { kind: "absent" } : { kind: "read", value };
  } catch (error) {
    const code = systemErrorCode(error);
    // What is not the system's is a fault of ours.
    if (code === undefined) throw error;
    return absentCodes.has(code) ? { kind: "absent" } : { kind: "unreadable", code };
  }
}

/** Files of `/proc` say that they are empty, so that their size tells nothing. */
function readUpTo(file: number, maxBytes: number): Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  while (size < maxBytes) {
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, maxBytes - size));
    const count = readSync(file, chunk, 0, chunk.length, null);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    size += count;
  }
  return Buffer.concat(chunks, size);
}
