import type { HistoryIndex, IndexedCommit, PinChange } from "./history-index.ts";
import type { ChangingCommit, FileChange } from "./lockfile-changes.ts";
import type { Pin } from "./pin-reader.ts";
import { PinReader } from "./pin-reader.ts";

interface OpenChange {
  readonly commit: number;
  readonly change: FileChange;
}

interface WantedBlob {
  /** The name of a file with this content: it says whose lockfile it is. */
  readonly path: string;
  /** Changes that still need its pins. */
  uses: number;
  pins: Int32Array | undefined;
}

const nothing: Int32Array = new Int32Array();

/**
 * Turns changes of files into changes of pins while the files come in. A file's pins are kept only until every change that
 * needs them is done.
 */
export class PinLedger {
  readonly #reader: PinReader;
  readonly #paths: string[];
  readonly #pathNumbers: Map<string, number>;
  readonly #found: readonly ChangingCommit[];
  readonly #changes: PinChange[][];
  readonly #blobs = new Map<string, WantedBlob>();
  readonly #waiting = new Map<string, OpenChange[]>();
  /** What stands in for files that cannot be read: the ones before them, with a mark. */
  readonly #unread = new Map<string, string>();

  /** `found` are new commits, newest first; numbers of an earlier index stay. */
  constructor(found: readonly ChangingCommit[], earlier: HistoryIndex | undefined) {
    this.#reader = new PinReader(earlier?.pins);
    this.#paths = [...(earlier?.paths ?? [])];
    this.#pathNumbers = new Map(this.#paths.map((path, index) => [path, index]));
    this.#found = found;
    this.#changes = found.map(() => []);
    for (const [commit, { changes }] of found.entries()) {
      for (const change of changes) this.#expect({ commit, change });
    }
  }

  get paths(): readonly string[] {
    return this.#paths;
  }

  get pins(): readonly Pin[] {
    return this.#reader.pins;
  }

  /** The files to read, in the order in which they are needed. */
  wantedBlobs(): readonly string[] {
    return [...this.#blobs.keys()];
  }

  take(hash: string, bytes: Uint8Array): void {
    const blob = this.#blobs.get(hash);
    if (blob === undefined || blob.pins !== undefined) return;
    const read = this.#reader.read(blob.path, bytes);
    if (read instanceof Int32Array) this.#settle(hash, blob, read);
    else this.refuse(hash, read.code);
  }

  refuse(hash: string, code: string): void {
    this.#unread.set(hash, code);
  }

  /** The commits with what they changed; files that never came in, or cannot be read, count as the ones before them. */
  commits(): readonly IndexedCommit[] {
    this.#finishUnread();
    return this.#found.map(({ hash, author, committer }, index) => ({
      hash,
      author,
      committer,
      changes: this.#changes[index] ?? [],
    }));
  }

  #expect(open: OpenChange): void {
    const { before, after, path } = open.change;
    for (const hash of new Set([after, before])) {
      if (hash === undefined) continue;
      const known = this.#blobs.get(hash);
      if (known === undefined) this.#blobs.set(hash, { path, uses: 1, pins: undefined });
      else known.uses += 1;
      const waiting = this.#waiting.get(hash);
      if (waiting === undefined) this.#waiting.set(hash, [open]);
      else waiting.push(open);
    }
  }

  #settle(hash: string, blob: WantedBlob, pins: Int32Array): void {
    blob.pins = pins;
    for (const open of this.#waiting.get(hash) ?? []) this.#tryCompare(open);
    this.#waiting.delete(hash);
  }

  #tryCompare({ commit, change }: OpenChange): void {
    const { path, before, after } = change;
    const [old, now] = [this.#pinsOf(before), this.#pinsOf(after)];
    if (old === undefined || now === undefined) return;
    const [added, removed] = [without(now, old), without(old, now)];
    if (added.length + removed.length > 0)
      this.#changes[commit]?.push({ path: this.#numberOf(path), added, removed });
    for (const hash of new Set([before, after])) this.#release(hash);
  }

  #pinsOf(hash: string | undefined): Int32Array | undefined {
    return hash === undefined ? nothing : this.#blobs.get(hash)?.pins;
  }

  #release(hash: string | undefined): void {
    const blob = hash === undefined ? undefined : this.#blobs.get(hash);
    if (blob === undefined) return;
    blob.uses -= 1;
    // The number of uses only falls when a change is done, so that nobody needs it any more.
    if (blob.uses === 0) blob.pins = nothing;
  }

  /** Oldest first, so that what stands before a file is known when the file's turn comes. */
  #finishUnread(): void {
    for (const { changes } of this.#found.toReversed()) {
      for (const { before, after } of changes) {
        const blob = after === undefined ? undefined : this.#blobs.get(after);
        if (after === undefined || blob === undefined || blob.pins !== undefined) continue;
        const kept = this.#pinsOf(before) ?? nothing;
        this.#settle(after, blob, Int32Array.from(new Set([...kept, ...this.#marksOf(after)])).sort());
      }
    }
    // What was only ever replaced: nobody knows what it pinned.
    for (const [hash, blob] of this.#blobs) {
      if (blob.pins !== undefined) continue;
      this.#settle(hash, blob, Int32Array.from(this.#marksOf(hash)).sort());
    }
  }

  /** That a file is there, and why it cannot be read. */
  #marksOf(hash: string): readonly number[] {
    return [this.#reader.mark(""), this.#reader.mark(this.#unread.get(hash) ?? "missing")];
  }

  #numberOf(path: string): number {
    const known = this.#pathNumbers.get(path);
    if (known !== undefined) return known;
    this.#pathNumbers.set(path, this.#paths.length);
    return this.#paths.push(path) - 1;
  }
}

/** The numbers of one ascending list that are not in the other. */
function without(all: Int32Array, taken: Int32Array): readonly number[] {
  const left: number[] = [];
  let at = 0;
  for (const number of all) {
    while (at < taken.length && (taken[at] ?? 0) < number) at += 1;
    if (taken[at] !== number) left.push(number);
  }
  return left;
}
