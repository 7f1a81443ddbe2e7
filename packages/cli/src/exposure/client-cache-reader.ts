import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import { clientCacheStatement, collectClientCaches } from "@lockkeeper/exposure";
import type { ClientCacheKind, ClientCacheSource, EvidenceItem } from "@lockkeeper/exposure";

import type { ChannelContext, ChannelReader } from "./channel-reader.ts";
import type { EvidenceTree, TreeEntry } from "./evidence-tree.ts";

/** The caches of clients below the folders of a question, such as a home folder. */
export const clientCacheReader: ChannelReader = { statement: clientCacheStatement, read: readCaches };

async function* readCaches({ question, tree }: ChannelContext): AsyncIterable<EvidenceItem> {
  yield* collectClientCaches(question, await findClientCaches(await tree()));
}

/** Finds caches by what they look like, wherever they lie. */
export async function findClientCaches(tree: EvidenceTree): Promise<readonly ClientCacheSource[]> {
  const found = new Map<string, ClientCacheKind>();
  for (const entry of tree.closed) {
    const kind = kindOfClosed(entry);
    if (kind !== undefined) found.set(entry.path, kind);
    if (entry.name !== ".pnpm-store") continue;
    for (const version of await versionsOf(entry.path)) found.set(version, "pnpm-store");
  }
  for (const entry of tree.files) noteParent(entry, found);
  for (const entry of tree.folders) {
    noteParent(entry, found);
    const kind = kindOfFolder(entry);
    if (kind !== undefined) found.set(entry.path, kind);
  }
  return [...found].map(([folder, kind]) => ({ kind, folder }));
}

/** What the walk does not enter. */
function kindOfClosed({ path, name }: TreeEntry): ClientCacheKind | undefined {
  if (name === "_cacache") return "npm";
  if (name === "_npx") return "npx";
  if (name !== "cache") return undefined;
  return basename(dirname(path)) === ".yarn" ? "yarn-berry" : "bun";
}

function kindOfFolder({ path, name }: TreeEntry): ClientCacheKind | undefined {
  if (/^v\d{1,2}$/.test(name) && basename(dirname(path)) === "store") return "pnpm-store";
  const above = dirname(path);
  const isOfYarn = basename(above) === "npm" && basename(dirname(above)) === "metadata";
  const isOfPnpm = /^metadata(?:-|$)/.test(name) && isBelowPnpm(path);
  return isOfYarn || isOfPnpm ? "documents" : undefined;
}

function noteParent(entry: TreeEntry, found: Map<string, ClientCacheKind>): void {
  const kind = kindOfChild(entry);
  const parent = dirname(entry.path);
  // Bun has a folder for each scope.
  const isScope = kind === "bun" && basename(parent).startsWith("@");
  if (kind !== undefined) found.set(isScope ? dirname(parent) : parent, kind);
}

/** What an entry says of the folder it lies in. */
function kindOfChild({ name }: TreeEntry): ClientCacheKind | undefined {
  if (/-npm-\d.{0,200}\.zip$/.test(name)) return "yarn-berry";
  if (/^npm-.{1,300}-[0-9a-f]{40}(?:-integrity)?$/.test(name)) return "yarn-classic";
  return /^[^@].{0,300}@\d.{0,200}@@@\d{1,3}$/.test(name) ? "bun" : undefined;
}

function isBelowPnpm(path: string): boolean {
  const above = dirname(path);
  return basename(above) === "pnpm" || basename(dirname(above)) === "pnpm";
}

async function versionsOf(store: string): Promise<readonly string[]> {
  try {
    const names = await readdir(store);
    return names.filter((name) => /^v\d{1,2}$/.test(name)).map((name) => join(store, name));
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    // Whoever reads the store itself says that it cannot be read.
    return [store];
  }
}
