import { closeSync, fstatSync, openSync, readSync } from "node:fs";

import { systemErrorCode } from "@lockkeeper/core";

import type { LedgerEntry } from "./ledger-entry.ts";
import { boundEntry, tryParseEntry } from "./ledger-entry.ts";
import { tryUnsealLine } from "./sealed-line.ts";

/** Entries from a part of a journal. */
export interface JournalPart {
  readonly entries: readonly LedgerEntry[];
  /** Bytes up to the end of the last whole line that was read. */
  readonly consumed: number;
  /** Lines that are no entries: torn by a crash, or damaged on disk. */
  readonly damaged: number;
}

/** A journal opened for reading; it stays readable when its writer removes the file. */
export interface JournalReader {
  /** Reads at most that many entries from a position on; none at the end or before an unfinished line. */
  readFrom(position: number, maxEntries: number): JournalPart;
  size(): number;
  close(): void;
}

const newline = 0x0a;
/** Longer than any bounded entry, so a part without a line break is not one. */
export const journalPartBytes: number = 512 * 1024;

/** Opens a journal for reading, or answers `undefined` when it is gone. */
export function openJournalReader(path: string): JournalReader | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  const buffer = Buffer.allocUnsafe(journalPartBytes);
  return {
    readFrom: (position, maxEntries) => {
      const length = readSync(file, buffer, 0, buffer.length, position);
      return parseJournal(buffer.subarray(0, length), maxEntries);
    },
    size: () => fstatSync(file).size,
    close: () => closeSync(file),
  };
}

/** Parses the lines at the beginning of some bytes of a journal. Total: whatever is not an entry is counted as damaged. */
export function parseJournal(bytes: Buffer, maxEntries: number): JournalPart {
  const entries: LedgerEntry[] = [];
  let consumed = 0;
  let damaged = 0;
  while (entries.length < maxEntries) {
    const end = bytes.indexOf(newline, consumed);
    if (end < 0) break;
    const entry = end === consumed ? undefined : tryParseLine(bytes.toString("utf8", consumed, end));
    if (entry !== undefined) entries.push(entry);
    else if (end > consumed) damaged += 1;
    consumed = end + 1;
  }
  const isStuck = consumed === 0 && bytes.length >= journalPartBytes && maxEntries > 0;
  return isStuck ? { entries, consumed: bytes.length, damaged: 1 } : { entries, consumed, damaged };
}

function tryParseLine(line: string): LedgerEntry | undefined {
  const text = tryUnsealLine(line);
  const entry = text === undefined ? undefined : tryParseEntry(text);
  return entry === undefined ? undefined : boundEntry(entry);
}
