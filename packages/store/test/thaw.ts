import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import Libsql from "libsql";

import type { DataFolder } from "../src/data-folder.ts";
import { openDataFolder } from "../src/data-folder.ts";
import type { ExceptionRow } from "../src/exceptions.ts";
import type { LedgerRow } from "../src/ledger-entry.ts";
import { readHostName } from "../src/ledger-journal.ts";
import type { VersionHistory } from "../src/sighting.ts";
import { makeFolder } from "./fixtures.ts";

/** A data folder of an earlier release, as `freeze-schema.mjs` wrote it down. */
export interface FrozenFolder {
  readonly schema: number;
  readonly format: number;
  readonly statements: readonly string[];
  readonly journal: string;
  readonly files: readonly { readonly path: string; readonly base64: string }[];
  readonly expected: {
    readonly rows: readonly LedgerRow[];
    readonly verification: { readonly kind: string; readonly head: string };
    readonly exceptions: readonly ExceptionRow[];
    readonly histories: readonly Partial<VersionHistory>[];
    readonly manifest: string;
    readonly archived: string;
  };
}

const frozenFolder = join(import.meta.dirname, "frozen");
/** No process has it: Linux ends at 4194304. */
const deadPid = 4_194_305;

/** Every frozen folder, oldest schema first. */
export async function readFrozenFolders(): Promise<readonly FrozenFolder[]> {
  const names = (await readdir(frozenFolder)).toSorted();
  return await Promise.all(
    // Our own files, written by `freeze-schema.mjs`.
    names.map(async (name) => JSON.parse(await readFile(join(frozenFolder, name), "utf8")) as FrozenFolder),
  );
}

/** Makes a data folder as the earlier release left it, with rows of a killed process still in the journal. */
export async function thaw(frozen: FrozenFolder): Promise<DataFolder> {
  const root = join(await makeFolder(), "data");
  await mkdir(join(root, "ledger"), { recursive: true });
  await writeFile(join(root, "format.json"), `${JSON.stringify({ format: frozen.format })}\n`);
  const name = `${deadPid}@${readHostName()}@12345678-1234-1234-1234-123456789abc.journal`;
  await writeFile(join(root, "ledger", name), frozen.journal);
  for (const { path, base64 } of frozen.files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), Buffer.from(base64, "base64"));
  }
  const database = new Libsql(join(root, "lockkeeper.db"));
  database.exec("PRAGMA journal_mode = WAL");
  for (const statement of frozen.statements) database.exec(statement);
  // The rows of the journal were in the database when it was frozen; take them out again.
  database.exec("DELETE FROM ledger_row WHERE seq > 12; DELETE FROM ledger_batch WHERE first_seq > 12");
  database.exec(`DELETE FROM ledger_journal; PRAGMA user_version = ${frozen.schema}`);
  database.close();
  return openDataFolder(root);
}
