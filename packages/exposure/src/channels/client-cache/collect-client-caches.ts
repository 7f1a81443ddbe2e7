import { join } from "node:path";

import { unreachable } from "@lockkeeper/core";

import type { ChannelStatement, EvidenceItem, ExposedPlace, Observation } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import type { TargetSet } from "../../targets/target-set.ts";
import { collectInstalled } from "../installed-tree/collect-installed.ts";
import { listFolder } from "../installed-tree/tree-disk.ts";
import type { CacheFind, CacheQuery } from "./cache-find.ts";
import { readNamedArchives } from "./named-archives.ts";
import { readNpmCache } from "./npm-cache.ts";
import { readDocuments } from "./cached-documents.ts";
import { readPnpmStore } from "./pnpm-store.ts";

/** What clients' caches can and cannot show. */
export const clientCacheStatement: ChannelStatement = {
  channel: "client-cache",
  shows:
    "which tarballs npm, pnpm, Yarn and Bun fetched on a machine, npm's with their times, what npx installed, and which documents offered a version when they were asked for",
  cannotShow:
    "what was fetched and cleared, where the bytes were used, and with pnpm, Yarn and Bun more than dates of files; nothing of what is there is run",
};

/** What kind of cache a folder is. */
export type ClientCacheKind =
  | "npm"
  | "npx"
  | "pnpm-store"
  | "documents"
  | "yarn-classic"
  | "yarn-berry"
  | "bun";

/** A cache of a client, by its own folder: `_cacache`, `_npx`, a version of pnpm's store, a folder of archives. */
export interface ClientCacheSource {
  readonly kind: ClientCacheKind;
  /** Absolute. */
  readonly folder: string;
}

const maxRefusals = 50;

/** Yields what caches show. Bytes are neither unpacked nor run. */
export async function* collectClientCaches(
  question: ExposureQuestion,
  sources: Iterable<ClientCacheSource>,
): AsyncIterable<EvidenceItem> {
  const targets = createTargetSet(question.targets);
  for (const source of sources) {
    const where: ExposedPlace = { kind: "cache", id: source.folder };
    const refused = new Map<string, string>();
    const onRefused = (path: string, code: string): void => {
      if (refused.size < maxRefusals) refused.set(path, code);
    };
    const query = { folder: source.folder, onRefused };
    let count = 0;
    if (source.kind === "npx") yield* readNpxFolders(query, question, where);
    else {
      for await (const find of readCache(source.kind, query, targets)) {
        count += 1;
        yield { kind: "observation", observation: toObservation(find, where) };
      }
      if (count === 0 && refused.size === 0) yield { kind: "observation", observation: clean(where) };
    }
    for (const [path, code] of refused) {
      const about = { channel: "client-cache", where, ref: path, code: "EXPOSURE_UNREADABLE" } as const;
      yield {
        kind: "unreadable",
        unreadable: { ...about, message: `Cannot read "${path}" wholly: ${code}` },
      };
    }
  }
}

function readCache(
  kind: Exclude<ClientCacheKind, "npx">,
  query: CacheQuery,
  targets: TargetSet,
): AsyncIterable<CacheFind> {
  switch (kind) {
    case "npm":
      return readNpmCache(query, targets);
    case "pnpm-store":
      return readPnpmStore(query, targets);
    case "documents":
      return readDocuments(query, targets);
    case "yarn-classic":
      return readNamedArchives(query, "Yarn", targets);
    case "yarn-berry":
      return readNamedArchives(query, "Yarn", targets);
    case "bun":
      return readNamedArchives(query, "Bun", targets);
    default:
      return unreachable(kind);
  }
}

/** npx installs every combination of packages into a folder of its own, and starts it from there. */
async function* readNpxFolders(
  { folder, onRefused }: CacheQuery,
  question: ExposureQuestion,
  where: ExposedPlace,
): AsyncIterable<EvidenceItem> {
  const folders = (await listFolder(folder, onRefused)).filter((entry) => entry.isDirectory());
  const sources = folders.map(({ name }) => ({
    nodeModules: join(folder, name, "node_modules"),
    where,
    label: name,
    channel: "client-cache" as const,
  }));
  yield* collectInstalled(question, sources);
}

function toObservation(find: CacheFind, where: ExposedPlace): Observation {
  // What was fetched or offered was so at one time; it says nothing of later ones.
  const until = find.kind === "accepts" ? find.since : undefined;
  return { channel: "client-cache", where, until, ...find };
}

function clean(where: ExposedPlace): Observation {
  const undated = { since: undefined, until: undefined } as const;
  const about = {
    channel: "client-cache",
    where,
    kind: "clean",
    name: "",
    version: undefined,
    ref: "",
  } as const;
  return { ...about, ...undated, detail: "the cache has nothing of it now" };
}
