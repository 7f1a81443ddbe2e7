import type { ArchiveEntry } from "@lockkeeper/archive";

/** The files of a package by their paths. */
export class PackageFileIndex {
  readonly #byPath: ReadonlyMap<string, ArchiveEntry>;

  constructor(entries: readonly ArchiveEntry[]) {
    this.#byPath = new Map(entries.map((entry) => [entry.path, entry]));
  }

  get paths(): readonly string[] {
    return [...this.#byPath.keys()];
  }

  has(path: string): boolean {
    return this.#byPath.has(path);
  }

  /** A file as text, without a byte order mark and cut at a bound; `undefined` when there is none. */
  text(path: string): string | undefined {
    const entry = this.#byPath.get(path);
    return entry === undefined ? undefined : textOfBytes(entry.bytes);
  }

  /** The file that a path without an extension, or a folder, stands for in Node; the path itself when there is none. */
  resolve(path: string): string {
    const clean = cleanPath(path);
    const candidates = suffixes.map((suffix) => (clean === "" ? suffix.slice(1) : clean + suffix));
    return candidates.find((candidate) => this.#byPath.has(candidate)) ?? clean;
  }
}

const suffixes = ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"];
const textMaxBytes = 8_000_000;

/** Bytes as text, without a byte order mark, cut at 8 MB. */
export function textOfBytes(bytes: Uint8Array): string {
  const part = bytes.subarray(0, textMaxBytes);
  return Buffer.from(part.buffer, part.byteOffset, part.length)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}

/** A path relative to the package's root, without `.` and `..`, as npm makes it. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll("\\", "/").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
