/** How much work is under way at once. */
export interface OrderOptions {
  /** How many subjects are worked on at once. */
  readonly concurrency: number;
  /** How many results may wait for an earlier one; bounds the memory. */
  readonly aheadMax: number;
}

/**
 * Works on subjects side by side and yields the results in the order of the subjects, as soon as it is theirs. Takes
 * no more subjects than it works on, so that memory stays flat however many there are. `work` must not reject.
 */
export async function* mapInOrder<Subject, Result>(
  subjects: AsyncIterable<Subject>,
  work: (subject: Subject) => Promise<Result>,
  options: OrderOptions,
): AsyncGenerator<Result> {
  const line = new Line<Subject, Result>(work, options);
  const taking = line.take(subjects);
  // Told below, after what was done before it.
  taking.catch(() => undefined);
  try {
    for (let head = await line.head(); head !== undefined; head = await line.head()) {
      const result = await head.result;
      line.advance();
      yield result;
    }
    await taking;
  } finally {
    line.stop();
  }
}

/** Results that are waited for, in order. */
class Line<Subject, Result> {
  readonly #work: (subject: Subject) => Promise<Result>;
  readonly #options: OrderOptions;
  readonly #queue: Promise<Result>[] = [];
  #active = 0;
  #state: "taking" | "ended" | "stopped" = "taking";
  #wake: () => void = () => undefined;
  #changed: Promise<void> = Promise.resolve();

  constructor(work: (subject: Subject) => Promise<Result>, options: OrderOptions) {
    this.#work = work;
    this.#options = options;
    this.#notify();
  }

  /** Takes subjects as there is room for them. Rejects with what ended them. */
  async take(subjects: AsyncIterable<Subject>): Promise<void> {
    try {
      for await (const subject of subjects) {
        if (this.#state === "stopped") return;
        this.#active += 1;
        this.#queue.push(this.#start(subject));
        this.#notify();
        while (this.#isFull()) await this.#changed;
      }
    } finally {
      if (this.#state === "taking") this.#state = "ended";
      this.#notify();
    }
  }

  /** The first result that nobody had yet; `undefined` when there will be none. */
  async head(): Promise<{ readonly result: Promise<Result> } | undefined> {
    while (this.#queue.length === 0 && this.#state === "taking") await this.#changed;
    const [result] = this.#queue;
    return result === undefined ? undefined : { result };
  }

  advance(): void {
    void this.#queue.shift();
    this.#notify();
  }

  stop(): void {
    this.#state = "stopped";
    this.#notify();
  }

  #isFull(): boolean {
    const { concurrency, aheadMax } = this.#options;
    return this.#state === "taking" && (this.#active >= concurrency || this.#queue.length >= aheadMax);
  }

  async #start(subject: Subject): Promise<Result> {
    try {
      return await this.#work(subject);
    } finally {
      this.#active -= 1;
      this.#notify();
    }
  }

  #notify(): void {
    this.#wake();
    this.#changed = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
