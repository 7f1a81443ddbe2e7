import { readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { describeCause, StoreError } from "./errors.ts";
import { makeFolder } from "./make-folder.ts";
import { sweepFolderOf } from "./sweep-folder.ts";
import { createTemporaryPath, sweepTemporaries } from "./temporary.ts";

/** Where everything of a Lockkeeper is kept: absolute paths below one folder. */
export interface DataFolder {
  readonly root: string;
  readonly policyFile: string;
  readonly secretsFile: string;
  readonly databaseFile: string;
  readonly ledgerFolder: string;
  readonly tarballFolder: string;
  readonly packumentFolder: string;
  /** What was worked out from packages; can be worked out again. */
  readonly findingFolder: string;
  readonly snapshotFolder: string;
  readonly intelFolder: string;
  /** Campaigns of this Lockkeeper's own, one file each. */
  readonly campaignFolder: string;
  /** What incidents add to the policy, one file each. */
  readonly incidentPolicyFolder: string;
  /** Results of sweeps that machines handed in. */
  readonly sweepFolder: string;
  readonly temporaryFolder: string;
  /** Damaged files are moved here, for a person to look at. */
  readonly corruptFolder: string;
}

/** The layout that this code reads and writes; a change that older code could not read raises it. */
const currentFormat = 1;
const markerMaxCharacters = 4096;

/** How a data folder is opened. */
export interface DataFolderOptions {
  /** Whether one is opened too whose restore was cut short: only another restore may do that. */
  readonly isForRestore?: boolean;
}

/**
 * Opens the data folder and makes what is missing, for its owner only. Throws `STORE_UNWRITABLE`,
 * `STORE_NEWER_FORMAT` when a newer Lockkeeper made it, `STORE_BAD_FORMAT` when its marker cannot be read,
 * `STORE_RESTORE_UNFINISHED` when a restore was cut short.
 */
export async function openDataFolder(root: string, options: DataFolderOptions = {}): Promise<DataFolder> {
  const folder = layOut(resolve(root));
  if (options.isForRestore !== true) await refuseUnfinishedRestore(folder);
  await ensureWritable(folder);
  await ensureFormat(folder);
  await sweepTemporaries(folder.temporaryFolder);
  return folder;
}

function layOut(root: string): DataFolder {
  return {
    root,
    policyFile: join(root, "policy.yaml"),
    secretsFile: join(root, "secrets.yaml"),
    databaseFile: join(root, "lockkeeper.db"),
    ledgerFolder: join(root, "ledger"),
    tarballFolder: join(root, "cache", "tarballs"),
    packumentFolder: join(root, "cache", "packuments"),
    findingFolder: join(root, "cache", "findings"),
    snapshotFolder: join(root, "snapshots"),
    intelFolder: join(root, "intel"),
    campaignFolder: join(root, "campaigns"),
    incidentPolicyFolder: join(root, "incident-policies"),
    sweepFolder: sweepFolderOf(root),
    temporaryFolder: join(root, "tmp"),
    corruptFolder: join(root, "corrupt"),
  };
}

/** The file that stands in a data folder while a restore puts things in their place. */
export function restoreMarkOf(root: string): string {
  return join(root, "restore-unfinished");
}

/** A folder that lacks half of what it had must not be taken for a new one. */
async function refuseUnfinishedRestore({ root }: DataFolder): Promise<void> {
  let kept: string;
  try {
    kept = await readFile(restoreMarkOf(root), "utf8");
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return;
    throw error;
  }
  throw new StoreError("STORE_RESTORE_UNFINISHED", {
    message: `Cannot use "${root}" as data folder as a restore into it was cut short`,
    hint: `Run the restore again. What was there before is in "${kept.slice(0, markerMaxCharacters).trim()}".`,
  });
}

async function ensureWritable(folder: DataFolder): Promise<void> {
  const probe = createTemporaryPath(folder.temporaryFolder);
  try {
    for (const path of [
      folder.root,
      folder.ledgerFolder,
      folder.tarballFolder,
      folder.packumentFolder,
      folder.findingFolder,
      folder.snapshotFolder,
      folder.intelFolder,
      folder.temporaryFolder,
      folder.corruptFolder,
    ]) {
      await makeFolder(path);
    }
    await writeFile(probe, "probe", { mode: 0o600, flag: "wx" });
    await rm(probe);
  } catch (cause) {
    throw new StoreError("STORE_UNWRITABLE", {
      message: `Cannot use "${folder.root}" as data folder as it cannot be written: ${describeCause(cause)}`,
      hint: "Choose another folder with --data or LOCKKEEPER_DATA, or let this user write there.",
      cause,
    });
  }
}

async function ensureFormat(folder: DataFolder): Promise<void> {
  const marker = join(folder.root, "format.json");
  const format = await readFormat(marker);
  if (format === undefined) {
    await writeFile(marker, `${JSON.stringify({ format: currentFormat })}\n`, { mode: 0o600 });
    return;
  }
  if (format <= currentFormat) return;
  throw new StoreError("STORE_NEWER_FORMAT", {
    message: `Cannot use "${folder.root}" as data folder as a newer Lockkeeper made it: format ${format}, known up to ${currentFormat}`,
    hint: "Start the newer Lockkeeper, or choose another folder with --data.",
  });
}

async function readFormat(marker: string): Promise<number | undefined> {
  let text: string;
  try {
    text = await readFile(marker, "utf8");
  } catch (cause) {
    if (systemErrorCode(cause) === "ENOENT") return undefined;
    throw badMarker(marker, cause);
  }
  const format = tryParseFormat(text);
  if (format === undefined) throw badMarker(marker, undefined);
  return format;
}

function tryParseFormat(text: string): number | undefined {
  if (text.length > markerMaxCharacters) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("format" in value)) return undefined;
    return Number.isSafeInteger(value.format) && Number(value.format) > 0 ? Number(value.format) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function badMarker(marker: string, cause: unknown): StoreError {
  const detail = cause === undefined ? "it is not a format marker" : describeCause(cause);
  return new StoreError("STORE_BAD_FORMAT", {
    message: `Cannot read "${marker}" as the data folder's format is unknown: ${detail}`,
    hint: `If the folder is a Lockkeeper's, write {"format": ${currentFormat}} into that file.`,
    cause,
  });
}
