import { createHash } from "node:crypto";
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { entryNames } from "./machine-model.ts";
import type { MachineModel } from "./machine-model.ts";
import type { Photograph } from "./photograph.ts";

const fileName = "photograph";
const fileMaxBytes = 64 * 1024 * 1024;
const digestBytes = 32;
const wordBytes = 4;
/** The digest, where the bridge is, where each entry is, and how many parts there are. */
const headBytes = digestBytes + wordBytes * (2 + entryNames.length);
const partMaxCount = 10_000;

/**
 * Reads the model that was kept under a key. Answers nothing where there is none, where it is of other parts, damaged, or cannot
 * be read: it is made anew then. Security: its digest tells damage and other versions, not who wrote it. Whoever may write into the
 * user's own folder can have another guest run, within the engine and its bounds, and can change kept answers as well.
 */
export function tryReadModel(folder: string, key: string): MachineModel | undefined {
  const bytes = tryReadFile(join(folder, fileName));
  if (bytes === undefined || bytes.length <= headBytes) return undefined;
  const body = bytes.subarray(digestBytes);
  if (!digestOf(key, body).equals(bytes.subarray(0, digestBytes))) return undefined;
  const entries = entryNames.map(
    (name, index) => [name, body.readUInt32LE(wordBytes * (index + 1))] as const,
  );
  return {
    bridge: body.readUInt32LE(0),
    entries: new Map(entries),
    photograph: readPhotograph(bytes),
  };
}

/** Of what the digest vouches for: where each part is and how long, then all their bytes. */
function readPhotograph(file: Buffer): Photograph {
  const count = Math.min(partMaxCount, file.readUInt32LE(headBytes - wordBytes));
  let from = headBytes + 2 * wordBytes * count;
  const parts = Array.from({ length: count }, (_, index) => {
    const place = headBytes + 2 * wordBytes * index;
    const [at, length] = [file.readUInt32LE(place), file.readUInt32LE(place + wordBytes)];
    const bytes = file.subarray(from, from + length);
    from += length;
    return { at, bytes };
  });
  const last = parts.at(-1);
  return { parts, length: last === undefined ? 0 : last.at + last.bytes.length };
}

/** Keeps a model for the next process. Where that cannot be done, the next one makes it itself. */
export function keepModel(folder: string, key: string, { photograph, bridge, entries }: MachineModel): void {
  const { parts } = photograph;
  const head = Buffer.alloc(headBytes + 2 * wordBytes * parts.length);
  head.writeUInt32LE(parts.length, headBytes - wordBytes);
  for (const [index, part] of parts.entries()) {
    head.writeUInt32LE(part.at, headBytes + 2 * wordBytes * index);
    head.writeUInt32LE(part.bytes.length, headBytes + 2 * wordBytes * index + wordBytes);
  }
  const bytes = Buffer.concat([head, ...parts.map((part) => part.bytes)]);
  bytes.writeUInt32LE(bridge, digestBytes);
  for (const [index, name] of entryNames.entries()) {
    bytes.writeUInt32LE(entries.get(name) ?? 0, digestBytes + wordBytes * (index + 1));
  }
  digestOf(key, bytes.subarray(digestBytes)).copy(bytes);
  const path = join(folder, fileName);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Two who write at once leave one of theirs, or what its digest refuses.
    writeFileSync(`${path}.new`, bytes, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
  }
}

function digestOf(key: string, body: Uint8Array): Buffer {
  return createHash("sha256").update(`${key}\n`).update(body).digest();
}

function tryReadFile(path: string): Buffer | undefined {
  try {
    const file = openSync(path, "r");
    try {
      const stats = fstatSync(file);
      return stats.isFile() && stats.size <= fileMaxBytes ? readFileSync(file) : undefined;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}
