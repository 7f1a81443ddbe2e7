import { readArchive } from "@lockkeeper/archive";
import { LockkeeperError } from "@lockkeeper/core";
import type { GraphPackage } from "@lockkeeper/lockfile";

import type { NpmCache } from "../npm-cache.ts";
import { fileOfBytes } from "./packed-package.ts";
import type { PackedPackage, PackedPackages } from "./packed-package.ts";

/** The packages of npm's cache, by the hashes that are locked. */
export function openPackedNpm(cache: NpmCache): PackedPackages {
  return {
    async find({ integrity }: GraphPackage) {
      const bytes = integrity === undefined ? undefined : await cache.bytesOf(integrity);
      return bytes === undefined ? undefined : tryReadTarball(bytes);
    },
  };
}

/** The files of a tarball; `undefined` for what cannot be read whole, which cannot be compared. */
export function tryReadTarball(bytes: Buffer): PackedPackage | undefined {
  try {
    const archive = readArchive(bytes);
    if (archive.isPartial) return undefined;
    return { kind: "listed", files: archive.entries.map((entry) => fileOfBytes(entry.path, entry.bytes)) };
  } catch (error) {
    // What cannot be read cannot be compared; the hash vouches for it all the same.
    if (error instanceof LockkeeperError) return undefined;
    throw error;
  }
}
