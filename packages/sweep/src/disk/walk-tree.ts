import { lstatSync, opendir, readdir } from "node:fs";
import type { Dir, Dirent } from "node:fs";

import { systemErrorCode } from "@lockkeeper/core";

/** What looks at the folders of a walk. */
export interface FolderVisitor {
  /** Called once for a folder, and for a very large one several times with a part of its entries each. */
  visit(folder: string, entries: readonly Dirent[]): void;
  /** Whether a folder is left out. */
  skips(folder: string): boolean;
  unreadable(folder: string, code: string): void;
  tooDeep(folder: string): void;
}

/** A walk that can be taken up where it stopped. */
export interface Walk {
  /** The folders that wait, last one first; the walk changes it. */
  readonly pending: string[];
  entries: number;
  folders: number;
}

/** The bounds of a walk. */
export interface WalkLimits {
  readonly maxEntries: number;
  readonly maxDepth: number;
  readonly maxPending: number;
}

/** Where a walk stands. */
export type WalkState = "walking" | "done" | "full";

const foldersAtOnce = 32;
const batchesBetweenStates = 16;
/** A folder whose own list of names is larger is read in parts, so that it does not fill the memory. Bytes. */
const largeFolderBytes = 4_000_000;
const entriesOfPart = 10_000;

/**
 * Walks below the folders that wait, without following links. Between two states nothing is under way, so that `pending`
 * is what remains. Ends with `done`, or with `full` at a bound.
 */
export async function* walkTree(
  walk: Walk,
  visitor: FolderVisitor,
  limits: WalkLimits,
): AsyncGenerator<WalkState> {
  for (let batches = 1; walk.pending.length > 0; batches += 1) {
    const folders = walk.pending
      .splice(-foldersAtOnce)
      .toReversed()
      .filter((folder) => !visitor.skips(folder));
    const readings = await Promise.all(folders.map((folder) => readOne(folder)));
    for (const reading of readings) await take(walk, reading, visitor, limits);
    if (walk.entries >= limits.maxEntries || walk.pending.length > limits.maxPending) {
      yield "full";
      return;
    }
    if (batches % batchesBetweenStates === 0) yield "walking";
  }
  yield "done";
}

type FolderReading =
  | { readonly kind: "entries"; readonly folder: string; readonly entries: readonly Dirent[] }
  | { readonly kind: "large"; readonly folder: string }
  | { readonly kind: "unreadable"; readonly folder: string; readonly code: string };

function readOne(folder: string): Promise<FolderReading> {
  return new Promise((resolve) => {
    if (isLarge(folder)) {
      resolve({ kind: "large", folder });
      return;
    }
    readdir(folder, { withFileTypes: true }, (error, entries) => {
      if (error === null) resolve({ kind: "entries", folder, entries });
      else resolve({ kind: "unreadable", folder, code: systemErrorCode(error) ?? "UNKNOWN" });
    });
  });
}

function isLarge(folder: string): boolean {
  return (lstatSync(folder, { throwIfNoEntry: false })?.size ?? 0) > largeFolderBytes;
}

async function take(
  walk: Walk,
  reading: FolderReading,
  visitor: FolderVisitor,
  limits: WalkLimits,
): Promise<void> {
  const { folder } = reading;
  if (reading.kind === "unreadable") {
    tellUnreadable(reading, visitor);
    return;
  }
  walk.folders += 1;
  if (reading.kind === "entries") {
    takeEntries(walk, { folder, entries: reading.entries }, visitor, limits);
    return;
  }
  try {
    for await (const entries of readParts(folder)) takeEntries(walk, { folder, entries }, visitor, limits);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    tellUnreadable({ folder, code }, visitor);
  }
}

/** A folder that went away while we walked is none that hides something. */
function tellUnreadable(
  { folder, code }: { readonly folder: string; readonly code: string },
  visitor: FolderVisitor,
): void {
  if (code !== "ENOENT" && code !== "ENOTDIR") visitor.unreadable(folder, code);
}

function takeEntries(
  walk: Walk,
  { folder, entries }: { readonly folder: string; readonly entries: readonly Dirent[] },
  visitor: FolderVisitor,
  { maxDepth }: WalkLimits,
): void {
  walk.entries += entries.length;
  const isDeep = depthOf(folder) >= maxDepth;
  if (isDeep) visitor.tooDeep(folder);
  else {
    for (const entry of entries) {
      if (entry.isDirectory()) walk.pending.push(`${folder === "/" ? "" : folder}/${entry.name}`);
    }
  }
  visitor.visit(folder, entries);
}

function depthOf(folder: string): number {
  let depth = 0;
  for (let at = folder.indexOf("/"); at >= 0; at = folder.indexOf("/", at + 1)) depth += 1;
  return depth;
}

async function* readParts(folder: string): AsyncGenerator<readonly Dirent[]> {
  const handle = await new Promise<Dir>((resolve, reject) => {
    opendir(folder, { bufferSize: 1024 }, (error, dir) => (error === null ? resolve(dir) : reject(error)));
  });
  let part: Dirent[] = [];
  for await (const entry of handle) {
    part.push(entry);
    if (part.length < entriesOfPart) continue;
    yield part;
    part = [];
  }
  yield part;
}
