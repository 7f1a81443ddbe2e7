import { readArchive } from "@lockkeeper/archive";
import type { ArchiveEntry } from "@lockkeeper/archive";
import { toErrorRecord } from "@lockkeeper/core";
import type { DependencyPackage } from "@lockkeeper/detonate";
import { readManifest } from "@lockkeeper/facts/manifest";

/** Fetches the tarball of a spec such as `name@^1.2.0`. */
export type FetchTarball = (spec: string) => Promise<Uint8Array>;

/** How much is fetched at most. */
export interface DependencyLimits {
  readonly maxCount: number;
  readonly maxBytes: number;
}

/** What was fetched, and what was left out and why. */
export interface FetchedDependencies {
  readonly packages: readonly DependencyPackage[];
  /** One line for each spec that could not be fetched, and one where the bounds were reached. */
  readonly missing: readonly string[];
}

const usualLimits: DependencyLimits = { maxCount: 80, maxBytes: 48 * 1024 * 1024 };

/**
 * Fetches what a package depends on, and what that depends on, breadth first: of each name the first version that is asked for, as
 * the upper level of an installation has it. What is bundled, optional, or no range of a registry is left out.
 */
export async function fetchDependencies(
  entries: readonly ArchiveEntry[],
  fetchTarball: FetchTarball,
  limits: DependencyLimits = usualLimits,
): Promise<FetchedDependencies> {
  const asked = new Set<string>();
  const waiting = [...specsOf(entries)];
  const packages: DependencyPackage[] = [];
  const missing: string[] = [];
  let bytes = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (asked.has(next.name)) continue;
    asked.add(next.name);
    if (packages.length >= limits.maxCount || bytes >= limits.maxBytes) {
      missing.push(`${next.name} and what else is needed, as ${packages.length} packages were fetched`);
      break;
    }
    try {
      const tarball = await fetchTarball(`${next.name}@${next.spec}`);
      bytes += tarball.length;
      packages.push({ name: next.name, tarball });
      waiting.push(...specsOf(readArchive(tarball).entries));
    } catch (error) {
      // Of what cannot be had the emulator pretends something, and it is told.
      missing.push(`${next.name}@${next.spec}: ${toErrorRecord(error).message}`);
    }
  }
  return { packages, missing };
}

function specsOf(
  entries: readonly ArchiveEntry[],
): readonly { readonly name: string; readonly spec: string }[] {
  return readManifest(entries).dependencies.flatMap(({ name, spec, kind }) => {
    const isFetched = kind === "dependencies" && !/[:/]/.test(spec);
    return isFetched ? [{ name, spec: spec === "" ? "*" : spec }] : [];
  });
}
