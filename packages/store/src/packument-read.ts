import { open } from "node:fs/promises";

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
  const found = await readDocument(path);
  if (found === undefined) return { kind: "absent" };
  const { file, fetchedAt } = found;
  const packument = await tryParsePackumentFile(file, id);
  return packument === undefined
    ? { kind: "damaged" }
    : { kind: "sound", packument: { ...packument, fetchedAt } };
}

async function readDocument(
  path: string,
): Promise<{ readonly file: Buffer; readonly fetchedAt: number } | undefined> {
  try {
    // Most packages that are asked for first are not there, which the first step says. The others are of one file,
    // even when another takes its place.
    const handle = await open(path);
    try {
      const { mtimeMs } = await handle.stat();
      return { file: await handle.readFile(), fetchedAt: Math.round(mtimeMs) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
