import type { ArchiveEntry } from "@lockkeeper/archive";
import type { SourceLocation } from "@lockkeeper/code";

import { codeKinds } from "../files/code-kinds.ts";
import type { OwnFileFacts } from "../files/read-file-facts.ts";
import type { FileKind, Indicator, IndicatorKind } from "../package-facts.ts";
import { findCommentRanges, isInRange } from "../text/comment-ranges.ts";
import { builtInPatterns } from "./indicator-patterns.ts";
import type { IndicatorPatterns } from "./indicator-patterns.ts";
import { hostOfUrl, readIndicator } from "./read-indicator.ts";
import type { FoundText } from "./read-indicator.ts";
import { LineIndex } from "../text/line-index.ts";

/** Larger files are searched to here. */
const searchedMaxBytes = 64_000_000;
/** How many indicators of one kind are kept of one file, in total and per kind. */
const keptPerKind = 25;
const keptPerFile = 120;

/** Finds texts that say where something goes or what it is after, in one pass over the bytes. Never throws. */
export function findIndicators(
  entry: ArchiveEntry,
  facts: OwnFileFacts,
  patterns: IndicatorPatterns = builtInPatterns,
): readonly Indicator[] {
  if (!searchedKinds.has(facts.kind)) return [];
  const bytes = entry.bytes.subarray(0, searchedMaxBytes);
  const found = new FoundIndicators();
  patterns.search.search(bytes, (hit) => {
    const pattern = patterns.patterns[hit.text];
    const text =
      pattern === undefined || found.isFull(pattern.kind) ? undefined : readIndicator(bytes, pattern, hit);
    if (pattern !== undefined && text !== undefined) found.add(pattern.kind, text);
    return !found.isFullOfAll();
  });
  return found.list(entry.path, bytes, facts.kind);
}

/** Text that people or programs read; maps repeat their sources. */
const searchedKinds: ReadonlySet<FileKind> = new Set([
  "javascript",
  "typescript",
  "json",
  "shell",
  "powershell",
  "batch",
  "python",
  "gyp",
  "markup",
  "markdown",
  "style",
  "text",
]);

interface Kept extends FoundText {
  readonly kind: IndicatorKind;
}

/** Keeps each text once, at its first place, within bounds. */
class FoundIndicators {
  readonly #kept = new Map<string, Kept>();
  readonly #counts = new Map<IndicatorKind, number>();

  isFull(kind: IndicatorKind): boolean {
    return (this.#counts.get(kind) ?? 0) >= keptPerKind;
  }

  isFullOfAll(): boolean {
    return this.#kept.size >= keptPerFile;
  }

  add(kind: IndicatorKind, text: FoundText): void {
    const host = kind === "url" ? hostOfUrl(text.value) : undefined;
    if (host === namespaceHost) return;
    this.#put(kind, text);
    if (host !== undefined && !this.isFull("host")) this.#put("host", { value: host, start: text.start });
  }

  #put(kind: IndicatorKind, text: FoundText): void {
    const key = `${kind} ${text.value}`;
    if (this.#kept.has(key)) return;
    this.#kept.set(key, { kind, ...text });
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  list(path: string, bytes: Uint8Array, fileKind: FileKind): readonly Indicator[] {
    if (this.#kept.size === 0) return [];
    const places = new Places(bytes, fileKind);
    return [...this.#kept.values()].map(({ kind, value, start }) => ({
      kind,
      value,
      path,
      location: places.locationOf(start),
      where: places.whereIs(start),
    }));
  }
}

/** Names of XML's namespaces begin with it; nobody connects to it. */
const namespaceHost = "www.w3.org";

/** Says where an offset is: in which line, and whether in code, in a comment, or in a text. */
class Places {
  readonly #bytes: Uint8Array;
  readonly #kind: FileKind;
  readonly #lines: LineIndex;
  readonly #comments: readonly number[];

  constructor(bytes: Uint8Array, kind: FileKind) {
    this.#bytes = bytes;
    this.#kind = kind;
    this.#lines = new LineIndex(bytes);
    this.#comments = kind === "javascript" || kind === "typescript" ? findCommentRanges(bytes) : [];
  }

  locationOf(offset: number): SourceLocation {
    return this.#lines.locationOf(offset);
  }

  whereIs(offset: number): Indicator["where"] {
    if (!codeKinds.has(this.#kind)) return "text";
    const isComment =
      isInRange(this.#comments, offset) || (hashKinds.has(this.#kind) && this.#isAfterHash(offset));
    return isComment ? "comment" : "code";
  }

  /** A line of a script that begins with the mark of a comment. */
  #isAfterHash(offset: number): boolean {
    let at = this.#lines.lineStart(offset);
    while (this.#bytes[at] === 0x20 || this.#bytes[at] === 0x09) at += 1;
    return this.#bytes[at] === 0x23;
  }
}

const hashKinds: ReadonlySet<FileKind> = new Set(["shell", "powershell", "python", "gyp"]);
