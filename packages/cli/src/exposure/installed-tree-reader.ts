import { dirname, relative, sep } from "node:path";

import { collectInstalled, collectPnp, installedTreeStatement } from "@lockkeeper/exposure";
import type { EvidenceItem, InstalledSource, PnpSource } from "@lockkeeper/exposure";

import type { ChannelContext, ChannelReader } from "./channel-reader.ts";
import { createPlaces, isInsideCache } from "./evidence-places.ts";
import type { EvidenceTree } from "./evidence-tree.ts";
import { readBytes } from "./read-bytes.ts";

/** The folders in which packages are installed below the folders of a question. */
export const installedTreeReader: ChannelReader = { statement: installedTreeStatement, read: readInstalled };

async function* readInstalled({ question, tree }: ChannelContext): AsyncIterable<EvidenceItem> {
  const below = await tree();
  yield* collectInstalled(question, listSources(below));
  yield* collectPnp(question, listPnpFiles(below));
}

const pnpFiles: ReadonlySet<string> = new Set([".pnp.cjs", ".pnp.js", ".pnp.data.json"]);
const pnpBytes = 64_000_000;

function* listPnpFiles(tree: EvidenceTree): Iterable<PnpSource> {
  const placeOf = createPlaces(tree);
  for (const { path, name } of tree.files) {
    if (!pnpFiles.has(name)) continue;
    const where = placeOf(dirname(path));
    yield {
      where,
      path: relative(where.id, path).split(sep).join("/"),
      read: () => readBytes(path, pnpBytes),
    };
  }
}

function* listSources(tree: EvidenceTree): Iterable<InstalledSource> {
  const placeOf = createPlaces(tree);
  for (const { path, name } of tree.closed) {
    if (name !== "node_modules" || isInsideCache(`${path}/`)) continue;
    const folder = dirname(path);
    const where = placeOf(folder);
    yield { nodeModules: path, where, label: relative(where.id, folder).split(sep).join("/") };
  }
}
