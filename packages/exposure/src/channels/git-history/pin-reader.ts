import {
  LockfileError,
  lockfileLimits,
  parseLockfile,
  parseNamedLockfile,
  parseProjectManifest,
} from "@lockkeeper/lockfile";
import type { LockedPackage, LockfileKind, LockfileLimits } from "@lockkeeper/lockfile";

import { splitEntries } from "./entry-texts.ts";
import type { EntryTexts } from "./entry-texts.ts";
import { noteLayout, readSimilar } from "./similar-file.ts";
import type { ReadLayout } from "./similar-file.ts";

/**
 * A name and a version that some lockfile pinned, or a name and a range that some manifest asked for. Foreign texts. A pin
 * without a name is a mark: without a version that a lockfile is there, with one that it cannot be read, and why.
 */
export type Pin = readonly [name: string, version: string];

/** Why a lockfile could not be read. */
export interface UnreadPins {
  readonly code: string;
  readonly message: string;
}

const maxAsked = 20_000;
const maxMemoLength = 100_000_000;

/** A layout keeps its file: so many are kept at once. */
const maxLayouts = 100;

interface ReadPieces {
  readonly numbers: readonly (readonly number[])[];
  readonly noted: ReadLayout | undefined;
}

/**
 * Reads what lockfiles pin, as numbers of pins. Versions of one lockfile differ in few entries: each entry's text is
 * parsed once.
 */
export class PinReader {
  readonly pins: Pin[] = [];
  readonly #numbers = new Map<string, number>();
  /** What entries pin, by the form they are of. */
  readonly #memos = new Map<string, Map<string, readonly number[]>>();
  /** The last version of each file. */
  readonly #layouts = new Map<string, ReadLayout>();
  readonly #limits: LockfileLimits;
  #memoLength = 0;

  /** `known` are the pins of an earlier reader, whose numbers stay. */
  constructor(known: readonly Pin[] = [], limits: LockfileLimits = lockfileLimits) {
    this.#limits = limits;
    for (const [name, version] of known) this.#numberOf(name, version);
  }

  /**
   * What a lockfile pins, with the mark that it is there, or what a manifest asks for, in ascending order and each once;
   * or why a lockfile cannot be read. A manifest that is none asks for nothing.
   */
  read(path: string, bytes: Uint8Array): Int32Array | UnreadPins {
    try {
      if (isManifest(path)) return toList(this.#readManifest(bytes));
      const numbers = this.#readPieces(path, bytes) ?? this.#readWhole(path, bytes);
      return toList([...numbers, this.mark("")]);
    } catch (error) {
      if (!(error instanceof LockfileError)) throw error;
      return isManifest(path) ? new Int32Array() : { code: error.code, message: error.message };
    }
  }

  /** The number of a mark: that a lockfile is there, or that it cannot be read for a reason. */
  mark(reason: string): number {
    return this.#numberOf("", reason);
  }

  #readManifest(bytes: Uint8Array): readonly number[] {
    const asked = parseProjectManifest(".", bytes, this.#limits).dependencies;
    return asked
      .filter(({ group, name }) => group !== "optional-peer" && name !== "")
      .slice(0, maxAsked)
      .map(({ name, range }) => this.#numberOf(name, range));
  }

  #readWhole(path: string, bytes: Uint8Array): readonly number[] {
    return this.#numbersOf(parseNamedLockfile(path, bytes, this.#limits).packages);
  }

  #readPieces(path: string, bytes: Uint8Array): readonly number[] | undefined {
    if (bytes.length > this.#limits.maxBytes) return undefined;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const layout = this.#readAsBefore(path, buffer) ?? this.#readAnew(path, buffer);
    if (layout === undefined) return undefined;
    if (this.#layouts.size >= maxLayouts) this.#layouts.clear();
    if (layout.noted !== undefined) this.#layouts.set(path, layout.noted);
    return layout.numbers.flat();
  }

  #readAsBefore(path: string, bytes: Buffer): ReadPieces | undefined {
    const known = this.#layouts.get(path);
    if (known === undefined) return undefined;
    const noted = readSimilar(bytes, known, (piece) => this.#readPiece(known.entries, piece));
    return noted === undefined ? undefined : { numbers: noted.numbers, noted };
  }

  #readAnew(path: string, bytes: Buffer): ReadPieces | undefined {
    const text = bytes.toString("utf8");
    const kind = kindOf(path, text);
    const entries = kind === undefined ? undefined : splitEntries(kind, text);
    if (entries === undefined || entries.pieces.length > this.#limits.maxEntries) return undefined;
    const numbers: (readonly number[])[] = [];
    for (const piece of entries.pieces) {
      const read = this.#readPiece(entries, piece);
      if (read === undefined) return undefined;
      numbers.push(read);
    }
    return { numbers, noted: noteLayout(bytes, entries, numbers) };
  }

  #readPiece(entries: EntryTexts, piece: string): readonly number[] | undefined {
    const memo = this.#memos.get(entries.form) ?? new Map<string, readonly number[]>();
    this.#memos.set(entries.form, memo);
    const known = memo.get(piece);
    if (known !== undefined) return known;
    try {
      const wrapped = Buffer.from(entries.wrap(piece), "utf8");
      const numbers = this.#numbersOf(parseLockfile(entries.kind, wrapped, this.#limits));
      // A copy: a piece keeps the whole text that it was cut from.
      this.#remember(memo, Buffer.from(piece, "utf8").toString("utf8"), numbers);
      return numbers;
    } catch (error) {
      if (error instanceof LockfileError) return undefined;
      throw error;
    }
  }

  #remember(memo: Map<string, readonly number[]>, piece: string, numbers: readonly number[]): void {
    this.#memoLength += piece.length;
    if (this.#memoLength > maxMemoLength) {
      for (const each of this.#memos.values()) each.clear();
      this.#memoLength = piece.length;
    }
    memo.set(piece, numbers);
  }

  #numbersOf(packages: readonly LockedPackage[]): readonly number[] {
    return packages.filter(isTaken).map(({ name, version }) => this.#numberOf(name, version));
  }

  #numberOf(name: string, version: string): number {
    const key = `${name}\0${version}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.pins.length;
    this.pins.push([name, version]);
    this.#numbers.set(key, number);
    return number;
  }
}

/** Whether a package is taken from a registry or its mirror, rather than from the project or a repository. */
export function isTaken({ kind, version }: LockedPackage): boolean {
  return version !== "" && (kind === "registry" || kind === "tarball" || kind === "bundled");
}

/** Whether a file says what a project asks for, rather than what is pinned. */
export function isManifest(path: string): boolean {
  return path === "package.json" || path.endsWith("/package.json");
}

function toList(numbers: readonly number[]): Int32Array {
  return Int32Array.from(new Set(numbers)).sort();
}

function kindOf(path: string, text: string): LockfileKind | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name.startsWith("pnpm-lock.")) return "pnpm";
  if (name === "bun.lock") return "bun";
  if (name === "package-lock.json" || name === "npm-shrinkwrap.json") return "npm";
  if (name !== "yarn.lock") return undefined;
  return /^__metadata:/m.test(text) ? "yarn-berry" : "yarn-classic";
}
