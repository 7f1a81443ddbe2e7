import type { Clock } from "@lockkeeper/core";

import { numberAt, textAt } from "./columns.ts";
import { chainStart, hashBatch } from "./ledger-chain.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { createInterner } from "./ledger-interner.ts";
import type { JournalReader } from "./ledger-journal-reader.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** What one step of an import did. */
interface ImportStep {
  /** Where the next step continues. */
  readonly position: number;
  readonly imported: number;
  readonly damaged: number;
  /** Nothing was left to import. */
  readonly isAtEnd: boolean;
}

/** Moves entries from journals into the database. */
export interface LedgerImporter {
  /** Imports one batch. Whatever happens in between, each entry of a journal enters the database once. */
  importBatch(name: string, journal: JournalReader, position: number): ImportStep;
  /** How far a journal was imported. */
  positionOf(name: string): number;
  /** Forgets journals that were imported before that time and are not among the names, since their files are gone. */
  forgetOthers(names: readonly string[], before: number): void;
}

/** Small enough that a batch does not hold up other work: some milliseconds. */
const batchMaxEntries = 200;

/** Creates an importer. */
export function createLedgerImporter(database: SqlDatabase, clock: Clock): LedgerImporter {
  const position = database.query("SELECT imported FROM ledger_journal WHERE name = ?");
  const advance = database.command(
    `INSERT INTO ledger_journal(name, imported, imported_at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET imported = excluded.imported, imported_at = excluded.imported_at`,
  );
  const forget = database.command(
    "DELETE FROM ledger_journal WHERE imported_at < ? AND name NOT IN (SELECT value FROM json_each(?))",
  );
  const appender = createRowAppender(database);

  function positionOf(name: string): number {
    const row = position.row(name);
    return row === undefined ? 0 : numberAt(row, 0);
  }

  function importBatch(name: string, journal: JournalReader, from: number): ImportStep {
    const part = journal.readFrom(from, batchMaxEntries);
    if (part.consumed === 0) return { position: from, imported: 0, damaged: 0, isAtEnd: true };
    return appendOrForget(() => {
      const recorded = positionOf(name);
      // Another process imports the same journal, or the database is a restored copy: go by what it says.
      if (recorded !== from) return { position: recorded, imported: 0, damaged: 0, isAtEnd: false };
      appender.append(part.entries);
      const to = from + part.consumed;
      advance.run(name, to, clock.now());
      return { position: to, imported: part.entries.length, damaged: part.damaged, isAtEnd: false };
    });
  }

  function appendOrForget(work: () => ImportStep): ImportStep {
    try {
      return database.transaction(work);
    } catch (error) {
      // The rollback took away rows whose ids are remembered.
      appender.forget();
      throw error;
    }
  }

  return {
    importBatch,
    positionOf,
    forgetOthers: (names, before) => void forget.run(before, JSON.stringify(names)),
  };
}

/** Appends rows as one batch, inside the caller's transaction. */
interface RowAppender {
  append(entries: readonly LedgerEntry[]): void;
  forget(): void;
}

function createRowAppender(database: SqlDatabase): RowAppender {
  const lastBatch = database.query(
    "SELECT number, last_seq, hash FROM ledger_batch ORDER BY number DESC LIMIT 1",
  );
  const insertBatch = database.command(
    "INSERT INTO ledger_batch(number, first_seq, last_seq, hash) VALUES (?, ?, ?, ?)",
  );
  // One statement for the whole batch: crossing into the database costs more than the rows do.
  const insertRows = database.command(
    `INSERT INTO ledger_row(seq, at, source, subject, ruling, withheld)
     SELECT ? + key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?)`,
  );
  const renderer = createRowRenderer(database);

  function append(entries: readonly LedgerEntry[]): void {
    if (entries.length === 0) return;
    const last = lastBatch.row();
    const firstSeq = last === undefined ? 1 : numberAt(last, 1) + 1;
    const batch = {
      number: last === undefined ? 1 : numberAt(last, 0) + 1,
      firstSeq,
      lastSeq: firstSeq + entries.length - 1,
    };
    const hash = hashBatch(last === undefined ? chainStart : textAt(last, 2), batch, entries);
    insertRows.run(firstSeq, `[${entries.map((entry) => renderer.render(entry)).join(",")}]`);
    insertBatch.run(batch.number, batch.firstSeq, batch.lastSeq, hash);
  }

  return { append, forget: () => renderer.forget() };
}

/** Interns the texts of an entry and renders what remains of it as JSON. */
interface RowRenderer {
  render(entry: LedgerEntry): string;
  forget(): void;
}

function createRowRenderer(database: SqlDatabase): RowRenderer {
  const sources = createInterner(database, "ledger_source", [
    "identity",
    "client",
    "client_version",
    "command",
    "ci",
    "remote",
  ]);
  const subjects = createInterner(database, "ledger_subject", [
    "package",
    "version",
    "integrity_expected",
    "integrity_served",
  ]);
  const rulings = createInterner(database, "ledger_ruling", [
    "kind",
    "decision",
    "effect",
    "clause",
    "policy_revision",
    "outcome",
    "status",
    "observed",
    "took_from_cache",
  ]);

  function render(e: LedgerEntry): string {
    const flags = [e.observed ? 1 : 0, e.tookFromCache ? 1 : 0];
    return JSON.stringify([
      e.at,
      sources.idOf([e.identity, e.client, e.clientVersion, e.command, e.ci, e.remote]),
      subjects.idOf([e.package, e.version, e.integrityExpected, e.integrityServed]),
      rulings.idOf([e.kind, e.decision, e.effect, e.clause, e.policyRevision, e.outcome, e.status, ...flags]),
      e.withheld.length === 0 ? null : JSON.stringify(e.withheld),
    ]);
  }

  return {
    render,
    forget: () => {
      for (const interner of [sources, subjects, rulings]) interner.forget();
    },
  };
}
