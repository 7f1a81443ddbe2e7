import { existsSync } from "node:fs";
import { join } from "node:path";

import type { GraphPackage } from "@lockkeeper/lockfile";

import { listFilesBelow } from "../list-files-below.ts";
import { tryReadFile } from "../try-read-file.ts";
import type { PackedFile, PackedPackages } from "./packed-package.ts";
import { fileOfBytes } from "./packed-package.ts";

const fileMaxBytes = 200_000_000;

/**
 * The packages that Bun keeps unpacked. It links them into projects where it can: what was written into the file itself
 * is changed here as well, and cannot be told.
 */
export function openPackedBun(cache: string): PackedPackages {
  return {
    async find(locked) {
      const folder = folderOf(cache, locked);
      if (folder === undefined || !existsSync(folder)) return undefined;
      const files: PackedFile[] = [];
      for (const path of await listFilesBelow(folder)) {
        const bytes = await tryReadFile(join(folder, ...path.split("/")), fileMaxBytes);
        if (bytes === undefined) return undefined;
        files.push(fileOfBytes(path, bytes));
      }
      return { kind: "listed", files };
    },
  };
}

/** Packages of npm's own registry alone: those of others have its host's name in theirs. */
function folderOf(cache: string, { name, version }: GraphPackage): string | undefined {
  if (!/^(?:@[\w.-]{1,214}\/)?[\w.-]{1,214}$/.test(name) || !/^[\w.+-]{1,200}$/.test(version))
    return undefined;
  const folder = `${name}@${version}@@@1`;
  return folder.includes("..") ? undefined : join(cache, ...folder.split("/"));
}
