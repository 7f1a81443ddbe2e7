/** Streams of the standard, as far as clients of fetch use them. */
export default function create() {
  class ReadableStream {
    #chunks = [];
    #isClosed = false;
    #source;
    constructor(source = {}) {
      this.#source = source;
      const controller = {
        enqueue: (chunk) => void this.#chunks.push(chunk),
        close: () => {
          this.#isClosed = true;
        },
        error: () => {
          this.#isClosed = true;
        },
        desiredSize: 1,
      };
      this.controller = controller;
      source.start?.(controller);
    }
    async #next() {
      if (this.#chunks.length === 0 && !this.#isClosed) await this.#source.pull?.(this.controller);
      return this.#chunks.length > 0
        ? { value: this.#chunks.shift(), done: false }
        : { value: undefined, done: true };
    }
    getReader() {
      return {
        read: () => this.#next(),
        releaseLock: () => undefined,
        cancel: async () => undefined,
        closed: Promise.resolve(),
      };
    }
    async *[Symbol.asyncIterator]() {
      for (let step = await this.#next(); !step.done; step = await this.#next()) yield step.value;
    }
    async pipeTo(target) {
      const writer = target.getWriter();
      for await (const chunk of this) await writer.write(chunk);
      await writer.close();
    }
    pipeThrough({ readable, writable }) {
      void this.pipeTo(writable);
      return readable;
    }
    tee() {
      return [this, this];
    }
    async cancel() {}
    get locked() {
      return false;
    }
    static from(source) {
      const made = new ReadableStream();
      for (const chunk of source) made.controller.enqueue(chunk);
      made.controller.close();
      return made;
    }
  }
  class WritableStream {
    #sink;
    constructor(sink = {}) {
      this.#sink = sink;
    }
    getWriter() {
      return {
        write: async (chunk) => this.#sink.write?.(chunk),
        close: async () => this.#sink.close?.(),
        abort: async () => undefined,
        releaseLock: () => undefined,
        ready: Promise.resolve(),
      };
    }
    async close() {}
  }
  class TransformStream {
    constructor(transformer = {}) {
      this.readable = new ReadableStream();
      this.writable = new WritableStream({
        write: (chunk) =>
          transformer.transform === undefined
            ? this.readable.controller.enqueue(chunk)
            : transformer.transform(chunk, this.readable.controller),
        close: () => this.readable.controller.close(),
      });
    }
  }
  return { ReadableStream, WritableStream, TransformStream };
}
