const keptCount = 4;
const keptMaxBytes = 4_000_000;
/** Buffers are rounded up, so that one serves for many documents. */
const granuleBytes = 262_144;

/**
 * Buffers for bytes that are needed for a moment only. The engine collects its whole heap for every 64 MB of buffers
 * that are made anew, which for large packuments is every thirty requests.
 */
export class ScratchBuffers {
  readonly #free: Buffer[] = [];

  /** Runs work that writes into at most one buffer, which is another's once the work has ended. */
  async use<Result>(work: (allocate: (bytes: number) => Buffer) => Promise<Result>): Promise<Result> {
    let taken: Buffer | undefined;
    try {
      return await work((bytes) => {
        taken = this.#take(bytes);
        return taken.subarray(0, bytes);
      });
    } finally {
      this.#give(taken);
    }
  }

  #take(bytes: number): Buffer {
    const place = this.#free.findIndex(({ length }) => length >= bytes);
    const [found] = place < 0 ? [] : this.#free.splice(place, 1);
    // Not from the engine's pool for small ones: what is kept must not pin others.
    return found ?? Buffer.allocUnsafeSlow(Math.ceil(bytes / granuleBytes) * granuleBytes);
  }

  #give(buffer: Buffer | undefined): void {
    if (buffer === undefined || buffer.length > keptMaxBytes) return;
    this.#free.push(buffer);
    if (this.#free.length > keptCount) this.#free.shift();
  }
}
