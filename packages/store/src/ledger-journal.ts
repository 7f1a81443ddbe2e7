import { randomUUID } from "node:crypto";
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

import { describeCause, isDiskFull, StoreError } from "./errors.ts";
import { sealLine } from "./sealed-line.ts";

/** The calls that a journal makes to the disk; tests replace them to run out of room. */
export interface JournalDisk {
  open(path: string): number;
  /** Appends bytes and returns how many were written. */
  write(file: number, bytes: Buffer): number;
  truncate(file: number, size: number): void;
  close(file: number): void;
}

/** The real disk. */
export const journalDisk: JournalDisk = {
  open: (path) => openSync(path, "ax", 0o600),
  write: (file, bytes) => writeSync(file, bytes),
  truncate: (file, size) => ftruncateSync(file, size),
  close: (file) => closeSync(file),
};

/** One append-only file of entries that this process writes. */
export interface Journal {
  readonly name: string;
  readonly path: string;
  /** Bytes that hold whole lines. */
  readonly size: number;
  /** Appends one text as a line; when it returns, the operating system has all of it. Throws `STORE_LEDGER_WRITE_FAILED`. */
  append(text: string): void;
  close(): void;
}

/** The name of a journal tells who writes it: process and machine. */
export interface JournalOwner {
  readonly pid: number;
  readonly host: string;
}

const journalName = /^(\d{1,10})@([A-Za-z0-9._-]{1,100})@[0-9a-f-]{36}\.journal$/;

/** The owner that a journal's file name states, or `undefined` for another file. */
export function tryParseJournalName(name: string): JournalOwner | undefined {
  const match = journalName.exec(name);
  return match?.[2] === undefined ? undefined : { pid: Number(match[1]), host: match[2] };
}

/** This machine's name as journals carry it. In a container it is the container's. */
export function readHostName(): string {
  return (
    hostname()
      .replaceAll(/[^A-Za-z0-9._-]/g, "_")
      .slice(0, 100) || "_"
  );
}

/** Makes a new journal in the folder. Throws `STORE_LEDGER_WRITE_FAILED`. */
export function createJournal(folder: string, disk: JournalDisk): Journal {
  const name = `${process.pid}@${readHostName()}@${randomUUID()}.journal`;
  const path = join(folder, name);
  const file = guardDisk(path, () => disk.open(path));
  let size = 0;
  // Bytes of a line that failed half-way and could not be taken back; the next line must not continue it.
  let isTorn = false;

  function append(text: string): void {
    const line = Buffer.from(isTorn ? `\n${sealLine(text)}` : sealLine(text));
    let written = 0;
    try {
      while (written < line.length) written += disk.write(file, line.subarray(written));
    } catch (cause) {
      takeBack(written);
      throw writeFailed(path, cause);
    }
    isTorn = false;
    size += line.length;
  }

  function takeBack(written: number): void {
    if (written === 0) return;
    try {
      disk.truncate(file, size);
    } catch {
      // The torn line stays; its checksum tells it from an entry, and `append` reports the failure itself.
      isTorn = true;
      size += written;
    }
  }

  return {
    name,
    path,
    get size() {
      return size;
    },
    append,
    close: () => disk.close(file),
  };
}

function guardDisk<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw writeFailed(path, cause);
  }
}

function writeFailed(path: string, cause: unknown): StoreError {
  const why = isDiskFull(cause) ? "the disk is full" : "the file does not take it";
  return new StoreError("STORE_LEDGER_WRITE_FAILED", {
    message: `Cannot write to the ledger "${path}" as ${why}: ${describeCause(cause)}`,
    hint: "Make room on that disk or let this user write there; nothing needs to be restarted.",
    cause,
  });
}
