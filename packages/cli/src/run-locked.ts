import type { LockedVersion } from "@lockkeeper/firewall";
import { readLockedPackages } from "@lockkeeper/lockfile";

import { registryOfTarball } from "./run-registries.ts";
import type { StrayTarball } from "./run-registries.ts";

/** A monorepo may hold many lockfiles; more versions than these are not asked for at once. */
const maxVersions = 20_000;

/**
 * The packages that lockfiles take by name, and yet from an address of no known form. A tarball that the project itself
 * names by its address is none of them.
 */
export async function readStrays(folders: readonly string[]): Promise<readonly StrayTarball[]> {
  const found: StrayTarball[] = [];
  for (const folder of folders) {
    const { files } = await readLockedPackages(folder);
    for (const { name, version, kind, resolved } of files.flatMap(({ packages }) => packages)) {
      const isStray =
        kind === "registry" && resolved !== undefined && registryOfTarball(resolved) === undefined;
      if (isStray) found.push({ url: resolved, name, version });
    }
  }
  return found;
}

/** The versions that lockfiles of folders take from registries, each once. A lockfile that cannot be read names none. */
export async function readLocked(folders: readonly string[]): Promise<readonly LockedVersion[]> {
  const found = new Map<string, LockedVersion>();
  for (const folder of folders) {
    const { files } = await readLockedPackages(folder);
    for (const { packages } of files) {
      for (const { name, version, kind } of packages) {
        if (kind === "registry" && found.size < maxVersions)
          found.set(`${name}@${version}`, { name, version });
      }
    }
  }
  return [...found.values()];
}
