import { Buffer } from "../parts/buffer.js";

/** Streams of the standard, as far as clients of fetch use them. */
export default function create(kit) {
  class ReadableStream {
    #chunks = [];
    #isClosed = false;
    #source;
    #wake = () => undefined;
    constructor(source = {}) {
      this.#source = source;
      const close = () => {
        this.#isClosed = true;
        this.#wake();
      };
      const controller = {
        enqueue: (chunk) => {
          this.#chunks.push(chunk);
          this.#wake();
        },
        close,
        terminate: close,
        error: close,
        desiredSize: 1,
      };
      this.controller = controller;
      source.start?.(controller);
    }
    async #next() {
      if (this.#chunks.length === 0 && !this.#isClosed) await this.#source.pull?.(this.controller);
      // What another stream fills has nothing yet, and is not over.
      while (this.#chunks.length === 0 && !this.#isClosed && this.#source.isFilled === true) {
        await new Promise((resolve) => {
          this.#wake = resolve;
        });
      }
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
  const TransformStream = transformClass(ReadableStream, WritableStream);
  return { ReadableStream, WritableStream, TransformStream, ...createPackers(kit, TransformStream) };
}

function transformClass(ReadableStream, WritableStream) {
  return class TransformStream {
    constructor(transformer = {}) {
      this.readable = new ReadableStream({ isFilled: true });
      const { controller } = this.readable;
      transformer.start?.(controller);
      this.writable = new WritableStream({
        write: (chunk) =>
          transformer.transform === undefined
            ? controller.enqueue(chunk)
            : transformer.transform(chunk, controller),
        close: async () => {
          await transformer.flush?.(controller);
          controller.close();
        },
      });
    }
  };
}

const formats = { gzip: ["gzipSync", "gunzipSync"], deflate: ["deflateSync", "inflateSync"] };

function createPackers(kit, TransformStream) {
  const functionOf = (format, index) =>
    kit.builtin("zlib")[(formats[format] ?? ["deflateRawSync", "inflateRawSync"])[index]];
  class CompressionStream extends TransformStream {
    constructor(format) {
      super(whole((bytes) => functionOf(format, 0)(bytes)));
    }
  }
  class DecompressionStream extends TransformStream {
    constructor(format) {
      super(whole((bytes) => functionOf(format, 1)(bytes)));
    }
  }
  return { CompressionStream, DecompressionStream };
}

/** What comes in is kept and made into something else at its end. */
function whole(make) {
  const parts = [];
  return {
    transform: (part) => void parts.push(Buffer.from(part.buffer ?? part, part.byteOffset, part.byteLength)),
    flush: (controller) => controller.enqueue(new Uint8Array(make(Buffer.concat(parts)))),
  };
}
