import { chmod, copyFile, lstat, mkdir, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { ArchiveEntry } from "@lockkeeper/archive";
import { systemErrorCode, tryParseJson } from "@lockkeeper/core";

import { CliError } from "../../errors.ts";
import { isInside, placeIn } from "../../scan/installed-place.ts";
import type { FolderExtent, ListedEntry } from "./folder-listing.ts";

/**
 * The path of an installed package's folder. Security: places are foreign texts, and no folder on the way may be a link,
 * since what is behind it is none of the project's. Throws `CLI_BAD_FILE`.
 */
export async function pathOfPlace(folder: string, place: string): Promise<string> {
  if (!isInside(place) || place.split("/").some((part) => part === "" || part === "."))
    throw notOurs(place, "it is not inside the project");
  const parts = place.split("/");
  for (let count = 1; count <= parts.length; count += 1) {
    const part = placeIn(folder, parts.slice(0, count).join("/"));
    if (await isLink(part)) throw notOurs(place, "a link lies on the way");
  }
  return placeIn(folder, place);
}

/** Whether a place is inside of the project, with no link on the way. */
export async function isOurs(folder: string, place: string): Promise<boolean> {
  try {
    await pathOfPlace(folder, place);
    return true;
  } catch (error) {
    if (error instanceof CliError) return false;
    throw error;
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    const stats = await lstat(path);
    if (!stats.isDirectory() && !stats.isSymbolicLink()) throw notOurs(path, "it is no folder");
    return stats.isSymbolicLink();
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}

function notOurs(place: string, why: string): CliError {
  return new CliError("CLI_BAD_FILE", {
    message: `Cannot change ${JSON.stringify(place.slice(0, 200))} as ${why}`,
    hint: "Look at it by hand, and install anew.",
  });
}

/** Removes a package's files; what is installed below it stays, unless the whole folder goes. */
export async function clearFolder(path: string, extent: FolderExtent): Promise<void> {
  if (extent === "whole") {
    await rm(path, { recursive: true, force: true });
    return;
  }
  for (const name of await namesOf(path)) {
    if (name !== "node_modules") await rm(join(path, name), { recursive: true, force: true });
  }
}

async function namesOf(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return [];
    throw error;
  }
}

/** Copies what was listed from one folder to another, with modes and times. Pipes, devices and the like are left out. */
export async function copyListed(from: string, to: string, entries: readonly ListedEntry[]): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const { path, kind, mode, modifiedAt, target } of entries) {
    const [source, copy] = [placeIn(from, path), placeIn(to, path)];
    if (kind === "folder") await mkdir(copy, { recursive: true });
    else if (kind === "link" && target !== undefined) await symlink(target, copy);
    else if (kind === "file") {
      await copyFile(source, copy);
      await chmod(copy, mode);
      await utimes(copy, modifiedAt / 1000, modifiedAt / 1000);
    }
  }
  // From the inner to the outer: what is put into a folder changes its time.
  for (const { path, kind, mode, modifiedAt } of entries.toReversed()) {
    if (kind !== "folder") continue;
    await chmod(placeIn(to, path), mode);
    await utimes(placeIn(to, path), modifiedAt / 1000, modifiedAt / 1000);
  }
}

/** Whether an archive can be written as npm would: no path that leads elsewhere, and a manifest. */
export function isWritable(entries: readonly ArchiveEntry[]): boolean {
  return (
    entries.some(({ path }) => path === "package.json") &&
    entries.every(({ path }) => isInside(path) && !path.startsWith("/") && !/^[A-Za-z]:/.test(path))
  );
}

/** Writes a package's files as npm extracts them; what the tarball brings of others stays as it is installed. */
export async function writeEntries(path: string, entries: readonly ArchiveEntry[]): Promise<void> {
  const programs = programsOf(entries);
  for (const entry of entries) {
    if (entry.path.startsWith("node_modules/")) continue;
    const file = placeIn(path, entry.path);
    await mkdir(dirname(file), { recursive: true });
    const isProgram = (entry.mode & 0o111) !== 0 || programs.has(entry.path);
    await writeFile(file, entry.bytes, { mode: 0o644 });
    await chmod(file, isProgram ? 0o755 : 0o644);
  }
}

/** The files that clients make executable, since a manifest names them as programs. */
function programsOf(entries: readonly ArchiveEntry[]): ReadonlySet<string> {
  const manifest = entries.find(({ path }) => path === "package.json");
  const document =
    manifest === undefined ? undefined : tryParseJson(Buffer.from(manifest.bytes).toString("utf8"));
  const bin: unknown =
    typeof document === "object" && document !== null && "bin" in document ? document.bin : undefined;
  const named: readonly unknown[] = typeof bin === "object" && bin !== null ? Object.values(bin) : [bin];
  return new Set(named.flatMap((each) => (typeof each === "string" ? [each.replace(/^\.\//, "")] : [])));
}
