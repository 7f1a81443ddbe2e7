import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";

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
      files.push(await readLockfile(file, form, limits));
    } catch (error) {
      unreadable.push({ file, error: asLockfileError(file, error) });
    }
  }
  return { files, unreadable };
}

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

async function readLockfile(file: string, form: FileForm, limits: LockfileLimits): Promise<ReadLockfile> {
  if (form === "bun-binary") {
    throw new LockfileError("LOCKFILE_BAD_FORMAT", {
      message: `Cannot read "${file}" as only Bun knows its form: a binary lockfile`,
      hint: "Turn it into text: bun install --save-text-lockfile --lockfile-only",
    });
  }
  const bytes = await readBounded(file, limits.maxBytes);
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
