import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { basename, join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { badFormat, LockfileError, tooLarge } from "./errors.ts";
import type { LockedPackage, LockfileKind, LockfileLimits } from "./locked-package.ts";
import { lockfileLimits } from "./locked-package.ts";
import { parseLockfile } from "./parse-lockfile.ts";

/** One lockfile of a folder with what it pins. */
export interface ReadLockfile {
  /** The file's path: the folder as given, and the file's name. */
  readonly file: string;
  readonly kind: LockfileKind;
  readonly packages: readonly LockedPackage[];
}

/** All lockfiles of a folder: a project may hold several, and each counts for its client. */
export interface LockfileReading {
  readonly files: readonly ReadLockfile[];
  /** Lockfiles that are there and could not be read: never treat them as empty. */
  readonly unreadable: readonly { readonly file: string; readonly error: LockfileError }[];
}

type FileForm = LockfileKind | "yarn" | "bun-binary";

const fileForms: ReadonlyMap<string, FileForm> = new Map([
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun-binary"],
]);
// pnpm can keep one lockfile per branch.
const pnpmFile = /^pnpm-lock(?:\..{1,200})?\.yaml$/;

/**
 * Reads the lockfiles that lie in a folder itself, not those of folders above. What a file holds never makes it throw;
 * throws `LOCKFILE_UNREADABLE` when there is no such folder.
 */
export async function readLockedPackages(
  folder: string,
  limits: LockfileLimits = lockfileLimits,
): Promise<LockfileReading> {
  const files: ReadLockfile[] = [];
  const unreadable: { readonly file: string; readonly error: LockfileError }[] = [];
  for (const { name, form } of await findLockfiles(folder)) {
    const file = join(folder, name);
    try {
      files.push(await readForm(file, form, limits));
    } catch (error) {
      unreadable.push({ file, error: asLockfileError(file, error) });
    }
  }
  return { files, unreadable };
}

/**
 * Reads one lockfile of whatever name and client. Throws `LOCKFILE_UNREADABLE` when there is none, and what
 * {@link parseNamedLockfile} throws.
 */
export async function readLockfile(
  file: string,
  limits: LockfileLimits = lockfileLimits,
): Promise<ReadLockfile> {
  try {
    return parseNamedLockfile(file, await readBounded(file, limits.maxBytes), limits);
  } catch (error) {
    throw asLockfileError(file, error);
  }
}

/**
 * Parses the bytes of a lockfile whose client is told by the file's name, else by its ending. Throws
 * `LOCKFILE_BAD_FORMAT`, also for a name that no client uses, and `LOCKFILE_TOO_LARGE`.
 */
export function parseNamedLockfile(
  file: string,
  bytes: Uint8Array,
  limits: LockfileLimits = lockfileLimits,
): ReadLockfile {
  const name = basename(file);
  const form = fileForms.get(name) ?? endings.find(([ending]) => name.endsWith(ending))?.[1];
  if (form === undefined) {
    throw new LockfileError("LOCKFILE_BAD_FORMAT", {
      message: `Cannot read "${file}" as its name is that of no lockfile`,
      hint: "Lockfiles are package-lock.json, npm-shrinkwrap.json, pnpm-lock.yaml, yarn.lock and bun.lock.",
    });
  }
  return parseForm(file, { form, bytes, limits });
}

/** For copies under other names, such as `old-lock.json`. */
const endings: readonly (readonly [string, FileForm])[] = [
  [".json", "npm"],
  [".yaml", "pnpm"],
  [".lock", "yarn"],
  [".lockb", "bun-binary"],
];

async function findLockfiles(
  folder: string,
): Promise<readonly { readonly name: string; readonly form: FileForm }[]> {
  try {
    const names = await readdir(folder);
    const found = names.flatMap((name) => {
      const form = fileForms.get(name) ?? (pnpmFile.test(name) ? "pnpm" : undefined);
      return form === undefined ? [] : [{ name, form }];
    });
    // Bun reads the binary file only where there is no text.
    const hasText = found.some(({ form }) => form === "bun");
    return found
      .filter(({ form }) => form !== "bun-binary" || !hasText)
      .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  } catch (error) {
    throw asLockfileError(folder, error);
  }
}

async function readForm(file: string, form: FileForm, limits: LockfileLimits): Promise<ReadLockfile> {
  const bytes = form === "bun-binary" ? new Uint8Array() : await readBounded(file, limits.maxBytes);
  return parseForm(file, { form, bytes, limits });
}

function parseForm(
  file: string,
  {
    form,
    bytes,
    limits,
  }: { readonly form: FileForm; readonly bytes: Uint8Array; readonly limits: LockfileLimits },
): ReadLockfile {
  if (form === "bun-binary") {
    throw new LockfileError("LOCKFILE_BAD_FORMAT", {
      message: `Cannot read "${file}" as only Bun knows its form: a binary lockfile`,
      hint: "Turn it into text: bun install --save-text-lockfile --lockfile-only",
    });
  }
  const kind = form === "yarn" ? kindOfYarnLockfile(bytes) : form;
  return { file, kind, packages: parseLockfile(kind, bytes, limits) };
}

async function readBounded(file: string, maxBytes: number): Promise<Uint8Array> {
  // Opening a pipe that nobody writes to would wait for ever.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw badFormat("it is not a file");
    if (stats.size > maxBytes) throw tooLarge(`${String(maxBytes)} bytes`);
    return await readUpTo(handle, stats.size);
  } finally {
    await handle.close();
  }
}

/** Reads at most so many bytes, also of a file that grows meanwhile. */
async function readUpTo(handle: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await handle.read(bytes, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

/** Yarn 2 and later begin with a block about the file; Yarn 1 has no such entry. */
function kindOfYarnLockfile(bytes: Uint8Array): LockfileKind {
  return /^__metadata:/m.test(new TextDecoder().decode(bytes)) ? "yarn-berry" : "yarn-classic";
}

function asLockfileError(file: string, error: unknown): LockfileError {
  if (error instanceof LockfileError) return error;
  return new LockfileError("LOCKFILE_UNREADABLE", {
    message: `Cannot read "${file}" as the system refuses: ${systemErrorCode(error) ?? "unknown"}`,
    hint: "What cannot be read was not checked.",
    cause: error,
  });
}
