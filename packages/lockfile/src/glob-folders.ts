import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import { tooLarge } from "./errors.ts";

/** The bounds on a workspace: patterns with what braces stand for, folders that are looked into, and levels. */
export interface WorkspaceLimits {
  readonly maxPatterns: number;
  readonly maxFolders: number;
  readonly maxDepth: number;
}

/** Bounds that no workspace of a real project reaches. */
export const workspaceLimits: WorkspaceLimits = { maxPatterns: 2_000, maxFolders: 100_000, maxDepth: 24 };

/**
 * The folders that the patterns of a workspace name, with forward slashes and relative to its own; what a pattern with `!`
 * names is left out. Looks into no `node_modules`, no hidden folder and no link. Throws `LOCKFILE_TOO_LARGE`.
 */
export async function listWorkspaceFolders(
  folder: string,
  patterns: readonly string[],
  limits: WorkspaceLimits = workspaceLimits,
): Promise<readonly string[]> {
  const plain = patterns.flatMap((pattern) => expandBraces(pattern, limits));
  if (plain.length > limits.maxPatterns)
    throw tooLarge(`${String(limits.maxPatterns)} patterns of a workspace`);
  const wanted = plain.filter((pattern) => !pattern.startsWith("!")).map(segmentsOf);
  const unwanted = plain
    .filter((pattern) => pattern.startsWith("!"))
    .map((pattern) => segmentsOf(pattern.slice(1)));
  const found = new Set<string>();
  const walk: Walk = { folder, limits, found, looked: 0 };
  for (const segments of wanted) await expand(walk, [], segments);
  return [...found]
    .filter((path) => !unwanted.some((segments) => matchesPath(path.split("/"), segments)))
    .sort();
}

interface Walk {
  readonly folder: string;
  readonly limits: WorkspaceLimits;
  readonly found: Set<string>;
  looked: number;
}

async function expand(
  walk: Walk,
  at: readonly string[],
  [segment, ...rest]: readonly string[],
): Promise<void> {
  if (segment === undefined) {
    if (at.length > 0) walk.found.add(at.join("/"));
    return;
  }
  if (at.length > walk.limits.maxDepth) throw tooLarge(`${String(walk.limits.maxDepth)} levels of folders`);
  if (segment === "**") await expand(walk, at, rest);
  if (isLiteral(segment)) {
    // Asked for by name: the folder need not be looked for.
    await expand(walk, [...at, segment], rest);
    return;
  }
  for (const name of await foldersIn(walk, at)) {
    if (segment === "**") await expand(walk, [...at, name], [segment, ...rest]);
    else if (matchesName(name, segment)) await expand(walk, [...at, name], rest);
  }
}

async function foldersIn(walk: Walk, at: readonly string[]): Promise<readonly string[]> {
  walk.looked += 1;
  if (walk.looked > walk.limits.maxFolders)
    throw tooLarge(`${String(walk.limits.maxFolders)} folders of a workspace`);
  try {
    const entries = await readdir(join(walk.folder, ...at), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    // A pattern may name what is not there; whatever else the system refuses is the caller's to report.
    if (["ENOENT", "ENOTDIR"].includes(systemErrorCode(error) ?? "")) return [];
    throw error;
  }
}

function segmentsOf(pattern: string): readonly string[] {
  return pattern.split("/").filter((segment) => segment !== "" && segment !== ".");
}

function isLiteral(segment: string): boolean {
  return !segment.includes("*") && !segment.includes("?");
}

function expandBraces(pattern: string, limits: WorkspaceLimits): readonly string[] {
  const done: string[] = [];
  const waiting = [pattern];
  for (const next of waiting) {
    const [whole, options = ""] = /\{([^{}]*)\}/.exec(next) ?? [];
    if (whole === undefined) done.push(next);
    else for (const option of options.split(",")) waiting.push(next.replace(whole, () => option));
    if (waiting.length > limits.maxPatterns)
      throw tooLarge(`${String(limits.maxPatterns)} patterns of a workspace`);
  }
  return done;
}

/** Whether a path is one that a pattern names; `**` stands for any number of folders. */
export function matchesPath(path: readonly string[], segments: readonly string[]): boolean {
  // Which beginnings of the pattern answer for the path so far: linear in both together.
  let places = closePlaces(new Set([0]), segments);
  for (const name of path) {
    const next = new Set<number>();
    for (const place of places) {
      const segment = segments[place];
      if (segment === "**") next.add(place);
      else if (segment !== undefined && matchesName(name, segment)) next.add(place + 1);
    }
    places = closePlaces(next, segments);
  }
  return places.has(segments.length);
}

function closePlaces(places: Set<number>, segments: readonly string[]): Set<number> {
  // Grows while it is walked.
  for (const place of places) if (segments[place] === "**") places.add(place + 1);
  return places;
}

/** Whether a name answers a pattern with `*` and `?`, in time that grows with the product of their lengths. */
export function matchesName(name: string, pattern: string): boolean {
  let [at, place, star, mark] = [0, 0, -1, 0];
  while (at < name.length) {
    if (pattern[place] === "*") {
      star = place;
      mark = at;
      place += 1;
    } else if (pattern[place] === "?" || pattern[place] === name[at]) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      place = star + 1;
      mark += 1;
      at = mark;
    } else return false;
  }
  while (pattern[place] === "*") place += 1;
  return place === pattern.length;
}
