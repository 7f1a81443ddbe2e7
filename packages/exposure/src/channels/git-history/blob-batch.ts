import type { GitRunner } from "./git-runner.ts";

/** One object as git hands it out; `bytes` is `undefined` for what is missing, no file, or over the bound. */
export interface ReadBlob {
  readonly hash: string;
  readonly bytes: Buffer | undefined;
  readonly problem: "missing" | "too-large" | undefined;
}

/** Reads files by their hashes in one run of git, in the order asked for. Throws what the runner throws. */
export async function* readBlobs(
  git: GitRunner,
  gitFolder: string,
  { hashes, maxBytes }: { readonly hashes: readonly string[]; readonly maxBytes: number },
): AsyncIterable<ReadBlob> {
  if (hashes.length === 0) return;
  const input = hashes.map((hash) => `${hash}\n`).join("");
  const parser = new BatchParser(maxBytes);
  for await (const chunk of git.run({ gitFolder, args: ["cat-file", "--batch", "--buffer"], input })) {
    yield* parser.take(chunk);
  }
}

/** The hashes of all objects that are in the repository itself, so that none is asked for elsewhere. */
export async function readLocalObjects(git: GitRunner, gitFolder: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const args = [
    "cat-file",
    "--batch-all-objects",
    "--batch-check=%(objectname) %(objecttype)",
    "--unordered",
  ];
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of git.run({ gitFolder, args })) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.endsWith(" blob")) found.add(line.slice(0, line.indexOf(" ")));
  }
  return found;
}

const headerForm = /^([0-9a-f]{40,64}) (?:(missing|ambiguous)|(\w+) (\d{1,15}))$/;
const maxHeader = 4096;
const lineFeed = 10;

/** Takes the output of `git cat-file --batch` apart, whatever pieces it comes in. Never holds more than one object. */
export class BatchParser {
  readonly #maxBytes: number;
  #header = "";
  #open: { readonly hash: string; readonly into: Buffer | undefined; readonly size: number } | undefined;
  #taken = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  *take(chunk: Uint8Array): Iterable<ReadBlob> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#open === undefined) {
        const end = chunk.indexOf(lineFeed, at);
        this.#header += Buffer.from(chunk.subarray(at, end < 0 ? chunk.length : end)).toString("latin1");
        if (this.#header.length > maxHeader) this.#header = this.#header.slice(0, maxHeader);
        if (end < 0) return;
        at = end + 1;
        const missing = this.#begin();
        if (missing !== undefined) yield missing;
      } else {
        at = this.#fill(chunk, at);
        if (this.#taken > this.#open.size) yield this.#end(this.#open);
      }
    }
  }

  #begin(): ReadBlob | undefined {
    const [, hash, gone, type, size] = headerForm.exec(this.#header) ?? [];
    this.#header = "";
    if (hash === undefined) return undefined;
    if (gone !== undefined) return { hash, bytes: undefined, problem: "missing" };
    const length = Number(size);
    const isWanted = type === "blob" && length <= this.#maxBytes;
    this.#open = { hash, size: length, into: isWanted ? Buffer.allocUnsafe(length) : undefined };
    this.#taken = 0;
    return undefined;
  }

  /** Takes what belongs to the open object, with the line's end behind it; answers where the next one begins. */
  #fill(chunk: Uint8Array, at: number): number {
    const open = this.#open;
    if (open === undefined) return at;
    const end = Math.min(chunk.length, at + open.size + 1 - this.#taken);
    const part = chunk.subarray(at, Math.min(end, at + open.size - this.#taken));
    open.into?.set(part, this.#taken);
    this.#taken += end - at;
    return end;
  }

  #end({ hash, into }: { readonly hash: string; readonly into: Buffer | undefined }): ReadBlob {
    this.#open = undefined;
    return { hash, bytes: into, problem: into === undefined ? "too-large" : undefined };
  }
}
