import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";

import type { Clock, Logger } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import type { LedgerImporter } from "./ledger-import.ts";
import type { JournalOwner } from "./ledger-journal.ts";
import { readHostName, tryParseJournalName } from "./ledger-journal.ts";
import { openJournalReader } from "./ledger-journal-reader.ts";
import { isAbandoned, setAside } from "./temporary.ts";

interface LeftoverOptions {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a journal held when its import ended. */
interface Imported {
  readonly rows: number;
  readonly damaged: number;
  /** Bytes of a last line that was never finished; its request was never answered. */
  readonly tornBytes: number;
}

const dayMs = 86_400_000;
/** A journal of another machine on a shared disk is removed only when nobody wrote to it for that long. */
const foreignJournalMs = 7 * dayMs;

/** Imports the journals of processes that are gone, and removes those that are imported whole. */
export async function importLeftovers(
  folder: DataFolder,
  importer: LedgerImporter,
  options: LeftoverOptions,
): Promise<void> {
  const names = await readdir(folder.ledgerFolder);
  for (const name of names) {
    const owner = tryParseJournalName(name);
    const path = join(folder.ledgerFolder, name);
    if (owner === undefined || !(await isLeftover(owner, path))) continue;
    const imported = await importJournal(name, path, importer);
    if (imported !== undefined) await finish(folder, path, imported, options);
  }
  // Kept for a while, since a reader may still hold a removed file open and asks how far it was imported.
  importer.forgetOthers(names, options.clock.now() - dayMs);
}

async function isLeftover(owner: JournalOwner, path: string): Promise<boolean> {
  if (owner.host === readHostName()) return isAbandoned(owner.pid, path);
  return performance.timeOrigin + performance.now() - (await stat(path)).mtimeMs > foreignJournalMs;
}

/** Imports what the database does not hold yet of a journal; `undefined` when the file is gone. */
export async function importJournal(
  name: string,
  path: string,
  importer: LedgerImporter,
): Promise<Imported | undefined> {
  const reader = openJournalReader(path);
  if (reader === undefined) return undefined;
  try {
    let position = importer.positionOf(name);
    let rows = 0;
    let damaged = 0;
    for (;;) {
      const step = importer.importBatch(name, reader, position);
      if (step.isAtEnd) return { rows, damaged, tornBytes: reader.size() - position };
      ({ position } = step);
      rows += step.imported;
      damaged += step.damaged;
      await setImmediate();
    }
  } finally {
    reader.close();
  }
}

async function finish(
  folder: DataFolder,
  path: string,
  imported: Imported,
  { clock, logger }: LeftoverOptions,
): Promise<void> {
  if (imported.rows > 0) {
    logger.log("info", {
      code: "STORE_LEDGER_RECOVERED",
      message: `${imported.rows} rows of an earlier process are now in the ledger`,
      fields: { ...imported },
    });
  }
  if (imported.tornBytes > 0) {
    logger.log("warn", {
      code: "STORE_LEDGER_TORN_LINE",
      message: "The last row of an earlier process was not finished; its request was not answered",
      fields: { ...imported },
    });
  }
  if (imported.damaged === 0) return rm(path, { force: true });
  const target = await setAside(path, folder.corruptFolder, clock.now());
  logger.log("error", {
    code: "STORE_LEDGER_DAMAGED_LINES",
    message: `${imported.damaged} lines of a journal were damaged; the journal is kept as ${target}`,
    fields: { ...imported, target },
  });
}
