import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { copyFile, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

import type { Clock } from "@lockkeeper/core";
import { renderInstant, systemErrorCode } from "@lockkeeper/core";

import type { BackupFile, BackupManifest } from "./backup-manifest.ts";
import { databasePath, isBackupPath, manifestPath, settingsFiles } from "./backup-manifest.ts";
import type { DataFolder } from "./data-folder.ts";
import { openDatabaseAsIs } from "./database.ts";
import { describeCause, isDiskFull, StoreError } from "./errors.ts";
import { walkFiles } from "./eviction.ts";
import { createLedgerImporter } from "./ledger-import.ts";
import { tryParseJournalName } from "./ledger-journal.ts";
import { importJournal } from "./ledger-leftovers.ts";
import { readHead } from "./ledger-verify.ts";
import { readSchema } from "./migrations.ts";
import { renderTarHeader, renderTarPadding, tarEnd } from "./tar-write.ts";

/** What a backup is made with. */
export interface BackupOptions {
  readonly clock: Clock;
  /** Lockkeeper's own. */
  readonly version: string;
  readonly onProgress?: (bytes: number) => void;
}

/** A backup that was written. */
export interface BackupReport {
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
  readonly createdAt: number;
  readonly schema: number;
  readonly ledger: BackupManifest["ledger"];
}

/** Fast: most of it is compressed already, or hashes. */
const compression = { level: 1 };
const readBytes = 256 * 1024;

/**
 * Writes a backup of a data folder to a file, or to a new file in a folder, also while a server runs: everything
 * answered before the call is in it. Secrets, caches and the intelligence index are not. Throws `STORE_BACKUP_EXISTS`,
 * `STORE_NOTHING_TO_BACK_UP`, `STORE_UNWRITABLE`, `STORE_DISK_FULL` and what the database throws.
 */
export async function createBackup(
  folder: DataFolder,
  target: string,
  options: BackupOptions,
): Promise<BackupReport> {
  const createdAt = options.clock.now();
  const path = await placeOf(target, createdAt);
  const staging = join(dirname(path), `.${basename(path)}-${randomUUID().slice(0, 8)}`);
  try {
    await mkdir(staging, { mode: 0o700 });
    const database = await copyDatabase(folder, staging, options.clock);
    const archive = join(staging, "archive");
    const { files, bytes } = await writeArchive(
      folder,
      { staging, archive },
      { ...options, createdAt, database },
    );
    await syncFile(archive);
    await rename(archive, path);
    return { path, bytes, files, createdAt, ...database };
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError(isDiskFull(cause) ? "STORE_DISK_FULL" : "STORE_UNWRITABLE", {
      message: `Cannot write the backup "${path}": ${describeCause(cause)}`,
      hint: "A backup takes as much room as the database and the snapshots, and the database once more while it is written.",
      cause,
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** A folder gets a file whose name tells the time. */
async function placeOf(target: string, at: number): Promise<string> {
  const path = resolve(target);
  const found = await kindOf(path);
  if (found === "folder")
    return join(path, `lockkeeper-${renderInstant(at).slice(0, 19).replaceAll(/[-:]/g, "")}Z.tar.gz`);
  if (found === "none") return path;
  throw new StoreError("STORE_BACKUP_EXISTS", {
    message: `Cannot write the backup "${path}" as there is a file of that name`,
    hint: "Name another file, or a folder: then the file's name tells the time.",
  });
}

async function kindOf(path: string): Promise<"none" | "folder" | "file"> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return "none";
    throw error;
  }
}

interface CopiedDatabase {
  readonly schema: number;
  readonly ledger: BackupManifest["ledger"];
}

/**
 * Journals first, then the database: a row moves from the one to the other, so that it is in one of them at least.
 * What the database does not hold yet is imported into the copy.
 */
async function copyDatabase(folder: DataFolder, staging: string, clock: Clock): Promise<CopiedDatabase> {
  const journals = await copyJournals(folder, staging);
  const live = await openDatabaseAsIs(folder.databaseFile);
  if (live === undefined) {
    throw new StoreError("STORE_NOTHING_TO_BACK_UP", {
      message: `Cannot back up "${folder.root}" as there is no database: no server ever ran there`,
      hint: "Name the data folder with --data.",
    });
  }
  const file = join(staging, databasePath);
  try {
    live.execute(`VACUUM INTO '${file.replaceAll("'", "''")}'`);
  } finally {
    live.close();
  }
  const copy = await openDatabaseAsIs(file);
  if (copy === undefined) throw new TypeError(`The copy ${file} vanished`);
  try {
    const importer = createLedgerImporter(copy, clock);
    for (const { name, path } of journals) await importJournal(name, path, importer);
    const { hash, lastSeq } = readHead(copy);
    return { schema: readSchema(copy), ledger: { head: hash, lastSeq } };
  } finally {
    copy.close();
  }
}

interface CopiedJournal {
  /** The name that the database knows it by. */
  readonly name: string;
  readonly path: string;
}

async function copyJournals(folder: DataFolder, staging: string): Promise<readonly CopiedJournal[]> {
  const copied: CopiedJournal[] = [];
  for (const name of await readdir(folder.ledgerFolder)) {
    if (tryParseJournalName(name) === undefined) continue;
    const path = join(staging, name);
    try {
      await copyFile(join(folder.ledgerFolder, name), path);
      copied.push({ name, path });
    } catch (error) {
      // It was imported whole meanwhile: the database has its rows.
      if (systemErrorCode(error) !== "ENOENT") throw error;
    }
  }
  return copied;
}

interface ArchiveParts extends BackupOptions {
  readonly createdAt: number;
  readonly database: CopiedDatabase;
}

async function writeArchive(
  folder: DataFolder,
  { staging, archive }: { readonly staging: string; readonly archive: string },
  parts: ArchiveParts,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const files: BackupFile[] = [];
  async function* render(): AsyncGenerator<Buffer, void, undefined> {
    for await (const { path, source } of listSources(folder, staging)) yield* renderFile(path, source, files);
    const { version, createdAt, database } = parts;
    const manifest: BackupManifest = { format: 1, version, createdAt, ...database, files };
    const bytes = Buffer.from(`${JSON.stringify(manifest)}\n`);
    yield renderTarHeader({ path: manifestPath, bytes: bytes.length, modifiedAt: createdAt });
    yield bytes;
    yield renderTarPadding(bytes.length);
    yield tarEnd;
  }
  const output = createWriteStream(archive, { flags: "wx", mode: 0o600 });
  await pipeline(report(render(), parts.onProgress), createGzip(compression), output);
  return { files: files.length, bytes: output.bytesWritten };
}

async function* report(
  chunks: AsyncGenerator<Buffer, void, undefined>,
  onProgress: ((bytes: number) => void) | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    onProgress?.(bytes);
    yield chunk;
  }
}

interface Source {
  readonly path: string;
  readonly source: string;
}

/** Snapshots come after the database, which names them. */
async function* listSources(folder: DataFolder, staging: string): AsyncGenerator<Source, void, undefined> {
  yield { path: databasePath, source: join(staging, databasePath) };
  for (const name of settingsFiles) yield { path: name, source: join(folder.root, name) };
  const { campaignFolder, incidentPolicyFolder, sweepFolder, snapshotFolder } = folder;
  for (const inner of [campaignFolder, incidentPolicyFolder, sweepFolder, snapshotFolder]) {
    for await (const { path: source } of walkFiles(inner)) {
      const path = relative(folder.root, source).replaceAll("\\", "/");
      if (isBackupPath(path)) yield { path, source };
    }
  }
}

/** A file with its header. One that is not there, or not any more, is passed over. */
async function* renderFile(
  path: string,
  source: string,
  files: BackupFile[],
): AsyncGenerator<Buffer, void, undefined> {
  const handle = await tryOpen(source);
  if (handle === undefined) return;
  try {
    const { size, mtimeMs } = await handle.stat();
    const hash = createHash("sha256");
    // The time of a packument among the snapshots says when upstream confirmed it.
    yield renderTarHeader({ path, bytes: size, modifiedAt: mtimeMs });
    let left = size;
    while (left > 0) {
      const { buffer, bytesRead } = await handle.read(
        Buffer.allocUnsafe(readBytes),
        0,
        Math.min(readBytes, left),
      );
      if (bytesRead === 0) throw new Error(`"${source}" became shorter while it was read`);
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      left -= bytesRead;
      yield chunk;
    }
    yield renderTarPadding(size);
    files.push({ path, bytes: size, sha256: hash.digest("hex") });
  } finally {
    await handle.close();
  }
}

async function tryOpen(path: string): Promise<Awaited<ReturnType<typeof open>> | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
