import type { PackageName } from "@lockkeeper/core";
import { LockkeeperError } from "@lockkeeper/core";
import type { PackumentDocument, PackumentIndex, RenderOptions, Upstream } from "@lockkeeper/registry";
import { createPackumentIndex, planPackument } from "@lockkeeper/registry";
import type { PackumentCache } from "@lockkeeper/store";
import { LRUCache } from "lru-cache";
import type { DocumentTask, Keeping } from "./document-task.ts";
import type { DocumentThreads, DoneTask } from "./document-threads.ts";

/** Which packument's bytes are meant. */
export interface KnownPackument {
  readonly index: PackumentIndex;
  readonly upstream: Upstream;
}

/** A packument as it arrives. */
export interface Arrival {
  readonly bytes: Buffer;
  readonly name: PackageName;
  readonly upstream: Upstream;
}

/** What documents are made with. */
export interface DocumentsParts {
  readonly cache: PackumentCache;
  readonly threads: DocumentThreads;
  readonly memoryBytes: number;
}

/**
 * The bytes of packuments: in memory for a moment, then on disk. What decides is held of every packument; its bytes
 * would take ten times as much, and are needed only when an answer is rendered.
 */
export class Documents {
  readonly #parts: DocumentsParts;
  readonly #memory: LRUCache<string, Buffer>;
  /** Bytes that a task works on; who wants them meanwhile waits. */
  readonly #lent = new Map<string, Promise<unknown>>();

  constructor(parts: DocumentsParts) {
    this.#parts = parts;
    this.#memory = new LRUCache({
      maxSize: parts.memoryBytes,
      sizeCalculation: ({ length }) => length + 500,
    });
  }

  /**
   * Reads a packument and, with `keeping`, keeps it on disk. Throws as `scanPackument` does; `unkept` says why it could
   * not be kept.
   */
  async read(
    { bytes, name }: Pick<Arrival, "bytes" | "name">,
    keeping?: Keeping,
  ): Promise<{ readonly index: PackumentIndex; readonly unkept: Error | undefined }> {
    const done = await this.#parts.threads.run(bytes, { kind: "read", name, keeping });
    if (done.result.kind !== "read") throw unexpected(done);
    const { columns, unkept } = done.result;
    this.#memory.set(columns.sha256, done.bytes);
    return {
      index: createPackumentIndex(name, columns),
      unkept: unkept && new LockkeeperError(unkept.code, { message: unkept.message }),
    };
  }

  /** Keeps a packument on disk in the place of another. */
  async keep(known: KnownPackument, keeping: Keeping): Promise<void> {
    const { sha256 } = known.index;
    await this.#use(known, () => ({ kind: "keep", sha256, keeping }));
  }

  /** Renders a packument, compressed if told; `undefined` when neither memory nor disk has its bytes any more. */
  async render(
    known: KnownPackument,
    options: RenderOptions,
    isGzipped: boolean,
  ): Promise<Buffer | undefined> {
    const done = await this.#use(known, (bytes) => {
      const plan = planPackument({ index: known.index, bytes }, options);
      return { kind: "render", plan, isGzipped };
    });
    if (done === undefined) return undefined;
    if (done.result.kind !== "rendered") throw unexpected(done);
    return Buffer.from(done.result.body.buffer);
  }

  /**
   * Works on the bytes of a packument; `undefined` when neither memory nor disk has them any more. The work must not
   * keep them.
   */
  async look<Result>(
    known: KnownPackument,
    work: (document: PackumentDocument) => Result,
  ): Promise<Result | undefined> {
    for (;;) {
      const bytes = await this.#get(known);
      if (bytes === undefined) return undefined;
      if (!isElsewhere(bytes)) return work({ index: known.index, bytes });
    }
  }

  /** Puts bytes that were fetched again back in reach. */
  restore({ index }: KnownPackument, bytes: Buffer): void {
    this.#memory.set(index.sha256, bytes);
  }

  close(): Promise<void> {
    return this.#parts.threads.close();
  }

  async #use(known: KnownPackument, plan: (bytes: Buffer) => DocumentTask): Promise<DoneTask | undefined> {
    const { sha256 } = known.index;
    let bytes = await this.#get(known);
    // Others may have been waiting as well, and have taken them first.
    while (bytes !== undefined && (isElsewhere(bytes) || this.#lent.has(sha256))) {
      bytes = await this.#get(known);
    }
    if (bytes === undefined) return undefined;
    const done = this.#parts.threads.run(bytes, plan(bytes));
    if (!(done instanceof Promise)) return done;
    this.#memory.delete(sha256);
    const back = done
      .then(
        (result) => void this.#memory.set(sha256, result.bytes),
        // The bytes are lost with the task, whose failure its caller is told.
        () => undefined,
      )
      .finally(() => this.#lent.delete(sha256));
    this.#lent.set(sha256, back);
    return await done;
  }

  async #get({ index, upstream }: KnownPackument): Promise<Buffer | undefined> {
    const { sha256, name } = index;
    for (let lent = this.#lent.get(sha256); lent !== undefined; lent = this.#lent.get(sha256)) await lent;
    const remembered = this.#memory.get(sha256);
    if (remembered !== undefined) return remembered;
    const cached = await this.#parts.cache.read(upstream.id, name);
    if (cached?.sha256 !== sha256) return undefined;
    this.#memory.set(sha256, cached.bytes);
    return cached.bytes;
  }
}

/** Whether a buffer's memory has been handed to another thread since. */
function isElsewhere({ byteLength }: Buffer): boolean {
  return byteLength === 0;
}

function unexpected({ result }: DoneTask): TypeError {
  return new TypeError(`A task on a packument answered "${result.kind}"`);
}
