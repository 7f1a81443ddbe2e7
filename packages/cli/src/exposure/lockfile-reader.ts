import { dirname, relative, sep } from "node:path";

import { collectLockfiles, lockfileStatement } from "@lockkeeper/exposure";
import type { EvidenceItem, LockfileSource } from "@lockkeeper/exposure";
import { lockfileLimits } from "@lockkeeper/lockfile";

import { kindOfName } from "../scan/project-files.ts";
import type { ChannelContext, ChannelReader } from "./channel-reader.ts";
import { createPlaces, isInsideCache } from "./evidence-places.ts";
import type { EvidenceTree } from "./evidence-tree.ts";
import { readBytes } from "./read-bytes.ts";

/** The lockfiles of the working trees below the folders. */
export const lockfileReader: ChannelReader = { statement: lockfileStatement, read: readLockfiles };

async function* readLockfiles({ question, tree }: ChannelContext): AsyncIterable<EvidenceItem> {
  yield* collectLockfiles(question, listSources(await tree()));
}

function* listSources(tree: EvidenceTree): Iterable<LockfileSource> {
  const placeOf = createPlaces(tree);
  const paths = new Set(tree.files.map(({ path }) => path));
  for (const { path, name } of tree.files) {
    if (kindOfName(name) !== "lockfile" || isInsideCache(path)) continue;
    // Bun reads the binary file only where there is no text.
    if (name === "bun.lockb" && paths.has(path.slice(0, -1))) continue;
    const where = placeOf(dirname(path));
    yield {
      where,
      path: relative(where.id, path).split(sep).join("/"),
      read: () => readBytes(path, lockfileLimits.maxBytes),
    };
  }
}
