import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";

import { systemErrorCode } from "@lockkeeper/core";

import type { DataFolder } from "./data-folder.ts";
import { openDatabaseAsIs } from "./database.ts";
import { walkFiles } from "./eviction.ts";
import { tryParseJournalName } from "./ledger-journal.ts";
import type { LedgerVerification } from "./ledger-verify.ts";
import { verifyLedger } from "./ledger-verify.ts";
import { newestSchema, readSchema } from "./migrations.ts";

/** What a check of a data folder found. */
export interface FolderCheck {
  /** 0 when there is no database. */
  readonly schema: number;
  readonly newestSchema: number;
  /** What SQLite says: `ok`, or the first faults. */
  readonly integrity: string;
  /** `undefined` where the schema is of another Lockkeeper. */
  readonly ledger: LedgerVerification | undefined;
  /** Journals that processes left or are writing. */
  readonly journals: number;
  /** Packs of manifests, which are named by their own hash. */
  readonly snapshots: { readonly files: number; readonly damaged: readonly string[] };
}

const faultsMaxCount = 20;
const packName = /^([0-9a-f]{64})\.gz$/;

/** Reads everything that a backup would hold and says what is damaged; changes nothing. Works beside a server. */
export async function checkFolder(folder: DataFolder): Promise<FolderCheck> {
  const journals = (await readdir(folder.ledgerFolder)).filter(
    (name) => tryParseJournalName(name) !== undefined,
  );
  const snapshots = await checkSnapshots(folder);
  const database = await openDatabaseAsIs(folder.databaseFile);
  const found = { newestSchema, journals: journals.length, snapshots };
  if (database === undefined) {
    return { ...found, schema: 0, integrity: "ok", ledger: await verifyLedger(undefined) };
  }
  try {
    const faults = database.query(`PRAGMA integrity_check(${faultsMaxCount})`).rows();
    const schema = readSchema(database);
    const isKnown = schema === newestSchema;
    return {
      ...found,
      schema,
      integrity: faults.map(String).join("; "),
      ledger: isKnown ? await verifyLedger(database) : undefined,
    };
  } finally {
    database.close();
  }
}

async function checkSnapshots(folder: DataFolder): Promise<FolderCheck["snapshots"]> {
  let files = 0;
  const damaged: string[] = [];
  for await (const { path } of walkFiles(folder.snapshotFolder)) {
    const digest = packName.exec(basename(path))?.[1];
    files += 1;
    if (digest !== undefined && !(await hasDigest(path, digest))) damaged.push(path);
  }
  return { files, damaged };
}

async function hasDigest(path: string, digest: string): Promise<boolean> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    // A running server may have set it aside meanwhile.
    if (systemErrorCode(error) === "ENOENT") return true;
    throw error;
  }
  return hash.digest("hex") === digest;
}
