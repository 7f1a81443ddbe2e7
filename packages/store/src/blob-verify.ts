import { createReadStream, existsSync, stat } from "node:fs";
import { rm, utimes } from "node:fs/promises";
import { promisify } from "node:util";

import type { Clock, Logger } from "@lockkeeper/core";
import { systemErrorCode } from "@lockkeeper/core";

import type { BlobDigests } from "./blob-digest.ts";
import { createBlobDigester, digestBytes, hasHash, mergeDigests } from "./blob-digest.ts";
import type { BlobKey } from "./blob-key.ts";
import { pathOfKey, renderKey } from "./blob-key.ts";
import type { BlobMemory } from "./blob-memory.ts";
import type { DataFolder } from "./data-folder.ts";
import { renderFingerprint } from "./fingerprint.ts";
import { readUnchangedNow, readWhole } from "./read-whole.ts";
import { createSlowDisk } from "./slow-disk.ts";
import { setAside } from "./temporary.ts";

/** Checks files of the cache against their names. */
export interface BlobVerifier {
  /**
   * The digests of the file with that SHA-512, which has the asked hash too; `undefined` when there is none. A file
   * that was checked is not read again until it changes on disk; a damaged one is moved aside and logged. What the
   * memory holds of a file is that file's while this says so.
   */
  verify(target: BlobKey, asked: BlobKey): Promise<BlobDigests | undefined>;
  /**
   * The digests and the bytes of a small file that was checked before and is unchanged, which has the asked hash too, on
   * the thread that calls; `undefined` when `verify` has to look, also while the disk is slow.
   */
  tryReadNow(target: BlobKey, asked: BlobKey): VerifiedBytes | undefined;
  /** As `verify`, but reads the file too when it was checked long ago. Answers whether it was read. */
  reverify(target: BlobKey): Promise<"missing-or-damaged" | "read" | "known">;
  /** The bytes of a file that was verified; fewer or more when it changed since. */
  read(target: BlobKey, size: number): Promise<Buffer>;
  /** Notes that the file was just written with these digests; its fingerprint is read unless it is known. */
  trust(target: BlobKey, digests: BlobDigests, fingerprint: string | undefined): Promise<void>;
}

/** A verified file as it was read. */
interface VerifiedBytes {
  readonly digests: BlobDigests;
  readonly bytes: Buffer;
}

/** What a verifier works with. */
export interface BlobVerifierOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly memory: BlobMemory;
  /** How often the file is looked at of which memory holds the bytes; once a second unless told. Milliseconds. */
  readonly lookEveryMs?: number;
}

interface Checked {
  readonly fingerprint: string;
  readonly digests: BlobDigests;
  readonly checkedAt: number;
  /** When the file was seen to be as it was, on the clock that never goes back. */
  seenAt: number;
}

const defaultLookEveryMs = 1000;
const memoMaxEntries = 100_000;
/** A disk may forget without anybody writing. */
const recheckAfterMs = 24 * 3_600_000;
/** Up to this size a file is read at once, and stays in memory when there is room. */
const wholeMaxBytes = 1_000_000;
/** Below this size what the system has in its memory is read at once: other threads cost ten times what the reading does. */
export const smallBytes: number = 100_000;
const readBytes = 256 * 1024;
const statOf = promisify(stat);

/** Creates a verifier that remembers, for this process, what it has checked. */
export function createBlobVerifier(folder: DataFolder, options: BlobVerifierOptions): BlobVerifier {
  return new BlobFileVerifier(folder, options);
}

class BlobFileVerifier implements BlobVerifier {
  readonly #folder: DataFolder;
  readonly #options: BlobVerifierOptions;
  readonly #checked = new Map<string, Checked>();
  readonly #running = new Map<string, Promise<BlobDigests | undefined>>();
  readonly #disk = createSlowDisk();

