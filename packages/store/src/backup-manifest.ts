import { badArchive } from "./tar-read.ts";

/** A file of a backup. */
export interface BackupFile {
  readonly path: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** What a backup says of itself; its last entry, so that one that was cut short has none. */
export interface BackupManifest {
  readonly format: 1;
  /** The Lockkeeper that wrote it. */
  readonly version: string;
  /** Everything answered before this is in it. Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly schema: number;
  readonly ledger: { readonly head: string; readonly lastSeq: number };
  readonly files: readonly BackupFile[];
}

/** The path of the manifest in a backup. */
export const manifestPath = "backup.json";
/** The path of the database in a backup. */
export const databasePath = "lockkeeper.db";
/** Settings that are backed up, if they are there. Secrets are not. */
export const settingsFiles: readonly string[] = ["policy.yaml", "upstreams.yaml", "feeds.yaml"];
/** Snapshots: manifests in packs, and packuments that left the cache. */
const snapshotPath =
  /^snapshots\/(?:[0-9a-f]{2}\/[0-9a-f]{64}\.gz|packuments\/[0-9a-f]{2}\/[0-9a-f]{64}-[0-9a-f]{1,64}(?:-[0-9a-f]{1,64})?)$/;

/** Campaigns of one's own: no feed brings them again. */
const campaignPath = /^campaigns\/[a-z0-9]+(?:-[a-z0-9]+)*-20\d{2}\.json$/;

/** Results of sweeps: the machines may be set up anew by now. */
const sweepPath = /^sweeps\/[a-z0-9]{1,40}-[0-9a-f]{8}-\d{14}-[0-9a-f]{16}\.jsonl$/;

/** What incidents add to the policy: without it a restored firewall would be looser than the one before. */
const incidentPolicyPath = /^incident-policies\/[a-z0-9][a-z0-9-]{0,100}\.yaml$/;

/** The most bytes of a manifest: about a million files. */
export const manifestMaxBytes = 256_000_000;

/** Whether a path may stand in a backup: nothing else is ever written from one. */
export function isBackupPath(path: string): boolean {
  if (path === databasePath || settingsFiles.includes(path)) return true;
  const kept = [snapshotPath, campaignPath, sweepPath, incidentPolicyPath];
  return kept.some((form) => form.test(path));
}

/** Parses a manifest. Throws `STORE_BAD_BACKUP`. */
export function parseManifest(text: string): BackupManifest {
  const value = parseJson(text);
  const [format, version, createdAt, schema, ledger, files] = [
    "format",
    "version",
    "createdAt",
    "schema",
    "ledger",
    "files",
  ].map((name) => fieldOf(value, name));
  const [head, lastSeq] = [fieldOf(ledger, "head"), fieldOf(ledger, "lastSeq")];
  if (format !== 1) throw badArchive("its format is of another Lockkeeper");
  const isSound =
    typeof version === "string" &&
    isCount(createdAt) &&
    isCount(schema) &&
    typeof head === "string" &&
    isCount(lastSeq);
  if (!isSound || !Array.isArray(files)) throw badArchive("its manifest is malformed");
  return { format, version, createdAt, schema, ledger: { head, lastSeq }, files: files.map(parseFile) };
}

function parseFile(value: unknown): BackupFile {
  const [path, bytes, sha256] = ["path", "bytes", "sha256"].map((name) => fieldOf(value, name));
  if (typeof path === "string" && isCount(bytes) && typeof sha256 === "string")
    return { path, bytes, sha256 };
  throw badArchive("its manifest is malformed");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badArchive("its manifest is no JSON", cause);
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
