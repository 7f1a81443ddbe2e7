import { readArchive } from "@lockkeeper/archive";
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
export function readDependencies(packages: readonly DependencyPackage[]): readonly DependencyFiles[] {
  return packages
    .slice(0, packageMaxCount)
    .filter(({ name }) => nameGrammar.test(name) && !/^\.+$/.test(name))
    .map(({ name, tarball }) => ({ name, entries: readArchive(tarball).entries }));
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
