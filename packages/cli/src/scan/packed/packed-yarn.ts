import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { LockkeeperError, tryParseIntegrity } from "@lockkeeper/core";
import { readYarnArchive } from "@lockkeeper/lockfile";
import type { GraphPackage } from "@lockkeeper/lockfile";

import { isIntact } from "../npm-cache.ts";
import { tryReadFile } from "../try-read-file.ts";
import { fileOfBytes } from "./packed-package.ts";
import type { PackedPackage, PackedPackages } from "./packed-package.ts";
import { tryReadTarball } from "./packed-tarball.ts";
import type { YarnArchives } from "./yarn-archives.ts";

const contentMaxBytes = 200_000_000;
const cacheVersions = ["v6", "v5", "v4"] as const;

/** The tarballs that Yarn 1 keeps in its cache, once their bytes are those of the lockfile's hash. */
export function openPackedYarnClassic(cache: string): PackedPackages {
  return {
    async find(locked) {
      for (const version of cacheVersions) {
        for (const folder of foldersOf(locked)) {
          const path = join(
            cache,
            version,
            folder,
            "node_modules",
            ...locked.name.split("/"),
            ".yarn-tarball.tgz",
          );
          if (!existsSync(path)) continue;
          const bytes = await tryReadFile(path, contentMaxBytes);
          if (bytes !== undefined && isOfLock(bytes, locked)) return tryReadTarball(bytes);
        }
      }
      return undefined;
    },
  };
}

/** Yarn 1 names a folder by the package and the SHA-1 in the address. */
function foldersOf({ name, version, resolved }: GraphPackage): readonly string[] {
  const hash = /#([0-9a-f]{40})$/.exec(resolved ?? "")?.[1];
  if (hash === undefined || !/^[\w.@/+-]{1,300}$/.test(`${name}${version}`) || name.includes("..")) return [];
  const folder = `npm-${name.replaceAll(/[^@a-z0-9]{1,300}/g, "-")}-${version}-${hash}`;
  return [`${folder}-integrity`, folder];
}

function isOfLock(bytes: Buffer, { integrity, resolved }: GraphPackage): boolean {
  if (integrity !== undefined && tryParseIntegrity(integrity) !== undefined)
    return isIntact(bytes, integrity);
  return resolved?.endsWith(`#${createHash("sha1").update(bytes).digest("hex")}`) === true;
}

/** The archives that Yarn 2 and later keep, once their bytes are those of the lockfile's checksum. */
export function openPackedYarnBerry(archives: YarnArchives): PackedPackages {
  return {
    async find(locked): Promise<PackedPackage | undefined> {
      const bytes = await archives.bytesOf(locked);
      if (bytes === undefined) return undefined;
      try {
        const files = readYarnArchive(locked.name, bytes);
        return { kind: "listed", files: files.map((file) => fileOfBytes(file.path, file.bytes)) };
      } catch (error) {
        // What cannot be read cannot be compared; the checksum vouches for it all the same.
        if (error instanceof LockkeeperError) return undefined;
        throw error;
      }
    },
  };
}
