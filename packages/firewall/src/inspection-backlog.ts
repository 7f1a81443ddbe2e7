import { setTimeout as delay } from "node:timers/promises";

const maxQueued = 5000;
/** Nobody has asked for so long when an inspection begins that nobody waits for: an installation comes first. Milliseconds. */
const quietMs = 1500;
/** Between two inspections that nobody waits for, as many times as long as the last one took: requests go first. */
const restFactor = 3;

/** Inspections that nobody waits for, one after another while no client is served. */
export class InspectionBacklog {
  readonly #queue = new Map<string, () => Promise<void>>();
  readonly #stopped = new AbortController();
  #askedAt = Number.NEGATIVE_INFINITY;
  #background: Promise<void> | undefined;

  /** Notes that a client is served. */
  noteRequest(): void {
    this.#askedAt = performance.now();
  }

  /** Has a job done when there is nothing else to do; once for each key. */
  add(key: string, job: () => Promise<void>): void {
    if (this.#queue.has(key) || this.#queue.size >= maxQueued || this.#stopped.signal.aborted) return;
    this.#queue.set(key, job);
    this.#background ??= this.#workOff().finally(() => {
      this.#background = undefined;
    });
  }

  /** Starts nothing more, and waits for what is under way. */
  async close(): Promise<void> {
    this.#stopped.abort();
    this.#queue.clear();
    await this.#background;
  }

  async #workOff(): Promise<void> {
    for (const [key, job] of this.#queue) {
      await this.#untilQuiet();
      if (this.#stopped.signal.aborted) return;
      this.#queue.delete(key);
      const begin = performance.now();
      await job();
      await this.#rest(restFactor * (performance.now() - begin));
    }
  }

  async #untilQuiet(): Promise<void> {
    const { signal } = this.#stopped;
    for (let left = this.#quietIn(); left > 0 && !signal.aborted; left = this.#quietIn())
      await this.#rest(left);
  }

  #quietIn(): number {
    return this.#askedAt + quietMs - performance.now();
  }

  /** Ends early when the firewall does. */
  async #rest(ms: number): Promise<void> {
    const { signal } = this.#stopped;
    await delay(ms, undefined, { signal, ref: false }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
