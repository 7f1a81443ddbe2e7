import { resolve } from "node:path";

import { LockkeeperError, renderInstant } from "@lockkeeper/core";
import type { CheckedBackup, DataFolder, FolderCheck } from "@lockkeeper/store";

import type { CommandModule, ViewContext } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { createQuietLogger } from "../settings.ts";
import { count, renderPairs } from "../table.ts";

interface DbCheckInput {
  readonly data: string | undefined;
  /** A backup to check instead of the data folder. */
  readonly backup: string | undefined;
}

/** What `db check` found. */
type Checked =
  | ({ readonly kind: "folder"; readonly dataFolder: string } & FolderCheck)
  | ({ readonly kind: "backup"; readonly path: string } & CheckedBackup)
  | { readonly kind: "damaged-backup"; readonly path: string; readonly detail: string };

/** `db check`: reads everything and says what is damaged. */
export const dbCheckCommand: CommandModule<DbCheckInput, Checked> = {
  run: check,
  views: { person: renderChecked, json: checkedLine },
  exitCode: (found) => (isSound(found) ? 0 : 1),
};

async function* check({ data, backup }: DbCheckInput, environment: Environment): AsyncIterable<Checked> {
  const { checkFolder, openDataFolder } = await import("@lockkeeper/store");
  const folder = await openDataFolder(dataFolderOf(data, environment));
  yield backup === undefined
    ? { kind: "folder", dataFolder: folder.root, ...(await checkFolder(folder)) }
    : await checkOneBackup(folder, resolve(environment.cwd, backup), environment);
}

async function checkOneBackup(folder: DataFolder, path: string, environment: Environment): Promise<Checked> {
  const { checkBackup } = await import("@lockkeeper/store");
  const { clock } = environment;
  try {
    const checked = await checkBackup(folder, path, { clock, logger: createQuietLogger(environment) });
    return { kind: "backup", path, ...checked };
  } catch (error) {
    if (!(error instanceof LockkeeperError) || error.code !== "STORE_BAD_BACKUP") throw error;
    return { kind: "damaged-backup", path, detail: error.message };
  }
}

function isSound(found: Checked): boolean {
  if (found.kind !== "folder") return found.kind === "backup";
  const { integrity, ledger, snapshots } = found;
  const isLedgerSound = ledger === undefined || ledger.kind === "intact";
  return integrity === "ok" && isLedgerSound && snapshots.damaged.length === 0;
}

function renderChecked(found: Checked, { style }: ViewContext): string {
  if (found.kind === "damaged-backup") return `${style.red("damaged")}: ${showForeign(found.detail)}\n`;
  const word = isSound(found) ? style.green("sound") : style.red("damaged");
  if (found.kind === "backup") {
    const { manifest, verification } = found;
    return `${word}: ${showForeign(found.path)}, of ${renderInstant(manifest.createdAt)} by Lockkeeper ${showForeign(manifest.version)}; ${count(verification.rows, "row")} of the ledger verified\n`;
  }
  return `${word}: ${found.dataFolder}\n${renderPairs([
    ["Database", `${describeSchema(found)}, ${showForeign(found.integrity)}`],
    ["Ledger", describeLedger(found)],
    ["Snapshots", `${count(found.snapshots.files, "file")}, ${found.snapshots.damaged.length} damaged`],
    ...found.snapshots.damaged.map((path): readonly [string, string] => ["", showForeign(path)]),
  ])}`;
}

function describeSchema({ schema, newestSchema }: FolderCheck): string {
  if (schema === 0) return "none yet";
  return schema === newestSchema
    ? `schema ${schema}`
    : `schema ${schema}, this Lockkeeper has ${newestSchema}`;
}

function describeLedger({ ledger, journals }: FolderCheck): string {
  const waiting = journals === 0 ? "" : `; ${count(journals, "journal")} beside it`;
  if (ledger === undefined) return `not verified, as the schema is another${waiting}`;
  return `${ledger.kind}, ${count(ledger.rows, "row")}${waiting}`;
}

function checkedLine(found: Checked): object {
  if (found.kind === "damaged-backup") {
    return { kind: "backup", path: found.path, sound: false, detail: found.detail };
  }
  if (found.kind === "backup") {
    const { kind, path, manifest, verification } = found;
    const createdAt = renderInstant(manifest.createdAt);
    return { kind, path, sound: true, createdAt, version: manifest.version, rows: verification.rows };
  }
  const { kind, dataFolder, schema: databaseSchema, newestSchema, integrity, journals, snapshots } = found;
  const ledger = found.ledger === undefined ? null : { kind: found.ledger.kind, rows: found.ledger.rows };
  const sound = isSound(found);
  return { kind, dataFolder, sound, databaseSchema, newestSchema, integrity, ledger, journals, snapshots };
}
