import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";

import { readArchive } from "@lockkeeper/archive";
import { LockkeeperError, tryParseIntegrity } from "@lockkeeper/core";
import { yarnChecksumOf } from "@lockkeeper/lockfile";

const unpackedMaxBytes = 500_000_000;

/**
 * The checksum that Yarn 4 would lock of a tarball, once its bytes are those of the registry's hash; `undefined` for other
 * bytes, and for archives of a form that Yarn may read in another way: with folders of their own, links, paths that come
 * twice or lead elsewhere. Yarn writes the line itself then.
 */
export function checksumOfTarball(name: string, tarball: Uint8Array, integrity: string): string | undefined {
  const [hash] = tryParseIntegrity(integrity) ?? [];
  if (hash === undefined) return undefined;
  if (createHash(hash.algorithm).update(tarball).digest("base64") !== hash.digest) return undefined;
  try {
    const { entries, anomalies, isPartial } = readArchive(tarball);
    const isPlain = !isPartial && anomalies.every(({ kind }) => harmless.has(kind));
    if (!isPlain || hasFolders(gunzipSync(tarball, { maxOutputLength: unpackedMaxBytes }))) return undefined;
    const files = entries.map(({ path, bytes, mode }) => ({
      path,
      bytes,
      isExecutable: (mode & 0o111) !== 0,
    }));
    return yarnChecksumOf(name, files);
  } catch (error) {
    // What cannot be read has no checksum of ours.
    if (error instanceof LockkeeperError || error instanceof RangeError || isZlibError(error))
      return undefined;
    throw error;
  }
}

const harmless: ReadonlySet<string> = new Set(["executable-bit", "odd-time"]);

function isZlibError(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}

const block = 512;
const folderType = "5".charCodeAt(0);

/** Whether an archive names folders: Yarn makes them in that order, which the list of files does not tell. */
function hasFolders(tar: Uint8Array): boolean {
  const text = Buffer.from(tar.buffer, tar.byteOffset, tar.byteLength);
  for (let at = 0; at + block <= text.length && text[at] !== 0;) {
    if (text[at + 156] === folderType) return true;
    const size = Number.parseInt(text.toString("latin1", at + 124, at + 136), 8);
    if (!Number.isSafeInteger(size) || size < 0) return true;
    at += block + Math.ceil(size / block) * block;
  }
  return false;
}
