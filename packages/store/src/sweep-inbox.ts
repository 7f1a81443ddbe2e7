import { createHash } from "node:crypto";
import { readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { StoreError } from "./errors.ts";
import { makeFolder } from "./make-folder.ts";
import { sweepFolderOf } from "./sweep-folder.ts";
import { openSealedSweep } from "./sweep-seal.ts";

/** A result that was taken. */
export interface TakenSweep {
  /** The name of its file in the inbox. */
  readonly id: string;
  /** The machine that it tells of, as it says itself. */
  readonly host: string;
  readonly fingerprint: string;
}

const maxFiles = 20_000;
const maxFilesPerHost = 50;
const digestCharacters = 16;

/**
 * Takes a sealed result of a sweep into the data folder: its seal is checked, its first line must be a sweep's header. The same
 * result twice is one; of a host the oldest ones beyond a bound give way. Throws `STORE_BAD_SWEEP`, `STORE_UNWRITABLE`.
 */
export async function takeSweep(root: string, bytes: Buffer): Promise<TakenSweep> {
  const { body, fingerprint } = openSealedSweep(bytes);
  const { host, startedAt } = parseHeader(body);
  const folder = sweepFolderOf(root);
  await makeFolder(folder);
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, digestCharacters);
  const stem = `${hostStem(host)}-`;
  const id = `${stem}${stamp(startedAt)}-${digest}.jsonl`;
  const names = (await readdir(folder)).filter((name) => name.endsWith(".jsonl"));
  if (!names.includes(id) && names.length >= maxFiles) throw full(folder);
  const file = join(folder, id);
  try {
    await writeFile(`${file}.tmp`, bytes, { mode: 0o600 });
    await rename(`${file}.tmp`, file);
  } catch (cause) {
    throw new StoreError("STORE_UNWRITABLE", {
      message: `Cannot keep a result of a sweep in "${folder}": ${systemErrorCode(cause) ?? "unknown"}`,
      cause,
    });
  }
  const own = [...new Set([...names, id])].filter((name) => name.startsWith(stem)).toSorted();
  for (const name of own.slice(0, Math.max(0, own.length - maxFilesPerHost)))
    await rm(join(folder, name), { force: true });
  return { id, host, fingerprint };
}

function parseHeader(body: Buffer): { readonly host: string; readonly startedAt: string } {
  const end = body.indexOf(0x0a);
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8", 0, end < 0 ? body.length : end));
  } catch (cause) {
    throw noHeader(cause);
  }
  if (typeof value !== "object" || value === null) throw noHeader();
  const header: { readonly kind?: unknown; readonly host?: unknown; readonly startedAt?: unknown } = value;
  const { kind, host, startedAt } = header;
  if (kind !== "sweep" || typeof host !== "string" || typeof startedAt !== "string") throw noHeader();
  return { host, startedAt };
}

/** A file's name of what a stranger calls a machine: what is not a plain character is left out, and a digest tells two apart. */
function hostStem(host: string): string {
  const digest = createHash("sha256").update(host).digest("hex").slice(0, 8);
  const plain = host
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .slice(0, 40);
  return `${plain === "" ? "host" : plain}-${digest}`;
}

function stamp(startedAt: string): string {
  return startedAt
    .replaceAll(/[^0-9]/g, "")
    .slice(0, 14)
    .padEnd(14, "0");
}

function noHeader(cause?: unknown): StoreError {
  return new StoreError("STORE_BAD_SWEEP", {
    message: "Cannot take a result of a sweep as its first line is no header of one",
    cause,
  });
}

function full(folder: string): StoreError {
  return new StoreError("STORE_BAD_SWEEP", {
    message: `Cannot take a result of a sweep as "${folder}" holds ${maxFiles} already`,
    hint: "Move old ones away.",
  });
}
