import type { PackumentIndex, Upstream } from "@lockkeeper/registry";
import { RegistryError } from "@lockkeeper/registry";
import type { PackumentCache, PackumentSightings, SightedManifest, SightingStore } from "@lockkeeper/store";
import type { Arrival, Documents, KnownPackument } from "./documents.ts";
import { sightedManifestsOf, sightingOf } from "./sightings.ts";

/** What an upstream said of a packument, and when. */
export interface Validators {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  readonly fetchedAt: number;
}

/** Where packuments go that come from an upstream. */
export interface IntakeParts {
  readonly cache: PackumentCache;
  readonly documents: Documents;
  readonly sightings: SightingStore;
}

/** Takes in what an upstream sent: reads it, compares it with what was seen before, and keeps it on disk. */
export class PackumentIntake {
  readonly #parts: IntakeParts;
  readonly #background = new Set<Promise<unknown>>();

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /**
   * Reads a packument. One that was never seen is kept on disk in the same step, on the thread that reads it; the bytes
   * of another are pinned until it replaces the one before, or is released.
   */
  read({ bytes, name, upstream, use }: Arrival, validators: Validators | undefined): Promise<PackumentIndex> {
    const { documents, cache } = this.#parts;
    if (validators === undefined) return documents.read({ bytes, name }, "later").then(({ index }) => index);
    const { length } = bytes;
    return new Promise((resolve, reject) => {
      const kept = cache.write(upstream.id, name, async (place) => {
        try {
          const { index, unkept } = await documents.read({ bytes, name, use }, { place, ...validators });
          resolve(index);
          if (unkept === undefined) return length;
          throw unkept;
        } catch (error) {
          // Of no effect when the packument was read: then its caller has it, and the cache reports the rest.
          reject(error);
          if (error instanceof RegistryError) return 0;
          throw error;
        }
      });
      const background = kept.finally(() => this.#background.delete(background));
      this.#background.add(background);
    });
  }

  /** Compares a packument with what was seen before, and waits until what is to be kept of the one before was read. */
  async observe(
    index: PackumentIndex,
    upstream: Upstream,
    { held, now }: { readonly held: KnownPackument | undefined; readonly now: number },
  ): Promise<PackumentSightings> {
    const observation = sightingOf(index, upstream.id, now);
    if (held === undefined) return this.#parts.sightings.observe(observation);
    let reading: Promise<unknown> = Promise.resolve();
    const sightings = this.#parts.sightings.observe(observation, () => {
      const before = this.#manifestsOf(held);
      reading = before;
      return before;
    });
    // The store reports it when that fails.
    await Promise.allSettled([reading]);
    return sightings;
  }

  /** Keeps a packument on disk in the place of the one before. */
  async replaceOnDisk(held: KnownPackument, validators: Validators): Promise<void> {
    const { documents, cache } = this.#parts;
    const { upstream, index } = held;
    await cache.write(upstream.id, index.name, async (place) => {
      await documents.keep(held, { place, ...validators });
      return index.byteLength;
    });
  }

  /** Waits until what was read is on disk. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#background);
  }

  async #manifestsOf(held: KnownPackument): Promise<readonly SightedManifest[]> {
    return (await this.#parts.documents.look(held, sightedManifestsOf)) ?? [];
  }
}
