import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { renderInstant, renderJsonDocument, systemErrorCode } from "@lockkeeper/core";

import { CliError } from "../../errors.ts";
import { digestOfListing, listFolder } from "./folder-listing.ts";
import type { FolderExtent, ListedEntry } from "./folder-listing.ts";
import { clearFolder, copyListed, pathOfPlace } from "./installed-folder.ts";

/** A folder of an installed tree that is to be kept as it was found. */
export interface Exhibit {
  /** Relative to the project with forward slashes. */
  readonly place: string;
  readonly extent: FolderExtent;
  /** What was found there, in sentences. */
  readonly why: readonly string[];
}

/** A folder that is kept. */
export interface KeptFolder {
  readonly place: string;
  readonly extent: FolderExtent;
  /** The folder of the copy; `undefined` where there was nothing to copy. */
  readonly copy: string | undefined;
}

/** Keeps folders as evidence: a copy with modes and times, and a list with the hash of every file. */
export interface EvidenceRoom {
  /** Where it lies; nothing is made before the first folder comes. */
  readonly folder: string;
  keep(exhibit: Exhibit): Promise<KeptFolder>;
}

/** What a room is opened with. */
export interface EvidenceParts {
  readonly dataFolder: string;
  /** The project's folder; absolute. */
  readonly project: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Unpredictable; of plain letters and digits. */
  readonly id: string;
}

/** Opens a room for what a repair finds in one project. Throws `CLI_BAD_FILE`, and what the system throws. */
export function openEvidenceRoom({ dataFolder, project, now, id }: EvidenceParts): EvidenceRoom {
  const stamp = renderInstant(now).replace(/[^0-9TZ]/g, "");
  const folder = join(dataFolder, "evidence", `${stamp}-${id}`);
  const exhibits: object[] = [];
  return {
    folder,
    async keep({ place, extent, why }) {
      const path = await pathOfPlace(project, place);
      const entries = await tryList(path, extent);
      const copy = entries === undefined ? undefined : join(folder, String(exhibits.length + 1));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (entries !== undefined && copy !== undefined) {
        await copyListed(path, copy, entries);
        await assertSame(copy, entries);
      }
      exhibits.push({ place, extent, copy: copy ?? null, why, entries: (entries ?? []).map(renderEntry) });
      const list = renderJsonDocument({ schema: 1, project, at: renderInstant(now), exhibits });
      await writeFile(join(folder, "evidence.json"), list, { mode: 0o600, flush: true });
      return { place, extent, copy };
    },
  };
}

async function tryList(path: string, extent: FolderExtent): Promise<readonly ListedEntry[] | undefined> {
  try {
    return await listFolder(path, extent);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function renderEntry({ modifiedAt, sha256, target, ...entry }: ListedEntry): object {
  return { ...entry, modifiedAt: renderInstant(modifiedAt), sha256: sha256 ?? null, target: target ?? null };
}

/** What is about to be removed must be there twice. */
async function assertSame(copy: string, entries: readonly ListedEntry[]): Promise<void> {
  const copied = entries.filter(({ kind }) => kind !== "other");
  if (digestOfListing(await listFolder(copy, "whole")) === digestOfListing(copied)) return;
  throw new CliError("CLI_BAD_FILE", {
    message: `Cannot keep "${copy}" as it was changed while it was copied`,
    hint: "Something writes to the installed packages: find out what, then start again.",
  });
}

/** Puts a kept folder back where it was, with modes and times. Throws `CLI_BAD_FILE`, and what the system throws. */
export async function putBack(project: string, { place, extent, copy }: KeptFolder): Promise<void> {
  const path = await pathOfPlace(project, place);
  await clearFolder(path, copy === undefined ? "whole" : extent);
  if (copy !== undefined) await copyListed(copy, path, await listFolder(copy, "whole"));
}

/** What lies in a place, in one text; `undefined` where nothing does. */
export async function digestOfPlace(
  project: string,
  { place, extent }: Pick<KeptFolder, "place" | "extent">,
): Promise<string | undefined> {
  const entries = await tryList(await pathOfPlace(project, place), extent);
  return entries === undefined ? undefined : digestOfListing(entries);
}
