import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, rmdir, statfs, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

import type { Clock, Logger } from "@lockkeeper/core";
import { renderInstant, systemErrorCode } from "@lockkeeper/core";

import type { BackupFile, BackupManifest } from "./backup-manifest.ts";
import {
  databasePath,
  isBackupPath,
  manifestMaxBytes,
  manifestPath,
  parseManifest,
  settingsFiles,
} from "./backup-manifest.ts";
import type { DataFolder } from "./data-folder.ts";
import { openDataFolder, restoreMarkOf } from "./data-folder.ts";
import { openDatabase } from "./database.ts";
import { StoreError } from "./errors.ts";
import { readHostName, tryParseJournalName } from "./ledger-journal.ts";
import type { LedgerVerification } from "./ledger-verify.ts";
import { readHead, verifyLedger } from "./ledger-verify.ts";
import { badArchive, readTar } from "./tar-read.ts";
import type { TarEntry } from "./tar-read.ts";
import { createTemporaryPath, isProcessAlive } from "./temporary.ts";

/** What a restore works with. */
export interface RestoreOptions {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A backup that was read to its end and found sound. */
export interface CheckedBackup {
  readonly manifest: BackupManifest;
  readonly verification: LedgerVerification;
}

/** A backup that is in place now. */
export interface RestoreReport extends CheckedBackup {
  /** Where the files are that were there before; `undefined` when there were none. */
  readonly replaced: string | undefined;
}

/** What of a data folder a backup replaces, whether it holds it or not. */
const replacedNames: readonly string[] = [
  databasePath,
  `${databasePath}-wal`,
  `${databasePath}-shm`,
  "ledger",
  "snapshots",
  "campaigns",
  "incident-policies",
  "sweeps",
  ...settingsFiles,
];
const spareBytes = 100_000_000;

/** Reads a backup to its end and verifies everything that a restore would. Throws `STORE_BAD_BACKUP`, `STORE_NEWER_FORMAT`. */
export async function checkBackup(
  folder: DataFolder,
  backup: string,
  options: RestoreOptions,
): Promise<CheckedBackup> {
  const staging = createTemporaryPath(folder.temporaryFolder);
  try {
    return await unpackAndVerify(backup, staging, options);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/**
 * Puts a backup in the place of what a data folder holds. Everything is verified first; what was there is kept aside.
 * Caches and secrets stay. Throws `STORE_IN_USE`, `STORE_BAD_BACKUP`, `STORE_NEWER_FORMAT`, `STORE_DISK_FULL`; nothing
 * was changed then.
 */
export async function restoreBackup(
  folder: DataFolder,
  backup: string,
  options: RestoreOptions,
): Promise<RestoreReport> {
  await refuseInUse(folder);
  const staging = createTemporaryPath(folder.temporaryFolder);
  try {
    const checked = await unpackAndVerify(backup, staging, options);
    const aside = join(
      folder.root,
      `replaced-${renderInstant(options.clock.now()).replaceAll(/[-:.]/g, "")}`,
    );
    await writeFile(restoreMarkOf(folder.root), `${aside}\n`, { mode: 0o600 });
    const replaced = await moveAside(folder.root, aside);
    for (const name of replacedNames) await tryMove(join(staging, name), join(folder.root, name));
    await rm(restoreMarkOf(folder.root));
    await openDataFolder(folder.root);
    return { ...checked, replaced };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** A journal that a living process of this machine writes shows that the folder is in use. */
async function refuseInUse(folder: DataFolder): Promise<void> {
  for (const name of await readdir(folder.ledgerFolder)) {
    const owner = tryParseJournalName(name);
    if (owner === undefined || owner.host !== readHostName() || !isProcessAlive(owner.pid)) continue;
    throw new StoreError("STORE_IN_USE", {
      message: `Cannot restore into "${folder.root}" as process ${owner.pid} writes there`,
      hint: "Stop the server first.",
    });
  }
}

async function unpackAndVerify(
  backup: string,
  staging: string,
  options: RestoreOptions,
): Promise<CheckedBackup> {
  const manifest = await unpack(backup, staging);
  const staged = await openDataFolder(staging);
  const database = await openDatabase(staged, options);
  try {
    const answer = database.query("PRAGMA integrity_check(1)").row()?.[0];
    if (answer !== "ok") throw badArchive(`its database is damaged: ${String(answer)}`);
    if (readHead(database).hash !== manifest.ledger.head)
      throw badArchive("its ledger ends otherwise than it says");
    const verification = await verifyLedger(database, manifest.ledger.head);
    if (verification.kind !== "intact") throw badArchive("the chain of its ledger is broken");
    return { manifest, verification };
  } finally {
    database.close();
  }
}

/** Unpacks into a new folder, and checks that all is there that the manifest names, and nothing else. */
async function unpack(backup: string, staging: string): Promise<BackupManifest> {
  await mkdir(staging, { mode: 0o700 });
  const found = new Map<string, BackupFile>();
  let manifest: BackupManifest | undefined;
  for await (const entry of readTar(readBackup(backup))) {
    if (manifest !== undefined) throw badArchive("something follows its manifest");
    if (entry.path === manifestPath) {
      manifest = parseManifest(await readText(entry));
    } else {
      if (!isBackupPath(entry.path) || found.has(entry.path))
        throw badArchive("it holds a file that no backup has");
      found.set(entry.path, await unpackFile(entry, staging));
    }
  }
  if (manifest === undefined) throw badArchive("it has no manifest: it was cut short");
  compareFiles(manifest, found);
  return manifest;
}

function compareFiles({ files }: BackupManifest, found: ReadonlyMap<string, BackupFile>): void {
  const isSame =
    files.length === found.size &&
    files.every(({ path, bytes, sha256 }) => {
      const file = found.get(path);
      return file?.bytes === bytes && file.sha256 === sha256;
    });
  if (!isSame || !found.has(databasePath))
    throw badArchive("its files are not those that its manifest names");
}

async function* readBackup(path: string): AsyncGenerator<Buffer, void, undefined> {
  const file = createReadStream(path);
  const unzip = createGunzip();
  file.on("error", (error) => unzip.destroy(error));
  file.pipe(unzip);
  try {
    // A stream without an encoding yields buffers only.
    for await (const chunk of unzip) yield chunk as Buffer;
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    if (systemErrorCode(cause) === "ENOENT") throw noSuchBackup(path, cause);
    throw badArchive(systemErrorCode(cause) ?? "it is not compressed as a backup is", cause);
  } finally {
    file.destroy();
    unzip.destroy();
  }
}

function noSuchBackup(path: string, cause: unknown): StoreError {
  return new StoreError("STORE_NO_SUCH_BACKUP", {
    message: `Cannot read the backup "${path}" as there is no such file`,
    cause,
  });
}

async function readText(entry: TarEntry): Promise<string> {
  if (entry.bytes > manifestMaxBytes) throw badArchive("its manifest is too large");
  const parts: Buffer[] = [];
  for await (const part of entry.read()) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

async function unpackFile(entry: TarEntry, staging: string): Promise<BackupFile> {
  const target = join(staging, entry.path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await refuseTooLarge(entry, staging);
  const hash = createHash("sha256");
  async function* hashed(): AsyncGenerator<Buffer, void, undefined> {
    for await (const part of entry.read()) {
      hash.update(part);
      yield part;
    }
  }
  await pipeline(hashed(), createWriteStream(target, { flags: "wx", mode: 0o600 }));
  await utimes(target, entry.modifiedAt / 1000, entry.modifiedAt / 1000);
  return { path: entry.path, bytes: entry.bytes, sha256: hash.digest("hex") };
}

/** What an archive says of its sizes may be a bomb. */
async function refuseTooLarge({ path, bytes }: TarEntry, staging: string): Promise<void> {
  const { bavail, bsize } = await statfs(staging);
  if (bytes + spareBytes < bavail * bsize) return;
  throw new StoreError("STORE_DISK_FULL", {
    message: `Cannot unpack "${path}" of the backup as the disk has no room for it: ${bytes} bytes`,
    hint: "Make room on that disk; nothing was changed.",
  });
}

async function moveAside(root: string, aside: string): Promise<string | undefined> {
  await mkdir(aside, { mode: 0o700 });
  let count = 0;
  for (const name of replacedNames) {
    if (await isEmptyFolder(join(root, name))) await rmdir(join(root, name));
    else if (await tryMove(join(root, name), join(aside, name))) count += 1;
  }
  if (count > 0) return aside;
  await rm(aside, { recursive: true });
  return undefined;
}

async function isEmptyFolder(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length === 0;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw error;
  }
}

/** Answers `false` when there is nothing to move. */
async function tryMove(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}
