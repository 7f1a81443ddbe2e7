import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

import type { Clock, Logger } from "@lockkeeper/core";
import { limits, systemErrorCode } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import type { SightedManifest } from "./sighting.ts";
import { setAside, writeWhole } from "./temporary.ts";

/** A version with its manifest. */
export type PackedManifest = Pick<SightedManifest, "version" | "manifest">;

/** Manifests of several versions in one compressed file, named by its own hash: alike texts compress well together. */
export interface ManifestPacks {
  /** Writes a pack and returns its digest. */
  write(manifests: readonly PackedManifest[]): Promise<string>;
  /** The manifest of a version in a pack; `undefined` when the pack is gone or damaged, which is logged. */
  read(digest: string, version: string): Promise<string | undefined>;
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const newline = 0x0a;

/** Creates the packs of a data folder. */
export function createManifestPacks(
  folder: DataFolder,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): ManifestPacks {
  function pathOf(digest: string): string {
    return join(folder.snapshotFolder, digest.slice(0, 2), `${digest}.gz`);
  }

  async function write(manifests: readonly PackedManifest[]): Promise<string> {
    const bytes = await compress(layOutPack(manifests));
    const digest = createHash("sha256").update(bytes).digest("hex");
    await writeWhole(folder.temporaryFolder, pathOf(digest), bytes);
    return digest;
  }

  async function read(digest: string, version: string): Promise<string | undefined> {
    const path = pathOf(digest);
    let bytes: Buffer;
    try {
      bytes = await readFile(path);
    } catch (error) {
      if (systemErrorCode(error) !== "ENOENT") throw error;
      report("The pack of a manifest is missing", { path });
      return undefined;
    }
    if (createHash("sha256").update(bytes).digest("hex") !== digest) {
      const target = await setAside(path, folder.corruptFolder, clock.now());
      report("The pack of a manifest was damaged and is set aside", { path, target });
      return undefined;
    }
    // The digest shows that these are our own bytes, so what they hold is well-formed.
    const pack = await decompress(bytes, { maxOutputLength: limits.packumentMaxBytes * 2 });
    return findInPack(pack, version);
  }

  function report(message: string, fields: Readonly<Record<string, unknown>>): void {
    logger.log("error", { code: "STORE_SNAPSHOT_CORRUPT", message, fields });
  }

  return { write, read };
}

/** A line of JSON with each version and its length in bytes, then the manifests one after the other. */
function layOutPack(manifests: readonly PackedManifest[]): Buffer {
  const bodies = manifests.map(({ manifest }) =>
    typeof manifest === "string" ? Buffer.from(manifest) : manifest,
  );
  const index = manifests.map(({ version }, position) => [version, bodies[position]?.length ?? 0]);
  return Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...bodies]);
}

function findInPack(pack: Buffer, version: string): string | undefined {
  const end = pack.indexOf(newline);
  // Written by `layOutPack`, as the digest shows.
  const index = JSON.parse(pack.toString("utf8", 0, end)) as readonly (readonly [string, number])[];
  let start = end + 1;
  for (const [name, length] of index) {
    if (name === version) return pack.toString("utf8", start, start + length);
    start += length;
  }
  return undefined;
}
