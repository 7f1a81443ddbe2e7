import { tryParseIntegrity } from "@lockkeeper/core";
import type { RegistrySource } from "@lockkeeper/inspect";
import type { BlobCache } from "@lockkeeper/store";

import type { NpmCache } from "../scan/npm-cache.ts";

/** Where tarballs lie on this machine by their hash. */
export interface TarballCaches {
  readonly npm: Pick<NpmCache, "bytesOf">;
  /** Lockkeeper's own. */
  readonly blobs: Pick<BlobCache, "open">;
}

/** A registry's source that asks for less: documents once, and tarballs only where no cache on this machine has them. */
export interface FrugalSource extends RegistrySource {
  /** Notes by which hash the tarball of an address is to be found. */
  note(url: string, integrity: string): void;
}

const documentsMaxBytes = 64_000_000;

/** Puts caches before a source. Bytes from a cache have the hash that the registry gives of that address. */
export function createFrugalSource(source: RegistrySource, caches: TarballCaches): FrugalSource {
  const hashes = new Map<string, string>();
  const documents = new Map<string, Promise<Uint8Array | undefined>>();
  let bytesKept = 0;

  async function fetchOnce(
    name: Parameters<RegistrySource["fetchPackument"]>[0],
  ): Promise<Uint8Array | undefined> {
    try {
      const bytes = await source.fetchPackument(name);
      bytesKept += bytes?.byteLength ?? 0;
      if (bytesKept > documentsMaxBytes) documents.delete(name);
      return bytes;
    } catch (error) {
      documents.delete(name);
      throw error;
    }
  }

  return {
    ...source,
    note: (url, integrity) => void hashes.set(url, integrity),
    fetchPackument(name) {
      const known = documents.get(name);
      if (known !== undefined) return known;
      const asked = fetchOnce(name);
      documents.set(name, asked);
      return asked;
    },
    async fetchTarball(name, url, maxBytes) {
      const integrity = hashes.get(url);
      const kept = integrity === undefined ? undefined : await findTarball(integrity, caches);
      if (kept !== undefined && kept.byteLength <= maxBytes) return kept;
      return await source.fetchTarball(name, url, maxBytes);
    },
  };
}

/** The bytes of a hash from what lies on this machine; `undefined` where no cache has them. */
export async function findTarball(
  integrity: string,
  { npm, blobs }: TarballCaches,
): Promise<Uint8Array | undefined> {
  const parsed = tryParseIntegrity(integrity);
  const blob = parsed === undefined ? undefined : await blobs.open(parsed);
  return (await blob?.readAll()) ?? (await npm.bytesOf(integrity));
}
