import { createHash } from "node:crypto";
import { join } from "node:path";

import { listYarnSlugs, tryYarnSlug } from "@lockkeeper/lockfile";
import type { DependencyGraph, GraphPackage } from "@lockkeeper/lockfile";

import { tryListFolder, tryReadFile } from "../try-read-file.ts";

/** The archives of Yarn 2 and later in one folder after another. */
export interface YarnArchives {
  /** The bytes of a package's archive, checked against the lockfile; `undefined` where there is none, or another. */
  bytesOf(locked: GraphPackage): Promise<Buffer | undefined>;
}

const archiveMaxBytes = 500_000_000;
const archiveName = /^(.{1,300}-[0-9a-f]{10})-([0-9a-z]{1,20})\.zip$/;

/** Opens folders of archives. Names are listed once. */
export function openYarnArchives(folders: readonly string[]): YarnArchives {
  let listed: Promise<ReadonlyMap<string, readonly string[]>> | undefined;
  return {
    async bytesOf(locked) {
      const slug = tryYarnSlug(locked);
      const checksum = checksumOf(locked);
      if (slug === undefined || checksum === undefined) return undefined;
      listed ??= listArchives(folders);
      for (const path of (await listed).get(slug) ?? []) {
        const bytes = await tryReadFile(path, archiveMaxBytes);
        if (bytes !== undefined && digestOf(bytes) === checksum) return bytes;
      }
      return undefined;
    },
  };
}

/** An archive that is not what the lockfile says. */
export interface ChangedArchive {
  /** The file's name in the folder. */
  readonly name: string;
  /** Index into the lockfile's packages. */
  readonly package: number;
}

/**
 * Compares the archives that a project carries with the lockfile's checksums, as far as their names say that they are the
 * locked ones.
 */
export async function compareArchives(
  folder: string,
  graph: DependencyGraph,
): Promise<readonly ChangedArchive[]> {
  const slugs = listYarnSlugs(graph);
  const indexes = new Map(graph.packages.map((each, index) => [each, index] as const));
  const changed: ChangedArchive[] = [];
  for (const name of (await tryListFolder(folder)).map((entry) => entry.name).toSorted()) {
    const [, slug = "", suffix = ""] = archiveName.exec(name) ?? [];
    const locked = slugs.get(slug);
    const index = locked === undefined ? undefined : indexes.get(locked);
    if (locked === undefined || index === undefined || !isLockedArchive(locked, suffix)) continue;
    const bytes = await tryReadFile(join(folder, name), archiveMaxBytes);
    if (bytes !== undefined && digestOf(bytes) !== checksumOf(locked)) changed.push({ name, package: index });
  }
  return changed;
}

/** An archive of another configuration, or of another state of the lockfile, says so at the end of its name. */
function isLockedArchive(locked: GraphPackage, suffix: string): boolean {
  const checksum = checksumOf(locked);
  if (checksum === undefined) return false;
  return checksum.startsWith(suffix) || locked.integrity?.startsWith(`${suffix}/`) === true;
}

/** The digits of a checksum, behind the key of the cache that it is of. */
function checksumOf({ integrity }: GraphPackage): string | undefined {
  return /^(?:[0-9a-z]{1,20}\/)?([0-9a-f]{128})$/.exec(integrity ?? "")?.[1];
}

function digestOf(bytes: Buffer): string {
  return createHash("sha512").update(bytes).digest("hex");
}

async function listArchives(folders: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const folder of folders) {
    for (const { name } of await tryListFolder(folder)) {
      const slug = archiveName.exec(name)?.[1];
      if (slug === undefined) continue;
      const known = found.get(slug);
      if (known === undefined) found.set(slug, [join(folder, name)]);
      else known.push(join(folder, name));
    }
  }
  return found;
}