  constructor(folder: DataFolder, options: BlobVerifierOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  async verify(target: BlobKey, asked: BlobKey): Promise<BlobDigests | undefined> {
    const known = this.#checked.get(target.hex);
    if (known !== undefined && hasHash(known.digests, [asked])) {
      if (this.#isAtHand(target, known) || (await this.#isUnchanged(target, known))) return known.digests;
    }
    const digests = await this.#checkOnce(target, asked);
    return digests !== undefined && hasHash(digests, [asked]) ? digests : undefined;
  }

  tryReadNow(target: BlobKey, asked: BlobKey): VerifiedBytes | undefined {
    const known = this.#checked.get(target.hex);
    if (known === undefined || known.digests.size >= smallBytes || !hasHash(known.digests, [asked]))
      return undefined;
    const { digests } = known;
    const begin = performance.now();
    if (this.#disk.isSlow(begin)) return undefined;
    const bytes = readUnchangedNow(this.#pathOf(target), digests.size, known.fingerprint);
    const end = performance.now();
    this.#disk.note(end - begin, end);
    return bytes && { digests, bytes };
  }

  async reverify(target: BlobKey): Promise<"missing-or-damaged" | "read" | "known"> {
    const known = this.#checked.get(target.hex);
    if (known !== undefined && this.#isRecent(known) && (await this.#isUnchanged(target, known)))
      return "known";
    return (await this.#checkOnce(target, target)) === undefined ? "missing-or-damaged" : "read";
  }

  async read(target: BlobKey, size: number): Promise<Buffer> {
    const { memory } = this.#options;
    const held = memory.get(target.hex);
    if (held !== undefined) return held;
    const known = this.#checked.get(target.hex);
    const bytes = await readWhole(this.#pathOf(target), size);
    const isWhole = bytes.length === size && size <= wholeMaxBytes;
    // Unchanged since they were verified, so these are the same bytes.
    if (isWhole && known !== undefined && (await this.#isUnchanged(target, known)))
      memory.set(target.hex, bytes);
    return bytes;
  }

  async trust(target: BlobKey, digests: BlobDigests, fingerprint: string | undefined): Promise<void> {
    const found = fingerprint ?? (await readFingerprint(this.#pathOf(target)))?.fingerprint;
    if (found !== undefined) this.#remember(target, found, digests);
  }

  #isRecent({ checkedAt }: Checked): boolean {
    const ageMs = this.#options.clock.now() - checkedAt;
    return ageMs >= 0 && ageMs < recheckAfterMs;
  }

  /** The bytes in memory are right whatever becomes of the file, so that is looked at now and then only. */
  #isAtHand({ hex }: BlobKey, { seenAt }: Checked): boolean {
    const { memory, lookEveryMs = defaultLookEveryMs } = this.#options;
    return performance.now() - seenAt < lookEveryMs && memory.has(hex);
  }

  async #isUnchanged(target: BlobKey, known: Checked): Promise<boolean> {
    const found = await readFingerprint(this.#pathOf(target));
    if (found?.fingerprint !== known.fingerprint) return false;
    known.seenAt = performance.now();
    return true;
  }

  /** Many clients ask for the same tarball at once after a start. */
  #checkOnce(target: BlobKey, asked: BlobKey): Promise<BlobDigests | undefined> {
    const key = `${target.hex} ${asked.algorithm}`;
    const started = this.#running.get(key);
    if (started !== undefined) return started;
    const check = this.#checkFile(target, asked).finally(() => this.#running.delete(key));
    this.#running.set(key, check);
    return check;
  }

  async #checkFile(target: BlobKey, asked: BlobKey): Promise<BlobDigests | undefined> {
    const { clock, memory } = this.#options;
    const path = this.#pathOf(target);
    memory.delete(target.hex);
    // Of most that is asked for the first time there is none, which the system knows at once.
    if (!existsSync(path)) return undefined;
    try {
      await noteUse(path, clock.now());
      // Before the bytes, so that what is written meanwhile shows at the next look.
      const found = await readFingerprint(path);
      if (found === undefined) return undefined;
      const { digests, bytes } = await readDigests(path, found.size, [asked]);
      if (digests.sha512 !== target.hex) {
        await this.#discard(path, target, digests);
        return undefined;
      }
      this.#remember(target, found.fingerprint, digests);
      if (bytes !== undefined) memory.set(target.hex, bytes);
      return digests;
    } catch (error) {
      if (systemErrorCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  async #discard(path: string, target: BlobKey, digests: BlobDigests): Promise<void> {
    this.#checked.delete(target.hex);
    const aside = await setAside(path, this.#folder.corruptFolder, this.#options.clock.now());
    this.#options.logger.log("error", {
      code: "STORE_BLOB_CORRUPT",
      message: "A tarball of the cache was damaged and is set aside; it will be fetched again",
      fields: { expected: renderKey(target), size: digests.size, aside },
    });
  }

  #remember(target: BlobKey, fingerprint: string, digests: BlobDigests): void {
    const merged = mergeDigests(this.#checked.get(target.hex)?.digests, digests);
    if (this.#checked.size >= memoMaxEntries) this.#checked.clear();
    const checkedAt = this.#options.clock.now();
    this.#checked.set(target.hex, { fingerprint, digests: merged, checkedAt, seenAt: performance.now() });
  }

  #pathOf(target: BlobKey): string {
    return pathOfKey(this.#folder.tarballFolder, target);
  }
}

/** Sets the time of last use once per process; file systems record it late or never. Eviction goes by it. */
async function noteUse(path: string, at: number): Promise<void> {
  const { mtime } = await statOf(path);
  await utimes(path, new Date(at), mtime);
}

interface Fingerprint {
  readonly fingerprint: string;
  readonly size: number;
}

async function readFingerprint(path: string): Promise<Fingerprint | undefined> {
  try {
    const found = await statOf(path, { bigint: true });
    return { fingerprint: renderFingerprint(found), size: Number(found.size) };
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

interface DigestedFile {
  readonly digests: BlobDigests;
  /** Of a small file. */
  readonly bytes: Buffer | undefined;
}

async function readDigests(path: string, size: number, keys: readonly BlobKey[]): Promise<DigestedFile> {
  if (size <= wholeMaxBytes) {
    const bytes = await readWhole(path, size);
    return { digests: digestBytes(bytes, keys), bytes };
  }
  const digester = createBlobDigester(keys);
  for await (const chunk of createReadStream(path, { highWaterMark: readBytes })) {
    // Without an encoding, a file's stream yields buffers only.
    digester.update(chunk as Buffer);
  }
  return { digests: digester.digest(), bytes: undefined };
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
