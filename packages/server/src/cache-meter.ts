import type { BlobCache, PackumentCache } from "@lockkeeper/store";
import type { Sample } from "./metric-registry.ts";

/** Counts look-ups in the caches on disk. */
export class CacheMeter {
  readonly #counts = { tarballs: { hit: 0, miss: 0 }, packuments: { hit: 0, miss: 0 } };

  note(cache: "tarballs" | "packuments", isHit: boolean): void {
    this.#counts[cache][isHit ? "hit" : "miss"] += 1;
  }

  counts(): readonly Sample[] {
    return Object.entries(this.#counts).flatMap(([cache, results]) =>
      Object.entries(results).map(([result, value]) => ({ labels: { cache, result }, value })),
    );
  }
}

/** The same cache, with its look-ups counted. */
export function meterBlobs(blobs: BlobCache, meter: CacheMeter): BlobCache {
  return {
    ...blobs,
    open: async (key) => {
      const found = await blobs.open(key);
      meter.note("tarballs", found !== undefined);
      return found;
    },
  };
}

/** The same cache, with its look-ups counted. */
export function meterPackuments(packuments: PackumentCache, meter: CacheMeter): PackumentCache {
  return {
    read: async (upstream, name) => {
      const found = await packuments.read(upstream, name);
      meter.note("packuments", found !== undefined);
      return found;
    },
    write: (upstream, name, write) => packuments.write(upstream, name, write),
    touch: (upstream, name, at) => packuments.touch(upstream, name, at),
    purge: (name) => packuments.purge(name),
    evict: () => packuments.evict(),
    compress: (signal, restMs) => packuments.compress(signal, restMs),
    usage: () => packuments.usage(),
    findManifest: (id, wanted) => packuments.findManifest(id, wanted),
    flush: () => packuments.flush(),
  };
}
