import { rm } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";

import type { Logger } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";

import type { LedgerImporter } from "./ledger-import.ts";
import type { Journal, JournalDisk } from "./ledger-journal.ts";
import { createJournal } from "./ledger-journal.ts";
import type { JournalReader } from "./ledger-journal-reader.ts";
import { openJournalReader } from "./ledger-journal-reader.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** What a pipe works with. */
export interface LedgerPipeOptions {
  readonly folder: string;
  readonly importer: LedgerImporter;
  readonly database: SqlDatabase;
  readonly logger: Logger;
  readonly disk: JournalDisk;
}

/** A journal with how far it was imported. */
interface Segment {
  readonly journal: Journal;
  readonly reader: JournalReader;
  position: number;
}

/**
 * A transaction costs as much as twenty rows, so many are gathered for one; who reads the ledger meanwhile finds them in
 * the journal.
 */
const gatherMs = 200;
/** So many are a batch worth its transaction, whenever they came. */
const gatheredCount = 200;
const retryMs = 1000;
/** A journal of that size is closed, and removed once imported. */
const segmentMaxBytes = 8_000_000;

/** Takes rows at one end, durably, and moves them into the database at the other, in the background. */
export class LedgerPipe {
  readonly #options: LedgerPipeOptions;
  readonly #segments: Segment[] = [];
  #pending = 0;
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;

  constructor(options: LedgerPipeOptions) {
    this.#options = options;
  }

  /** Rows that the database does not hold yet. */
  get pending(): number {
    return this.#pending;
  }

  append(text: string): void {
    this.#activeSegment().journal.append(text);
    this.#pending += 1;
    if (this.#pending === gatheredCount) this.#unschedule();
    this.#schedule();
  }

  async flush(): Promise<void> {
    const before = this.#draining;
    const run = before === undefined ? this.#drain() : before.then(() => this.#drain());
    this.#draining = run;
    try {
      await run;
    } finally {
      if (this.#draining === run) this.#draining = undefined;
      if (this.#pending > 0) this.#schedule();
    }
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      clearTimeout(this.#timer);
    }
    for (let [segment] = this.#segments; segment !== undefined; [segment] = this.#segments) {
      await this.#retire(segment);
    }
  }

  #activeSegment(): Segment {
    const last = this.#segments.at(-1);
    if (last !== undefined && last.journal.size < segmentMaxBytes) return last;
    const journal = createJournal(this.#options.folder, this.#options.disk);
    const reader = openJournalReader(journal.path);
    if (reader === undefined) throw new TypeError(`The journal ${journal.path} vanished`);
    const segment = { journal, reader, position: 0 };
    this.#segments.push(segment);
    return segment;
  }

  #schedule(delay: number = this.#pending < gatheredCount ? gatherMs : 0): void {
    if (this.#timer !== undefined || this.#draining !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.flush().catch((error: unknown) => this.#postpone(error));
    }, delay);
    // A process may end with rows in its journal: the next one imports them.
    this.#timer.unref();
  }

  #postpone(error: unknown): void {
    this.#options.logger.log("error", {
      code: "STORE_LEDGER_IMPORT_FAILED",
      message: "Rows wait in the journal as the database does not take them",
      fields: { pending: this.#pending, error: toErrorRecord(error) },
    });
    this.#unschedule();
    this.#schedule(retryMs);
  }

  #unschedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #drain(): Promise<void> {
    for (;;) {
      const [segment] = this.#segments;
      if (segment === undefined) return;
      const step = this.#options.importer.importBatch(segment.journal.name, segment.reader, segment.position);
      segment.position = step.position;
      this.#pending -= step.imported;
      if (step.isAtEnd) {
        if (this.#segments.length === 1) return;
        await this.#retire(segment);
      }
      await setImmediate();
    }
  }

  async #retire(segment: Segment): Promise<void> {
    this.#segments.shift();
    segment.reader.close();
    segment.journal.close();
    // Only now: until the database file itself has the rows, a power cut could take them from its log.
    this.#options.database.query("PRAGMA wal_checkpoint(PASSIVE)").row();
    await rm(segment.journal.path, { force: true });
  }
}
