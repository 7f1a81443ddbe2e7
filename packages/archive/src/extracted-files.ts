import { posix, win32 } from "node:path";

import type { AnomalyList } from "./anomaly-list.ts";
import type { ArchiveEntry } from "./archive.ts";

/** A file as its header states it, before npm's extractor has its say. */
export interface StatedFile {
  readonly path: string;
  readonly linkPath: string | undefined;
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/** Deeper paths are dropped by node-tar. */
const depthMax = 1024;

/**
 * The files that npm's extractor leaves on disk: without the first segment of their paths, without what lies outside,
 * the last of a path, and no file where a folder is or the other way round. As `pacote` sets node-tar up.
 */
export class ExtractedFiles {
  readonly #anomalies: AnomalyList;
  readonly #files = new Map<string, ArchiveEntry>();
  readonly #folders = new Set<string>();
  readonly #ignores = new Set<string>();
  /** Files of another name in the archive, which a real one of the name may replace. */
  readonly #renamed = new Set<string>();
  readonly #shadowed: ArchiveEntry[] = [];

  constructor(anomalies: AnomalyList) {
    this.#anomalies = anomalies;
  }

  get entries(): readonly ArchiveEntry[] {
    return [...this.#files.values()];
  }

  get shadowed(): readonly ArchiveEntry[] {
    return this.#shadowed;
  }

  /** Takes a file of an archive, whose path begins with a segment that is taken off. */
  add({ path: stated, linkPath, bytes, mode }: StatedFile): void {
    const renamed = this.#renameIgnore(stated);
    if (renamed === undefined) return;
    const stripped = renamed.slice(renamed.indexOf("/") + 1);
    if (!renamed.includes("/") || stripped.split("/").length > depthMax) return this.#drop(stated);
    const relative = this.#relativePath(stated, stripped);
    if (relative === undefined || (linkPath !== undefined && leavesFolder(relative, linkPath))) return;
    const path = posix.resolve("/", relative).slice(1);
    if (path === "" || path.includes("\0")) return this.#drop(stated);
    if (renamed !== stated) this.#renamed.add(path);
    this.put({ path, bytes, mode });
  }

  /** Takes a file whose path is relative to the package's root. */
  put(entry: ArchiveEntry): void {
    const { path } = entry;
    const inTheWay = folderConflict(path, this.#files) ?? (this.#folders.has(path) ? path : undefined);
    if (inTheWay !== undefined) {
      this.#anomalies.add("duplicate-path", path, `"${inTheWay}" is a file and a folder`);
      this.#shadowed.push(entry);
      return;
    }
    const before = this.#files.get(path);
    if (before !== undefined) {
      this.#shadowed.push(before);
      if (!this.#renamed.has(path))
        this.#anomalies.add("duplicate-path", path, describeDuplicate(before, entry));
    }
    this.#files.delete(path);
    this.#files.set(path, entry);
    for (const folder of foldersOf(path)) {
      if (this.#folders.has(folder)) break;
      this.#folders.add(folder);
    }
  }

  /** npm reads a `.gitignore` as an `.npmignore`, unless there is one before it. */
  #renameIgnore(path: string): string | undefined {
    const name = posix.basename(path);
    if (name === ".npmignore") this.#ignores.add(path);
    if (name !== ".gitignore") return path;
    const renamed = path.replace(/\.gitignore$/, ".npmignore");
    return this.#ignores.has(renamed) ? undefined : renamed;
  }

  #drop(path: string): void {
    this.#anomalies.add("odd-name", path, "npm leaves this file out");
  }

  /** Roots are taken off, drives too; a path with `..` is left out, with either slash. */
  #relativePath(stated: string, stripped: string): string | undefined {
    if (stated.startsWith("/")) this.#anomalies.add("absolute-path", stated, "begins at the root");
    const relative = withoutRoot(stripped);
    if (relative !== stripped)
      this.#anomalies.add("absolute-path", stated, `written as "${relative.slice(0, 200)}"`);
    if (!hasParentSegment(relative)) return relative;
    this.#anomalies.add("path-traversal", stated, "names a folder above; npm leaves it out");
    return undefined;
  }
}

function describeDuplicate(before: ArchiveEntry, after: ArchiveEntry): string {
  return Buffer.compare(before.bytes, after.bytes) === 0
    ? "occurs twice with the same bytes"
    : "occurs twice with different bytes";
}

function hasParentSegment(path: string): boolean {
  return path.includes("..") && path.replaceAll("\\", "/").split("/").includes("..");
}

function withoutRoot(path: string): string {
  let rest = path;
  let { root } = win32.parse(rest);
  while (root !== "" || win32.isAbsolute(rest)) {
    const taken = rest.startsWith("/") && !rest.startsWith("//?/") ? "/" : root;
    if (taken === "") return rest;
    rest = rest.slice(taken.length);
    ({ root } = win32.parse(rest));
  }
  return rest;
}

/** node-tar drops a file whose (meaningless) link target leaves the folder. */
function leavesFolder(path: string, linkPath: string): boolean {
  const target = withoutRoot(linkPath);
  if (!hasParentSegment(target)) return false;
  const resolved = posix.normalize(posix.join(posix.dirname(path), target.replaceAll("\\", "/")));
  return resolved === ".." || resolved.startsWith("../");
}

/** A file that stands where the path needs a folder. */
function folderConflict(path: string, files: ReadonlyMap<string, ArchiveEntry>): string | undefined {
  for (const folder of foldersOf(path)) {
    if (files.has(folder)) return folder;
  }
  return undefined;
}

/** The folders above a path, the nearest first. */
function* foldersOf(path: string): Generator<string> {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) yield path.slice(0, at);
}
