import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

import { systemErrorCode } from "@lockkeeper/core";

import type { FileDigest } from "../indicator.ts";
import type { DiskReading } from "./read-disk.ts";

/** The digests of a file by the algorithms that indicators use, in lower-case hexadecimal. */
export type FileDigests = ReadonlyMap<FileDigest["algorithm"], string>;

const algorithms: readonly FileDigest["algorithm"][] = ["sha1", "sha256", "sha512"];
const chunkBytes = 262_144;

/** Hashes a regular file piece by piece; `absent` for one that is larger than the bound. */
export function hashFile(path: string, maxBytes: number): DiskReading<FileDigests> {
  try {
    const file = openSync(
      path,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    try {
      const stats = fstatSync(file);
      if (!stats.isFile() || stats.size > maxBytes) return { kind: "absent" };
      return { kind: "read", value: digestsOf(file, maxBytes) };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    return code === "ENOENT" || code === "ELOOP" ? { kind: "absent" } : { kind: "unreadable", code };
  }
}

function digestsOf(file: number, maxBytes: number): FileDigests {
  const hashes = algorithms.map((algorithm) => ({ algorithm, hash: createHash(algorithm) }));
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (let size = 0; size <= maxBytes;) {
    const count = readSync(file, chunk, 0, chunk.length, null);
    if (count === 0) break;
    for (const { hash } of hashes) hash.update(chunk.subarray(0, count));
    size += count;
  }
  return new Map(hashes.map(({ algorithm, hash }) => [algorithm, hash.digest("hex")]));
}
