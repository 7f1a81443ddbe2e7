import type { ArchiveEntry } from "@lockkeeper/archive";

import { placesOf } from "../disk/places.ts";
import type { World } from "../world.ts";

/** A package that another one depends on, as npm would install it beside. */
export interface DependencyPackage {
  readonly name: string;
  readonly tarball: Uint8Array;
}

/** Dependencies with their files. */
export interface DependencyFiles {
  readonly name: string;
  readonly entries: readonly ArchiveEntry[];
}

/** Of these no more is read, as a package could name thousands. */
const packageMaxCount = 200;
const nameGrammar = /^(?:@[\w.~-]+\/)?[\w.~-]+$/;

/** Reads the tarballs of dependencies. Throws `ARCHIVE_*` errors for what is none. */
export async function readDependencies(
  packages: readonly DependencyPackage[],
  readEntries: (tarball: Uint8Array) => Promise<readonly ArchiveEntry[]>,
): Promise<readonly DependencyFiles[]> {
  const read: DependencyFiles[] = [];
  for (const { name, tarball } of packages.slice(0, packageMaxCount)) {
    if (!nameGrammar.test(name) || /^\.+$/.test(name)) continue;
    read.push({ name, entries: await readEntries(tarball) });
  }
  return read;
}

/** Where the files of dependencies are in the project of a world. */
export function placeDependencies(
  dependencies: readonly DependencyFiles[],
  { platform, project }: World,
): readonly (readonly [place: string, bytes: Uint8Array])[] {
  const places = placesOf(platform);
  const folder = places.join(project, "node_modules");
  return dependencies.flatMap(({ name, entries }) =>
    entries.map(({ path, bytes }) => [places.join(places.join(folder, name), path), bytes] as const),
  );
}
