import { join } from "node:path";

import type { TargetSet } from "../../targets/target-set.ts";
import { listFolder, tryLook, tryReadBytes } from "../installed-tree/tree-disk.ts";
import { fileDate } from "./cache-find.ts";
import type { CacheFind, CacheQuery } from "./cache-find.ts";
import { listOffered } from "./offered-versions.ts";

const documentBytes = 128_000_000;

/** Reads what pnpm and Yarn keep of documents: a file for each package, below a folder for each registry. */
export async function* readDocuments(query: CacheQuery, targets: TargetSet): AsyncIterable<CacheFind> {
  for (const registry of await listFolder(query.folder, query.onRefused)) {
    if (!registry.isDirectory()) continue;
    for (const name of targets.names) {
      for (const file of fileNames(name)) {
        yield* readDocument(query, { ref: `${registry.name}/${file}`, name }, targets);
      }
    }
  }
}

/** pnpm has a folder for each scope; Yarn writes its slash as a hyphen, and its length behind the name. */
function fileNames(name: string): readonly string[] {
  const [scope, rest] = name.split("/");
  const yarn = rest === undefined ? [] : [`${scope ?? ""}-${rest}-${String((scope ?? "").length - 1)}.json`];
  return [`${name}.json`, `${name}.jsonl`, ...yarn];
}

const cachedAtForm = /"cachedAt":\s?(\d{12,14})/;

async function* readDocument(
  { folder, onRefused }: CacheQuery,
  { ref, name }: { readonly ref: string; readonly name: string },
  targets: TargetSet,
): AsyncIterable<CacheFind> {
  const path = join(folder, ...ref.split("/"));
  const stats = await tryLook(path, onRefused);
  const bytes = stats === undefined ? undefined : await tryReadBytes(path, documentBytes, onRefused);
  if (stats === undefined || bytes === undefined) return;
  const cachedAt = Number(cachedAtForm.exec(bytes.toString("latin1"))?.[1]);
  const since = Number.isFinite(cachedAt)
    ? ({ at: cachedAt, basis: "stated", toleranceMs: 0 } as const)
    : fileDate(stats.mtimeMs);
  for (const version of listOffered(bytes, name)) {
    if (targets.ofVersion(name, version).length === 0) continue;
    const detail = `the client asked for the versions of ${name}, and was offered ${version}`;
    yield { kind: "accepts", name, version, since, ref, detail };
  }
}
