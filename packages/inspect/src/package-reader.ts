import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";

import { systemErrorCode, tryParseIntegrity } from "@lockkeeper/core";
import type { PackageFacts } from "@lockkeeper/facts";

import { InspectError } from "./errors.ts";
import type { FactsCache } from "./facts-cache.ts";
import type { InspectLimits } from "./limits.ts";
import { packFolder } from "./pack-folder.ts";

/** What the bytes of one package say, and which bytes they were. */
export interface ReadPackage {
  /** `sha512-…` of the tarball; `undefined` for a folder. */
  readonly integrity: string | undefined;
  readonly facts: PackageFacts;
  /** The tarball, where it had to be read now. */
  readonly bytes?: Uint8Array | undefined;
}

/** Turns the bytes of a tarball into facts, in this process or in another thread. Throws ARCHIVE_* errors and its own. */
export type ExtractFacts = (bytes: Uint8Array) => Promise<PackageFacts>;

/** What reading packages needs. */
export interface PackageReaderParts {
  readonly extract: ExtractFacts;
  readonly cache: FactsCache | undefined;
  readonly limits: InspectLimits;
}

/** Reads packages and remembers what their bytes say. */
export interface PackageReader {
  /** Facts of a tarball in memory. */
  readBytes(bytes: Uint8Array): Promise<ReadPackage>;
  /** Facts of a tarball on disk. Throws `INSPECT_UNREADABLE_FILE`, `INSPECT_TOO_LARGE`. */
  readTarball(path: string): Promise<ReadPackage>;
  /** Facts of a folder, which is never remembered. Throws `INSPECT_UNREADABLE_FILE`, `INSPECT_NOT_A_PACKAGE`. */
  readFolder(path: string): Promise<ReadPackage>;
  /**
   * Facts of what a registry promises to have that hash; fetched only when they are not remembered.
   * Throws `INSPECT_WRONG_BYTES` when the bytes are others.
   */
  readPromised(promised: string | undefined, fetch: () => Promise<Uint8Array>): Promise<ReadPackage>;
}

/** Creates a reader. One reading of the same bytes that is under way is shared. */
export function createPackageReader({ extract, cache, limits }: PackageReaderParts): PackageReader {
  const underWay = new Map<string, Promise<ReadPackage>>();

  async function readBytes(bytes: Uint8Array): Promise<ReadPackage> {
    const integrity = integrityOf(bytes);
    return await share(underWay, integrity, async () => {
      const known = await cache?.get(integrity);
      if (known !== undefined) return { integrity, facts: known };
      const facts = await extract(bytes);
      await cache?.set(integrity, facts);
      return { integrity, facts, bytes };
    });
  }

  return {
    readBytes,
    readTarball: async (path) => await readBytes(await readTarballFile(path, limits.tarballMaxBytes)),
    readFolder: async (path) => {
      const bytes = await readPackedFolder(path, limits);
      return { integrity: undefined, facts: await extract(bytes), bytes };
    },
    readPromised: async (promised, fetch) => {
      const key = promised === undefined ? undefined : sha512Of(promised);
      const known = key === undefined ? undefined : await cache?.get(key);
      if (known !== undefined && key !== undefined) return { integrity: key, facts: known };
      const bytes = await fetch();
      if (promised !== undefined) refuseOtherBytes(bytes, promised);
      return await readBytes(bytes);
    },
  };
}

/** Runs a job once for all who ask while it is under way. */
function share<Value>(
  underWay: Map<string, Promise<Value>>,
  key: string,
  job: () => Promise<Value>,
): Promise<Value> {
  const running = underWay.get(key);
  if (running !== undefined) return running;
  const started = job().finally(() => underWay.delete(key));
  underWay.set(key, started);
  return started;
}

/** `sha512-…` of bytes. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

function sha512Of(promised: string): string | undefined {
  const hashes = tryParseIntegrity(promised);
  return hashes?.length === 1 && hashes[0].algorithm === "sha512" ? `sha512-${hashes[0].digest}` : undefined;
}

/** Security: what is judged must be what a client would install. Throws `INSPECT_WRONG_BYTES`. */
export function refuseOtherBytes(bytes: Uint8Array, promised: string): void {
  const hashes = tryParseIntegrity(promised);
  const isSame = hashes?.some(
    ({ algorithm, digest }) => createHash(algorithm).update(bytes).digest("base64") === digest,
  );
  if (isSame === true) return;
  throw new InspectError("INSPECT_WRONG_BYTES", {
    message: `Cannot inspect the tarball as it is not the one that the packument names: it promises ${promised.slice(0, 120)}`,
    hint: "The registry or something on the way changes tarballs; try another registry.",
  });
}

/** The bytes of a tarball on disk. Throws `INSPECT_UNREADABLE_FILE`, `INSPECT_TOO_LARGE`. */
export async function readTarballFile(path: string, maxBytes: number): Promise<Uint8Array> {
  return await guardDisk(path, async () => {
    const stats = await stat(path);
    if (!stats.isFile()) throw unreadable(path, "it is no file", undefined);
    if (stats.size > maxBytes) {
      throw new InspectError("INSPECT_TOO_LARGE", {
        message: `Cannot inspect "${path}" as it is too large: ${stats.size} bytes, at most ${maxBytes}`,
      });
    }
    return await readFile(path);
  });
}

/** A folder as a tarball. Throws `INSPECT_UNREADABLE_FILE`, `INSPECT_NOT_A_PACKAGE`, `INSPECT_TOO_LARGE`. */
export async function readPackedFolder(path: string, limits: InspectLimits): Promise<Uint8Array> {
  return await guardDisk(path, () => packFolder(path, limits));
}

async function guardDisk<Value>(path: string, job: () => Promise<Value>): Promise<Value> {
  try {
    return await job();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined || error instanceof InspectError) throw error;
    throw unreadable(path, code === "ENOENT" ? "there is no such file" : code, error);
  }
}

function unreadable(path: string, why: string, cause: unknown): InspectError {
  return new InspectError("INSPECT_UNREADABLE_FILE", {
    message: `Cannot inspect "${path}" as it cannot be read: ${why}`,
    hint: "Give the path of a package tarball or of a folder with a package.json.",
    cause,
  });
}
