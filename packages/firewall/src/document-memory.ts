import type { PackumentCache } from "@lockkeeper/store";
import { LRUCache } from "lru-cache";
import type { HeldPackument } from "./packument-source.ts";

/** Which bytes of a packument are wanted. */
type Wanted = Pick<HeldPackument, "index" | "upstream">;

/**
 * The bytes of packuments that were rendered or fetched a moment ago; all others are read from the disk when an answer
 * is rendered. What decides is held for every packument; its bytes would take ten times as much.
 */
export class DocumentMemory {
  readonly #cache: PackumentCache;
  readonly #memory: LRUCache<string, Buffer>;

  constructor(cache: PackumentCache, memoryBytes: number) {
    this.#cache = cache;
    this.#memory = new LRUCache({ maxSize: memoryBytes, sizeCalculation: (bytes) => bytes.length + 500 });
  }

  /** Keeps bytes at hand for a while. */
  keep({ index }: Wanted, bytes: Buffer): void {
    this.#memory.set(index.sha256, bytes);
  }

  /** The very bytes that an index is of; `undefined` when neither memory nor disk has them any more. */
  get(wanted: Wanted): Buffer | Promise<Buffer | undefined> {
    return this.#memory.get(wanted.index.sha256) ?? this.#read(wanted);
  }

  async #read({ index, upstream }: Wanted): Promise<Buffer | undefined> {
    const cached = await this.#cache.read(upstream.id, index.name);
    if (cached?.sha256 !== index.sha256) return undefined;
    this.#memory.set(index.sha256, cached.bytes);
    return cached.bytes;
  }
}
