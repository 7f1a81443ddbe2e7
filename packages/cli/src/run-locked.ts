import type { LockedVersion } from "@lockkeeper/firewall";
import { readLockedPackages } from "@lockkeeper/lockfile";

/** A monorepo may hold many lockfiles; more versions than these are not asked for at once. */
const maxVersions = 20_000;

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
