import { resolve } from "node:path";

import { LockfileError, readInstalledGraph } from "@lockkeeper/lockfile";
import type { DependencyGraph, GraphPackage } from "@lockkeeper/lockfile";
import type { ScanReport } from "@lockkeeper/scan";

import { isThere } from "../bounded-file.ts";

/** The licences that packages state, by `name@version`; as the lockfile or their installed manifest has them. */
export type Licenses = ReadonlyMap<string, string>;

/** Reads the licences of what reports list: most lockfiles keep none, and installed manifests do. */
export async function readLicenses(reports: readonly ScanReport[], cwd: string): Promise<Licenses> {
  const licenses = new Map<string, string>();
  for (const { target, graphs } of reports) {
    for (const { graph } of graphs) addLicenses(licenses, graph);
    const isComplete = graphs.every(({ graph }) =>
      graph.packages.every((each) => each.kind !== "registry" || licenses.has(labelOf(each))),
    );
    const folder = resolve(cwd, target);
    if (isComplete || !(await isThere(resolve(folder, "node_modules")))) continue;
    const graph = await tryReadInstalled(folder);
    if (graph !== undefined) addLicenses(licenses, graph);
  }
  return licenses;
}

/** A tree over a bound tells no licences; that it is too large is told where it is scanned. */
async function tryReadInstalled(folder: string): Promise<DependencyGraph | undefined> {
  try {
    return (await readInstalledGraph(folder))?.graph;
  } catch (error) {
    if (error instanceof LockfileError) return undefined;
    throw error;
  }
}

function addLicenses(licenses: Map<string, string>, { packages }: DependencyGraph): void {
  for (const each of packages) if (each.license !== undefined) licenses.set(labelOf(each), each.license);
}

/** What a licence is known by. */
export function labelOf({ name, version }: Pick<GraphPackage, "name" | "version">): string {
  return `${name}@${version}`;
}
