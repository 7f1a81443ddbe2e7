import type { PackageName } from "@lockkeeper/core";
import type { RegistrySource } from "@lockkeeper/inspect";
import { createUpstreamSource, InspectError } from "@lockkeeper/inspect";
import type { Upstreams } from "@lockkeeper/registry";
import type { PackumentCache } from "@lockkeeper/store";

import type { HeldPackument, PackumentSource } from "./packument-source.ts";
import type { TarballSource } from "./tarball-source.ts";

/** What an inspection reads from. */
export interface InspectionSourceParts {
  readonly packuments: PackumentSource;
  readonly cache: PackumentCache;
  readonly tarballs: TarballSource;
  readonly upstreams: Upstreams;
}

/**
 * The registries as the firewall itself knows them: what it holds is not fetched again, a name goes to its own upstream,
 * and a tarball that was inspected is there when it is asked for.
 */
export function createInspectionSource(parts: InspectionSourceParts): RegistrySource {
  const { packuments, cache, tarballs, upstreams } = parts;
  const direct = createUpstreamSource(upstreams);

  async function hold(name: PackageName): Promise<HeldPackument | undefined> {
    const lookup = await packuments.get(name);
    return lookup.kind === "found" ? lookup.packument : undefined;
  }

  return {
    async fetchPackument(name) {
      const held = await hold(name);
      if (held === undefined) return undefined;
      const copy = await cache.read(held.upstream.id, name);
      return copy?.sha256 === held.index.sha256 ? copy.bytes : await direct.fetchPackument(name);
    },
    async fetchTarball(name, url, maxBytes) {
      const held = await hold(name);
      const entry = held && [...held.index.versions.values()].find(({ tarball }) => tarball?.url === url);
      if (held === undefined || entry === undefined) return await direct.fetchTarball(name, url, maxBytes);
      const { blob } = await tarballs.get(entry, held.upstream);
      if (blob.size <= maxBytes) return await blob.readAll();
      throw new InspectError("INSPECT_TOO_LARGE", {
        message: `Cannot inspect "${name}@${entry.version}" as its tarball is too large: ${blob.size} bytes`,
      });
    },
    fetchAttestations: (name, version) => direct.fetchAttestations(name, version),
  };
}
