import { stat } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";

import type { DependencyGraph } from "../dependency-graph.ts";
import type { LockfileKind } from "../locked-package.ts";

/** How a client lays out packages: npm by the lockfile's places, others flat, in a store with links, or in archives. */
export type InstalledForm = "npm" | "flat" | "store" | "archives";

/** Who installed what lies in a project, by what it left there. */
export interface Installer {
  readonly source: LockfileKind;
  readonly form: InstalledForm;
  /** The file in which it wrote what it did, relative to the project; `undefined` where it leaves none. */
  readonly record: string | undefined;
  /** Whether another client has left its record as well: neither is to be believed then. */
  readonly isMixed: boolean;
}

type Mark = Omit<Installer, "isMixed">;

const marks: readonly (Mark & { readonly file: string })[] = [
  {
    file: "node_modules/.package-lock.json",
    source: "npm",
    form: "npm",
    record: "node_modules/.package-lock.json",
  },
  { file: "node_modules/.modules.yaml", source: "pnpm", form: "store", record: "node_modules/.modules.yaml" },
  {
    file: "node_modules/.yarn-integrity",
    source: "yarn-classic",
    form: "flat",
    record: "node_modules/.yarn-integrity",
  },
  {
    file: "node_modules/.yarn-state.yml",
    source: "yarn-berry",
    form: "flat",
    record: "node_modules/.yarn-state.yml",
  },
  { file: "node_modules/.store", source: "yarn-berry", form: "store", record: undefined },
  { file: "node_modules/.bun", source: "bun", form: "store", record: undefined },
  { file: ".pnp.cjs", source: "yarn-berry", form: "archives", record: ".pnp.cjs" },
  { file: ".pnp.data.json", source: "yarn-berry", form: "archives", record: ".pnp.data.json" },
];

/** Who installed what lies in a folder: the last of the clients that it has a lockfile of; `undefined` when nobody can be told. */
export async function findInstaller(
  folder: string,
  graphs: readonly DependencyGraph[],
): Promise<Installer | undefined> {
  const sources = new Set(graphs.map(({ source }) => source));
  const found: { readonly mark: Mark; readonly at: number }[] = [];
  for (const mark of marks) {
    const at = await tryTime(join(folder, ...mark.file.split("/")));
    if (at !== undefined) found.push({ mark, at });
  }
  const isMixed = new Set(found.map(({ mark }) => mark.source)).size > 1;
  // Of the same moment, the first: the data of a map are beside the map.
  const last = found
    .filter(({ mark }) => sources.has(mark.source))
    .reduce<(typeof found)[number] | undefined>(
      (best, each) => (best !== undefined && best.at >= each.at ? best : each),
      undefined,
    );
  if (last !== undefined) return { ...last.mark, isMixed };
  if (found.length > 0) return undefined;
  return withoutMarks(sources);
}

/** Bun leaves nothing in a flat tree, and npm before its seventh version nothing but the packages. */
function withoutMarks(sources: ReadonlySet<DependencyGraph["source"]>): Installer | undefined {
  if (sources.has("npm")) return { source: "npm", form: "npm", record: undefined, isMixed: false };
  if (sources.size !== 1) return undefined;
  for (const source of ["bun", "yarn-classic"] as const)
    if (sources.has(source)) return { source, form: "flat", record: undefined, isMixed: false };
  return undefined;
}

async function tryTime(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}
