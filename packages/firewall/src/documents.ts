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

/** What a packument is needed for: an answer that is rendered from its bytes, or only a decision. */
export type PackumentUse = "answer" | "decision";

/** A packument as it arrives. */
export interface Arrival {
  readonly bytes: Buffer;
  readonly name: PackageName;
  readonly upstream: Upstream;
  readonly use: PackumentUse;
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
  /** Bytes that may be nowhere else, and that memory must not forget for now. */
  readonly #pinned = new Map<string, { bytes: Buffer; holders: number }>();
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
   * Reads a packument and, with `keeping`, keeps it on disk. With "later" its bytes are pinned until they are kept or
   * released. For a decision alone memory does not keep them: they would only push out others, and be garbage. Throws as `scanPackument` does; `unkept` says why it could not be kept.
   */
  async read(
    { bytes, name, use = "answer" }: Pick<Arrival, "bytes" | "name"> & Partial<Pick<Arrival, "use">>,
    keeping?: Keeping | "later",
  ): Promise<{ readonly index: PackumentIndex; readonly unkept: Error | undefined }> {
    const isKeptLater = keeping === "later";
    const isLast = use === "decision" && !isKeptLater;
    const task = { kind: "read", name, keeping: isKeptLater ? undefined : keeping, isLast } as const;
    const done = await this.#parts.threads.run(bytes, task);
    if (done.result.kind !== "read") throw unexpected(done);
    const { columns, unkept } = done.result;
    if (isKeptLater) this.pin(columns, done.bytes);
    else if (!isLast) this.#remember(columns.sha256, done.bytes);
    return {
      index: createPackumentIndex(name, columns),
      unkept: unkept && new LockkeeperError(unkept.code, { message: unkept.message }),
    };
  }

  /**
   * Keeps a packument on disk in the place of another, and releases its bytes. The disk is not asked for them: it has
   * those of the other, and lets nobody read while it waits for this.
   */
  async keep({ index }: KnownPackument, keeping: Keeping): Promise<void> {
    const { sha256 } = index;
    try {
      const plan = (): DocumentTask => ({ kind: "keep", sha256, keeping });
      const done = await this.#use(sha256, plan, () => this.#find(sha256));
      if (done === undefined) throw new Error("its bytes are gone");
    } finally {
      this.release(index);
    }
  }

  /** Renders a packument, compressed if told; `undefined` when neither memory nor disk has its bytes any more. */
  async render(
    known: KnownPackument,
    options: RenderOptions,
    isGzipped: boolean,
  ): Promise<Buffer | undefined> {
    const planTask = (bytes: Buffer): DocumentTask => {
      const plan = planPackument({ index: known.index, bytes }, options);
      return { kind: "render", plan, isGzipped };
    };
    const done = await this.#use(known.index.sha256, planTask, () => this.#get(known));
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

  /** Holds on to bytes, however many they are, until they are released as often as they were pinned. */
  pin({ sha256 }: Pick<PackumentIndex, "sha256">, bytes: Buffer): void {
    const holders = (this.#pinned.get(sha256)?.holders ?? 0) + 1;
    this.#pinned.set(sha256, { bytes, holders });
  }

  /** From here on memory may forget them. */
  release({ sha256 }: Pick<PackumentIndex, "sha256">): void {
    const pinned = this.#pinned.get(sha256);
    if (pinned === undefined) return;
    pinned.holders -= 1;
    if (pinned.holders > 0) return;
    this.#pinned.delete(sha256);
    if (!isElsewhere(pinned.bytes)) this.#remember(sha256, pinned.bytes);
  }

  close(): Promise<void> {
    return this.#parts.threads.close();
  }

  async #use(
    sha256: string,
    plan: (bytes: Buffer) => DocumentTask,
    get: () => Promise<Buffer | undefined>,
  ): Promise<DoneTask | undefined> {
    let bytes = await get();
    // Others may have been waiting as well, and have taken them first.
    while (bytes !== undefined && (isElsewhere(bytes) || this.#lent.has(sha256))) {
      bytes = await get();
    }
    if (bytes === undefined) return undefined;
    const done = this.#parts.threads.run(bytes, plan(bytes));
    if (!(done instanceof Promise)) return done;
    this.#memory.delete(sha256);
    const back = done
      .then(
        (result) => this.#remember(sha256, result.bytes),
        // The bytes are lost with the task, whose failure its caller is told.
        () => void this.#pinned.delete(sha256),
      )
      .finally(() => this.#lent.delete(sha256));
    this.#lent.set(sha256, back);
    return await done;
  }

  async #get({ index, upstream }: KnownPackument): Promise<Buffer | undefined> {
    const { sha256, name } = index;
    const found = await this.#find(sha256);
    if (found !== undefined) return found;
    const cached = await this.#parts.cache.read(upstream.id, name);
    if (cached?.sha256 !== sha256) return undefined;
    return this.#remember(sha256, cached.bytes);
  }

  async #find(sha256: string): Promise<Buffer | undefined> {
    for (let lent = this.#lent.get(sha256); lent !== undefined; lent = this.#lent.get(sha256)) await lent;
    return this.#pinned.get(sha256)?.bytes ?? this.#memory.get(sha256);
  }

  #remember(sha256: string, bytes: Buffer): Buffer {
    const pinned = this.#pinned.get(sha256);
    const own = withoutSlack(bytes);
    if (pinned === undefined) this.#memory.set(sha256, own);
    else pinned.bytes = own;
    return own;
  }
}

const slackMaxBytes = 16_384;

/** What is held is counted by its length: a small document must not hold the large buffer that it came in. */
function withoutSlack(bytes: Buffer): Buffer {
  const { length, buffer } = bytes;
  return buffer.byteLength > length + (length >> 2) + slackMaxBytes ? Buffer.from(bytes) : bytes;
}

/** Whether a buffer's memory has been handed to another thread since. */
function isElsewhere({ byteLength }: Buffer): boolean {
  return byteLength === 0;
}

function unexpected({ result }: DoneTask): TypeError {
  return new TypeError(`A task on a packument answered "${result.kind}"`);
}
