import { close, open, writev } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";

import { systemErrorCode } from "@lockkeeper/core";

import { writeWhole } from "./temporary.ts";

// Plain descriptors: the handles of node:fs/promises cost the main thread twice as much for a file.
const openDescriptor = promisify(open);
const writeParts = promisify(writev);
const closeDescriptor = promisify(close);

/**
 * Writes a document's file. The first one of a package goes straight to its place: a reader takes one that is shorter
 * than its header says for absent, whether it is under way or was left by a process that was killed. A later one
 * replaces the file as a whole.
 */
export async function writePackumentFile(
  temporaryFolder: string,
  path: string,
  parts: readonly Buffer[],
): Promise<void> {
  const descriptor = await openNew(path);
  if (descriptor === undefined) {
    await writeWhole(temporaryFolder, path, Buffer.concat(parts));
    return;
  }
  try {
    await writeAll(descriptor, parts);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await closeDescriptor(descriptor);
  }
}

/** A descriptor of a file that was not there; `undefined` when it is. */
async function openNew(path: string): Promise<number | undefined> {
  try {
    return await openDescriptor(path, "wx", 0o600);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "EEXIST") return undefined;
    if (code !== "ENOENT") throw error;
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  return await openDescriptor(path, "wx", 0o600);
}

async function writeAll(descriptor: number, parts: readonly Buffer[]): Promise<void> {
  let left = parts;
  while (left.length > 0) {
    const { bytesWritten } = await writeParts(descriptor, left);
    left = withoutFirst(left, bytesWritten);
  }
}

/** What is left to write after so many bytes; a disk that is nearly full takes a part. */
function withoutFirst(parts: readonly Buffer[], bytes: number): readonly Buffer[] {
  let written = bytes;
  return parts.flatMap((part) => {
    const done = Math.min(written, part.length);
    written -= done;
    return done < part.length ? [part.subarray(done)] : [];
  });
}
