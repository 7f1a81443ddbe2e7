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

/** Takes rows at one end, durably, and moves them into the database at the other, in the background. */
export interface LedgerPipe {
  append(text: string): void;
  flush(): Promise<void>;
  close(): Promise<void>;
  readonly pending: number;
}

/** A journal with how far it was imported. */
interface Segment {
  readonly journal: Journal;
  readonly reader: JournalReader;
  position: number;
}

/** Long enough to gather a batch under load, short enough that nobody waits for a row to appear. */
const gatherMs = 20;
const retryMs = 1000;
/** A journal of that size is closed, and removed once imported. */
const segmentMaxBytes = 8_000_000;

/** Creates a pipe. Its first journal is made by the first row. */
export function createLedgerPipe(options: LedgerPipeOptions): LedgerPipe {
  const { importer, logger } = options;
  const segments: Segment[] = [];
  let pending = 0;
  let timer: NodeJS.Timeout | undefined;
  let draining: Promise<void> | undefined;

  function append(text: string): void {
    activeSegment().journal.append(text);
    pending += 1;
    schedule(gatherMs);
  }

  function activeSegment(): Segment {
    const last = segments.at(-1);
    if (last !== undefined && last.journal.size < segmentMaxBytes) return last;
    const journal = createJournal(options.folder, options.disk);
    const reader = openJournalReader(journal.path);
    if (reader === undefined) throw new TypeError(`The journal ${journal.path} vanished`);
    const segment = { journal, reader, position: 0 };
    segments.push(segment);
    return segment;
  }

  function schedule(delay: number): void {
    if (timer !== undefined || draining !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      flush().catch((error: unknown) => {
        logger.log("error", {
          code: "STORE_LEDGER_IMPORT_FAILED",
          message: "Rows wait in the journal as the database does not take them",
          fields: { pending, error: toErrorRecord(error) },
        });
        schedule(retryMs);
      });
    }, delay);
    // A process may end with rows in its journal: the next one imports them.
    timer.unref();
  }

  async function drain(): Promise<void> {
    for (;;) {
      const [segment] = segments;
      if (segment === undefined) return;
      const step = importer.importBatch(segment.journal.name, segment.reader, segment.position);
      segment.position = step.position;
      pending -= step.imported;
      if (step.isAtEnd) {
        if (segments.length === 1) return;
        await retire(segment);
      }
      await setImmediate();
    }
  }

  async function retire(segment: Segment): Promise<void> {
    segments.shift();
    segment.reader.close();
    segment.journal.close();
    // Only now: until the database file itself has the rows, a power cut could take them from its log.
    options.database.query("PRAGMA wal_checkpoint(PASSIVE)").row();
    await rm(segment.journal.path, { force: true });
  }

  async function flush(): Promise<void> {
    const before = draining;
    const run = before === undefined ? drain() : before.then(drain);
    draining = run;
    try {
      await run;
    } finally {
      if (draining === run) draining = undefined;
      if (pending > 0) schedule(gatherMs);
    }
  }

  async function close(): Promise<void> {
    await flush();
    clearTimeout(timer);
    for (let [segment] = segments; segment !== undefined; [segment] = segments) await retire(segment);
  }

  return {
    append,
    flush,
    close,
    get pending() {
      return pending;
    },
  };
}
