import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Dirent, Stats } from "node:fs";
import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import { CliError } from "../../errors.ts";

/** Something in an installed package's folder. Names are foreign texts. */
export interface ListedEntry {
  /** Relative to the folder with forward slashes. */
  readonly path: string;
  readonly kind: "file" | "folder" | "link" | "other";
  /** Permission bits. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** Of a file, in hexadecimal digits. */
  readonly sha256: string | undefined;
  /** Where a link leads, as it says. */
  readonly target: string | undefined;
}

/** What belongs to a package's folder: what is installed below it does only where nothing is locked for either. */
export type FolderExtent = "own" | "whole";

/** The bounds of what is kept of one folder. No package that is published comes near. */
const maxEntries = 200_000;
const maxBytes = 4_000_000_000;
const maxDepth = 100;

/**
 * Lists a folder with the hashes of its files, the outer before the inner, names in their order; links are not followed.
 * Throws `CLI_BAD_FILE` over the bounds, and what the system throws.
 */
export async function listFolder(folder: string, extent: FolderExtent): Promise<readonly ListedEntry[]> {
  const found: ListedEntry[] = [];
  let size = 0;
  const waiting = [{ path: "", depth: 0 }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const entry of await namesOf(join(folder, next.path))) {
      if (next.path === "" && extent === "own" && entry.name === "node_modules") continue;
      const path = next.path === "" ? entry.name : `${next.path}/${entry.name}`;
      const listed = await list(join(folder, path), path);
      size += listed.size;
      if (found.length >= maxEntries || size > maxBytes || next.depth > maxDepth) throw tooLarge(folder);
      found.push(listed);
      if (listed.kind === "folder") waiting.push({ path, depth: next.depth + 1 });
    }
  }
  return found;
}

async function namesOf(folder: string): Promise<readonly Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

async function list(absolute: string, path: string): Promise<ListedEntry> {
  const stats = await lstat(absolute);
  const kind = kindOf(stats);
  return {
    path,
    kind,
    mode: stats.mode & 0o7777,
    size: kind === "file" ? stats.size : 0,
    modifiedAt: stats.mtimeMs,
    sha256: kind === "file" ? await hashOf(absolute) : undefined,
    target: kind === "link" ? await readlink(absolute) : undefined,
  };
}

function kindOf(stats: Stats): ListedEntry["kind"] {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "folder";
  return stats.isSymbolicLink() ? "link" : "other";
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

function tooLarge(folder: string): CliError {
  return new CliError("CLI_BAD_FILE", {
    message: `Cannot keep "${folder.slice(0, 400)}" as it is too large`,
    hint: "Copy it away by hand, and install anew.",
  });
}

/** What a folder holds in one text, whatever the times of its files: it is the same where every byte and mode is. */
export function digestOfListing(entries: readonly ListedEntry[]): string {
  const lines = entries
    .map(({ path, kind, mode, sha256, target }) => JSON.stringify([path, kind, mode, sha256, target]))
    .toSorted();
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
