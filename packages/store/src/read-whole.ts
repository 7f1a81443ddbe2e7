import { close, closeSync, fstatSync, open, openSync, read, readSync } from "node:fs";
import { promisify } from "node:util";

import { systemErrorCode } from "@lockkeeper/core";

import { renderFingerprint } from "./fingerprint.ts";

const openDescriptor = promisify(open);
const readDescriptor = promisify(read);
const closeDescriptor = promisify(close);

/** The bytes of a file whose size is known, in the fewest steps; fewer or one more when it has another size by now. */
export async function readWhole(path: string, size: number): Promise<Buffer> {
  const descriptor = await openDescriptor(path, "r");
  try {
    const bytes = Buffer.allocUnsafeSlow(size + 1);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await readDescriptor(descriptor, bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await closeDescriptor(descriptor);
  }
}

/**
 * The bytes of a file on the thread that calls, if it has that size and is the one with this fingerprint after it was
 * read, so that nobody wrote it meanwhile; `undefined` for any other file and for none.
 */
export function readUnchangedNow(path: string, size: number, fingerprint: string): Buffer | undefined {
  const descriptor = tryOpenNow(path);
  if (descriptor === undefined) return undefined;
  try {
    const bytes = Buffer.allocUnsafe(size);
    let length = 0;
    while (length < size) {
      const bytesRead = readSync(descriptor, bytes, length, size - length, length);
      if (bytesRead === 0) return undefined;
      length += bytesRead;
    }
    return renderFingerprint(fstatSync(descriptor, { bigint: true })) === fingerprint ? bytes : undefined;
  } finally {
    closeSync(descriptor);
  }
}

function tryOpenNow(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
