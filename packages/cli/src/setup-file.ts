import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, lstat, mkdir, open, readlink, realpath, rename, rm, rmdir } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { CliError } from "./errors.ts";

/** A file of the user's as it is now. */
export interface UserFile {
  /** Where the file itself is: links are followed. */
  readonly target: string;
  /** `undefined` when there is none. */
  readonly text: string | undefined;
  /** What a new text keeps. */
  readonly mode: number;
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  /** The folders above it that are missing, outermost first. */
  readonly missingFolders: readonly string[];
}

const maxBytes = 1_000_000;
const maxLinks = 20;
// Settings files of clients may hold tokens.
const newFileMode = 0o600;

/** Reads a file of the user's byte by byte. Throws `CLI_BAD_FILE` for what is no text file that can be put back. */
export async function readUserFile(path: string): Promise<UserFile> {
  const target = await followLinks(path);
  let handle: FileHandle;
  try {
    // Opening a pipe that nobody writes to would wait for ever.
    handle = await open(target, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw refused("read", path, error);
    return {
      target,
      text: undefined,
      mode: newFileMode,
      owner: undefined,
      missingFolders: await findMissingFolders(dirname(target)),
    };
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw badFile(path, "it is no file");
    if (stats.size > maxBytes) throw badFile(path, `it is larger than ${String(maxBytes)} bytes`);
    const text = decode(path, await handle.readFile());
    const owner = { uid: stats.uid, gid: stats.gid };
    return { target, text, mode: stats.mode & 0o7777, owner, missingFolders: [] };
  } finally {
    await handle.close();
  }
}

/** What tells one text from another. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Replaces a file's text at once, with its mode and owner, and makes the folders above it. Throws `CLI_BAD_FILE`. */
export async function writeUserFile(file: UserFile, text: string): Promise<void> {
  const temporary = temporaryOf(file.target);
  try {
    for (const folder of file.missingFolders) await mkdir(folder, { recursive: true, mode: 0o700 });
    await rm(temporary, { force: true });
    await writeNew(temporary, file, text);
    await rename(temporary, file.target);
  } catch (error) {
    throw refused("write", file.target, error);
  }
}

async function writeNew(path: string, { mode, owner }: UserFile, text: string): Promise<void> {
  const handle = await open(path, "wx", newFileMode);
  try {
    await handle.writeFile(text);
    await handle.chmod(mode);
    // Only root can give a file away; anybody else owns what they edit.
    if (owner !== undefined && process.getuid?.() === 0) await handle.chown(owner.uid, owner.gid);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes a file that setup has made, and the folders made with it that hold nothing else. */
export async function removeUserFile(target: string, folders: readonly string[]): Promise<void> {
  await rm(target, { force: true });
  for (const folder of folders.toReversed()) {
    try {
      await rmdir(folder);
    } catch (error) {
      if (["ENOTEMPTY", "EEXIST", "ENOENT"].includes(systemErrorCode(error) ?? "")) return;
      throw refused("remove", folder, error);
    }
  }
}

function temporaryOf(target: string): string {
  return `${target}.lockkeeper-new`;
}

/** Follows links to where the file is or would be; a link to nothing keeps pointing there. */
async function followLinks(path: string): Promise<string> {
  let at = path;
  for (let links = 0; links < maxLinks; links += 1) {
    try {
      return await realpath(at);
    } catch (error) {
      if (systemErrorCode(error) !== "ENOENT") throw refused("read", path, error);
    }
    const next = await readLink(at);
    if (next === undefined) return at;
    at = next;
  }
  throw badFile(path, "its links lead nowhere");
}

async function readLink(path: string): Promise<string | undefined> {
  try {
    const isLink = (await lstat(path)).isSymbolicLink();
    return isLink ? resolve(dirname(path), await readlink(path)) : undefined;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw refused("read", path, error);
  }
}

async function findMissingFolders(folder: string): Promise<readonly string[]> {
  try {
    await access(folder);
    return [];
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw refused("read", folder, error);
    const parent = dirname(folder);
    return parent === folder ? [] : [...(await findMissingFolders(parent)), folder];
  }
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw badFile(path, "it is no UTF-8 text", cause);
  }
}

function refused(what: string, path: string, cause: unknown): CliError {
  if (cause instanceof CliError) return cause;
  return new CliError("CLI_BAD_FILE", {
    message: `Cannot ${what} "${path}" as the system refuses: ${systemErrorCode(cause) ?? String(cause)}`,
    hint: "Check its permissions and those of its folder. `lockkeeper unsetup` puts back what was done so far.",
    cause,
  });
}

function badFile(path: string, why: string, cause?: unknown): CliError {
  return new CliError("CLI_BAD_FILE", { message: `Cannot edit "${path}" as ${why}`, cause });
}
