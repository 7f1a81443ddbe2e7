import { closeSync, mkdirSync, openSync, rmSync, writevSync } from "node:fs";
import { dirname } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import type { NewPackument, PackumentId } from "./packument-file.ts";
import { renderPackumentFile } from "./packument-file.ts";
import { writeWholeNow } from "./temporary.ts";

/** Where a document goes, as plain data for any thread. */
export interface PackumentPlace {
  readonly id: PackumentId;
  readonly path: string;
  readonly temporaryFolder: string;
}

/**
 * Writes a document's file on the thread that calls. The first one of a package goes straight to its place: a reader
 * takes one that is shorter than its header says for absent, whether it is under way or was left by a process that was
 * killed. A later one replaces the file as a whole.
 */
export function writePackumentFile({ id, path, temporaryFolder }: PackumentPlace, value: NewPackument): void {
  const parts = renderPackumentFile(id, value);
  const descriptor = openNew(path);
  if (descriptor !== undefined) {
    writeAll(descriptor, path, parts);
    return;
  }
  writeWholeNow(temporaryFolder, path, Buffer.concat(parts));
}

/** A descriptor of a file that was not there; `undefined` when it is. */
function openNew(path: string): number | undefined {
  try {
    return openSync(path, "wx", 0o600);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "EEXIST") return undefined;
    if (code !== "ENOENT") throw error;
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return openSync(path, "wx", 0o600);
}

function writeAll(descriptor: number, path: string, parts: readonly Buffer[]): void {
  try {
    let left = parts;
    while (left.length > 0) left = withoutFirst(left, writevSync(descriptor, left));
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
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
