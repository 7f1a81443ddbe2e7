import type { ArchiveEntry } from "@lockkeeper/archive";
import type { SourceLocation } from "@lockkeeper/code";

import type { OwnFileFacts } from "../files/read-file-facts.ts";
import type { Concealment, ConcealmentKind } from "../package-facts.ts";
import { LineIndex } from "../text/line-index.ts";

/** A file in which something may be hidden, with what is known of it. */
export interface ExaminedFile {
  readonly entry: ArchiveEntry;
  readonly facts: OwnFileFacts;
  /** The bytes as a buffer, cut at what is examined. */
  readonly bytes: Buffer;
}

/** What was found, before it has a place in words. */
export interface FoundConcealment {
  readonly kind: ConcealmentKind;
  /** Where it begins, in bytes; `undefined` when it is about the whole file. */
  readonly start?: number;
  readonly detail: string;
  readonly amount: number;
  /** What a person should see instead of the bytes there. */
  readonly excerpt?: string;
}

const excerptMaxCharacters = 200;

/** Gives a finding its place and its excerpt. */
export function placeConcealment({ entry, bytes }: ExaminedFile, found: FoundConcealment): Concealment {
  const { kind, start, detail, amount } = found;
  return {
    kind,
    path: entry.path,
    location: start === undefined ? undefined : locate(bytes, start),
    detail,
    excerpt: found.excerpt ?? (start === undefined ? undefined : excerptAt(bytes, start)),
    amount,
  };
}

function locate(bytes: Buffer, start: number): SourceLocation {
  return new LineIndex(bytes.subarray(0, start + 1)).locationOf(start);
}

function excerptAt(bytes: Buffer, start: number): string {
  return bytes.toString("utf8", start, start + excerptMaxCharacters * 4).slice(0, excerptMaxCharacters);
}
