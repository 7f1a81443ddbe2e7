import { rm, stat, utimes } from "node:fs/promises";

import type { Clock, Logger } from "@lockkeeper/core";
import { systemErrorCode } from "@lockkeeper/core";

import type { BlobDigests } from "./blob-digest.ts";
import { digestFile } from "./blob-digest.ts";
import type { BlobKey } from "./blob-key.ts";
import { pathOfKey, renderKey } from "./blob-key.ts";
import type { DataFolder } from "./data-folder.ts";
import { setAside } from "./temporary.ts";

/** Checks files of the cache against their names. */
export interface BlobVerifier {
  /**
   * The digests of the file with that SHA-512, which has the asked hash too; `undefined` when there is none. A file
   * that was checked is not read again until it changes on disk; a damaged one is moved aside and logged.
   */
  verify(target: BlobKey, asked: BlobKey): Promise<BlobDigests | undefined>;
  /** Reads the file whatever was checked before. */
  reverify(target: BlobKey): Promise<BlobDigests | undefined>;
  /** Notes that the file was just written with these digests. */
  trust(target: BlobKey, digests: BlobDigests): Promise<void>;
}

interface Checked {
  /** Size, time of change and inode: what changes when somebody else writes the file. */
  readonly fingerprint: string;
  readonly digests: BlobDigests;
}

const memoMaxEntries = 100_000;

/** Creates a verifier that remembers, for this process, what it has checked. */
export function createBlobVerifier(
  folder: DataFolder,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): BlobVerifier {
  const checked = new Map<string, Checked>();
  const running = new Map<string, Promise<BlobDigests | undefined>>();

  async function verify(target: BlobKey, asked: BlobKey): Promise<BlobDigests | undefined> {
    const known = checked.get(target.hex);
    if (known?.digests.matches([asked])) {
      const fingerprint = await readFingerprint(pathOfKey(folder.tarballFolder, target));
      if (fingerprint === known.fingerprint) return known.digests;
    }
    const digests = await checkOnce(target, asked);
    return digests?.matches([asked]) ? digests : undefined;
  }

  /** Many clients ask for the same tarball at once after a start. */
  function checkOnce(target: BlobKey, asked: BlobKey): Promise<BlobDigests | undefined> {
    const key = `${target.hex} ${asked.algorithm}`;
    const started = running.get(key);
    if (started !== undefined) return started;
    const check = checkFile(target, asked).finally(() => running.delete(key));
    running.set(key, check);
    return check;
  }

  async function checkFile(target: BlobKey, asked: BlobKey): Promise<BlobDigests | undefined> {
    const path = pathOfKey(folder.tarballFolder, target);
    try {
      const digests = await digestFile(path, [asked]);
      if (digests.sha512 === target.hex) {
        await trust(target, digests);
        return digests;
      }
      await discard(path, target, digests);
      return undefined;
    } catch (error) {
      if (systemErrorCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  async function discard(path: string, target: BlobKey, digests: BlobDigests): Promise<void> {
    checked.delete(target.hex);
    const aside = await setAside(path, folder.corruptFolder, clock.now());
    logger.log("error", {
      code: "STORE_BLOB_CORRUPT",
      message: "A tarball of the cache was damaged and is set aside; it will be fetched again",
      fields: { expected: renderKey(target), size: digests.size, aside },
    });
  }

  async function trust(target: BlobKey, digests: BlobDigests): Promise<void> {
    const path = pathOfKey(folder.tarballFolder, target);
    await noteUse(path, clock.now());
    const fingerprint = await readFingerprint(path);
    if (fingerprint === undefined) return;
    if (checked.size >= memoMaxEntries) checked.clear();
    checked.set(target.hex, { fingerprint, digests });
  }

  return { verify, reverify: (target) => checkFile(target, target), trust };
}

/** Sets the time of last use once per process; file systems record it late or never. Eviction goes by it. */
async function noteUse(path: string, at: number): Promise<void> {
  const { mtime } = await stat(path);
  await utimes(path, new Date(at), mtime);
}

async function readFingerprint(path: string): Promise<string | undefined> {
  try {
    const { size, mtimeNs, ino } = await stat(path, { bigint: true });
    return `${size} ${mtimeNs} ${ino}`;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Removes a file if it is there; returns whether it was. */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await rm(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}
