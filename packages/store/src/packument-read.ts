import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

import { systemErrorCode } from "@lockkeeper/core";

import type { CachedPackument, PackumentHeader, PackumentId } from "./packument-file.ts";
import { headerMaxBytes, tryParsePackumentFile, tryParsePackumentHeader } from "./packument-file.ts";

/** What is at a path. A file that its writer has not finished is absent. */
export type FoundPackument =
  | { readonly kind: "absent" }
  | { readonly kind: "damaged" }
  | { readonly kind: "sound"; readonly packument: CachedPackument };

/** The beginning of a file. */
export interface PackumentHead {
  /** `undefined` when it is damaged, or not written yet. */
  readonly header: PackumentHeader | undefined;
  readonly fileBytes: number;
  /** When the upstream sent or confirmed the document. */
  readonly fetchedAt: number;
}

/** A file's own time differs by more than this from its birth once a confirmation was noted in it. Milliseconds. */
const birthToleranceMs = 2000;

/** Reads a document, with when the upstream confirmed it last. */
export async function readPackument(path: string, id: PackumentId): Promise<FoundPackument> {
  const found = await unlessGone(path, async (handle) => ({
    confirmedAt: await readConfirmation(handle),
    file: await handle.readFile(),
  }));
  if (found === undefined) return { kind: "absent" };
  const { file, confirmedAt } = found;
  const packument = await tryParsePackumentFile(file, id);
  if (packument !== undefined) {
    const fetchedAt = confirmedAt ?? packument.fetchedAt;
    return { kind: "sound", packument: { ...packument, fetchedAt } };
  }
  return { kind: isUnfinished(file) ? "absent" : "damaged" };
}

/** Reads the beginning of a file; `undefined` when there is none. */
export async function readPackumentHead(path: string): Promise<PackumentHead | undefined> {
  return await unlessGone(path, async (handle) => {
    const { size } = await handle.stat();
    const confirmedAt = await readConfirmation(handle);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerMaxBytes), 0, headerMaxBytes, 0);
    const header = tryParsePackumentHeader(buffer.subarray(0, bytesRead));
    return { header, fileBytes: size, fetchedAt: confirmedAt ?? header?.fetchedAt ?? 0 };
  });
}

/** Whether the file ends before it should: it is being written, or its writer was killed. */
function isUnfinished(file: Buffer): boolean {
  if (file.length < headerMaxBytes && !file.includes("\n")) return true;
  const header = tryParsePackumentHeader(file);
  return header?.encoding === "identity" && file.length < header.end + header.bytes;
}

/**
 * When the upstream confirmed the document after it was written, as the file's own time says: one that differs from
 * the file's birth was set. Where a file system knows no birth, the time of the last change stands for it.
 */
async function readConfirmation(handle: FileHandle): Promise<number | undefined> {
  const { mtimeMs, birthtimeMs } = await handle.stat();
  return Math.abs(mtimeMs - birthtimeMs) > birthToleranceMs ? Math.round(mtimeMs) : undefined;
}

async function unlessGone<Result>(
  path: string,
  work: (handle: FileHandle) => Promise<Result>,
): Promise<Result | undefined> {
  try {
    const handle = await open(path);
    try {
      return await work(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
