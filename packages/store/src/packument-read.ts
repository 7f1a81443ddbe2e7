import { readFile, stat } from "node:fs/promises";

import { systemErrorCode } from "@lockkeeper/core";

import type { CachedPackument, PackumentId } from "./packument-file.ts";
import { tryParsePackumentFile } from "./packument-file.ts";

/** What is at a path. */
export type FoundPackument =
  | { readonly kind: "absent" }
  | { readonly kind: "damaged" }
  | { readonly kind: "sound"; readonly packument: CachedPackument };

/** Reads a document; the file's own time says when the upstream confirmed it last. */
export async function readPackument(path: string, id: PackumentId): Promise<FoundPackument> {
  let file: Buffer;
  let fetchedAt: number;
  try {
    const [bytes, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
    file = bytes;
    fetchedAt = Math.round(mtimeMs);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return { kind: "absent" };
    throw error;
  }
  const packument = await tryParsePackumentFile(file, id);
  return packument === undefined
    ? { kind: "damaged" }
    : { kind: "sound", packument: { ...packument, fetchedAt } };
}
