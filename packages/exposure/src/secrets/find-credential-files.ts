import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import type { CredentialPlace } from "./credential-places.ts";

/** A file of credentials that lies on a machine. Nobody opened it. */
export interface CredentialFile {
  /** Relative to the folder, with forward slashes; part of it may be foreign. */
  readonly path: string;
  readonly place: CredentialPlace;
}

/** What lies in a folder, and what of it could not be looked at. */
export interface CredentialFiles {
  readonly files: readonly CredentialFile[];
  /** Relative folders that the system did not let us list. */
  readonly unread: readonly string[];
}

const maxFiles = 2000;
const maxNames = 5000;
const absentCodes: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR"]);
/** Names that the patterns meet and that hold no secret. */
const harmless = /\.pub$|^\.env\.(?:example|sample|template|dist|defaults)$/;

/**
 * Looks which well-known files of credentials lie below a folder: names and paths, never contents. Links are not
 * followed. Never throws for what the disk holds.
 */
export async function findCredentialFiles(
  folder: string,
  places: readonly CredentialPlace[],
): Promise<CredentialFiles> {
  const files: CredentialFile[] = [];
  const unread = new Set<string>();
  for (const place of places) {
    for (const path of await expand(folder, place.path.split("/"), unread)) {
      if (files.length < maxFiles) files.push({ path, place });
    }
  }
  return { files, unread: [...unread] };
}

async function expand(
  folder: string,
  parts: readonly string[],
  unread: Set<string>,
): Promise<readonly string[]> {
  let found: readonly string[] = [""];
  for (const part of parts) {
    const next: string[] = [];
    for (const above of found) {
      if (!part.includes("*")) next.push(joined(above, part));
      else
        for (const name of await namesLike(folder, above, { part, unread })) next.push(joined(above, name));
    }
    found = next.slice(0, maxNames);
  }
  const there = await Promise.all(found.map((path) => isThere(folder, path, unread)));
  return found.filter((_, index) => there[index]);
}

async function namesLike(
  folder: string,
  above: string,
  { part, unread }: { readonly part: string; readonly unread: Set<string> },
): Promise<readonly string[]> {
  const [before = "", after = ""] = part.split("*");
  try {
    const names = await readdir(join(folder, above));
    return names
      .slice(0, maxNames)
      .filter((name) => name.startsWith(before) && name.endsWith(after) && !harmless.test(name));
  } catch (error) {
    note(error, above, unread);
    return [];
  }
}

async function isThere(folder: string, path: string, unread: Set<string>): Promise<boolean> {
  try {
    await lstat(join(folder, path));
    return true;
  } catch (error) {
    note(error, path, unread);
    return false;
  }
}

function note(error: unknown, path: string, unread: Set<string>): void {
  const code = systemErrorCode(error);
  if (code === undefined) throw error;
  if (!absentCodes.has(code)) unread.add(path);
}

function joined(above: string, name: string): string {
  return above === "" ? name : `${above}/${name}`;
}
