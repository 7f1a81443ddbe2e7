import { dirname, relative, sep } from "node:path";

import { collectInstalled, installedTreeStatement } from "@lockkeeper/exposure";
import type { EvidenceItem, InstalledSource } from "@lockkeeper/exposure";

import type { ChannelContext, ChannelReader } from "./channel-reader.ts";
import { createPlaces, isInsideCache } from "./evidence-places.ts";
import type { EvidenceTree } from "./evidence-tree.ts";

/** The folders in which packages are installed below the folders of a question. */
export const installedTreeReader: ChannelReader = { statement: installedTreeStatement, read: readInstalled };

async function* readInstalled({ question, tree }: ChannelContext): AsyncIterable<EvidenceItem> {
  yield* collectInstalled(question, listSources(await tree()));
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
