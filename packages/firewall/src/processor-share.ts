/** What a processor's time is told by. */
export interface ProcessorShareParts {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Milliseconds that the process has computed so far, on all its threads. */
  readonly computedMs: () => number;
  /** How many threads compute for jobs at this moment; none when all jobs only wait for others to answer. */
  readonly computingThreads: () => number;
}

/** One job's part of the time since it began. */
export interface Share {
  /** Milliseconds. */
  readonly ms: number;
  end(): void;
}

/**
 * Tells jobs that compute side by side how much time each has had. What one waits while others have the processors, in this
 * process or another, is not its own; what it waits for an answer from elsewhere is.
 */
export class ProcessorShare {
  readonly #parts: ProcessorShareParts;
  #underWay = 0;
  #shareMs = 0;
  #at = 0;
  #computed = 0;

  constructor(parts: ProcessorShareParts) {
    this.#parts = parts;
  }

  /** Begins a job. */
  begin(): Share {
    this.#advance();
    this.#underWay += 1;
    const from = this.#shareMs;
    const readMs = (): number => {
      this.#advance();
      return this.#shareMs - from;
    };
    let isEnded = false;
    return {
      get ms() {
        return readMs();
      },
      end: () => {
        if (isEnded) return;
        isEnded = true;
        this.#advance();
        this.#underWay -= 1;
      },
    };
  }

  /** Everybody under way has had the same since the last look. */
  #advance(): void {
    const [now, computed] = [this.#parts.now(), this.#parts.computedMs()];
    if (this.#underWay > 0) {
      const passed = now - this.#at;
      const threads = this.#parts.computingThreads();
      // One job may have several threads, and is not charged twice for what they do at the same time.
      const own = (computed - this.#computed) / Math.max(this.#underWay, threads);
      this.#shareMs += threads > 0 ? Math.min(passed, own) : passed;
    }
    this.#at = now;
    this.#computed = computed;
  }
}
