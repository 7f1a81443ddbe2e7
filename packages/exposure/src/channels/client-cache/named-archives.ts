import { join } from "node:path";

import type { TargetSet } from "../../targets/target-set.ts";
import { readStoreName } from "../installed-tree/store-name.ts";
import { cameToBeAt, listFolder, tryLook } from "../installed-tree/tree-disk.ts";
import { fileDate } from "./cache-find.ts";
import type { CacheFind, CacheQuery } from "./cache-find.ts";

/**
 * Reads caches whose folders and archives are named after what they hold: those of both Yarns, and Bun's, which has a
 * folder for each scope.
 */
export async function* readNamedArchives(
  { folder, onRefused }: CacheQuery,
  client: string,
  targets: TargetSet,
): AsyncIterable<CacheFind> {
  for (const entry of await listFolder(folder, onRefused)) {
    const isScope = entry.isDirectory() && entry.name.startsWith("@") && !entry.name.slice(1).includes("@");
    const names = isScope
      ? (await listFolder(join(folder, entry.name), onRefused)).map(({ name }) => `${entry.name}/${name}`)
      : [entry.name];
    for (const ref of names) {
      const stored = readStoreName(ref.replace(/\.zip$/, ""), targets.names);
      if (stored === undefined || targets.ofVersion(stored.name, stored.version).length === 0) continue;
      const stats = await tryLook(join(folder, ...ref.split("/")), onRefused);
      const since = stats === undefined ? undefined : fileDate(cameToBeAt(stats));
      yield { kind: "fetched", ...stored, since, ref, detail: `${client}'s cache has it` };
    }
  }
}
