import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";

import { readBounded } from "./bounded-file.ts";
import { asLockfileError, LockfileError } from "./errors.ts";
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

type FileForm = LockfileKind | "yarn" | "bun-binary" | "unknown";

const fileForms: ReadonlyMap<string, FileForm> = new Map([
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun-binary"],
  ["deno.lock", "unknown"],
  ["vlt-lock.json", "unknown"],
]);
/** Clients whose lockfiles are told as not understood, so that nobody takes them for read. */
const otherClients: ReadonlyMap<string, string> = new Map([
  ["deno.lock", "Deno"],
  ["vlt-lock.json", "vlt"],
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
  return parseForm(file, { form: formOf(file), bytes, limits });
}

/** Whose lockfile it is, by its name and content. Throws `LOCKFILE_BAD_FORMAT` for what this package cannot read. */
export function kindOfLockfile(file: string, bytes: Uint8Array): LockfileKind {
  return kindOfForm(file, formOf(file), bytes);
}

function formOf(file: string): FileForm {
  const name = basename(file);
  const form = fileForms.get(name) ?? endings.find(([ending]) => name.endsWith(ending))?.[1];
  if (form === undefined) {
    throw new LockfileError("LOCKFILE_BAD_FORMAT", {
      message: `Cannot read "${file}" as its name is that of no lockfile`,
      hint: "Lockfiles are package-lock.json, npm-shrinkwrap.json, pnpm-lock.yaml, yarn.lock and bun.lock.",
    });
  }
  return form;
}

/** For copies under other names, such as `old-lock.json`. */
const endings: readonly (readonly [string, FileForm])[] = [
  [".json", "npm"],
  [".yaml", "pnpm"],
  [".lock", "yarn"],
  [".lockb", "bun-binary"],
];

/** The lockfiles that lie in a folder itself, in the order of their names. Throws `LOCKFILE_UNREADABLE`. */
export async function findLockfiles(
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
  const isPassed = form === "bun-binary" || form === "unknown";
  const bytes = isPassed ? new Uint8Array() : await readBounded(file, limits.maxBytes);
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
  const kind = kindOfForm(file, form, bytes);
  return { file, kind, packages: parseLockfile(kind, bytes, limits) };
}

function kindOfForm(file: string, form: FileForm, bytes: Uint8Array): LockfileKind {
  if (form === "bun-binary") {
    throw new LockfileError("LOCKFILE_BAD_FORMAT", {
      message: `Cannot read "${file}" as only Bun knows its form: a binary lockfile`,
      hint: "Turn it into text: bun install --save-text-lockfile --lockfile-only",
    });
  }
  if (form === "unknown") {
    const client = otherClients.get(basename(file)) ?? "another client";
    throw new LockfileError("LOCKFILE_BAD_FORMAT", {
      message: `Cannot read "${file}" as it is a lockfile of ${client}, which is not understood`,
      hint: `What ${client} installs was not checked.`,
    });
  }
  return form === "yarn" ? kindOfYarnLockfile(bytes) : form;
}

/** Yarn 2 and later begin with a block about the file; Yarn 1 has no such entry. */
function kindOfYarnLockfile(bytes: Uint8Array): LockfileKind {
  return /^__metadata:/m.test(new TextDecoder().decode(bytes)) ? "yarn-berry" : "yarn-classic";
}
