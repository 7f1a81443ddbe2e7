import { basename, dirname } from "node:path";

import { readDependencyGraph, readInstalledGraph } from "@lockkeeper/lockfile";
import type { ScannedGraph, UnreadFile } from "@lockkeeper/scan";

import { forwardPath } from "./read-project-settings.ts";
import { unreadFile } from "./unread-file.ts";

/** A graph with the files that could not be read for it. */
export interface GraphWithFaults {
  readonly graph: ScannedGraph;
  readonly unread: readonly UnreadFile[];
}

/** Reads the graph of a lockfile with the manifests that lie around it. Throws LOCKFILE_* errors. */
export async function readGraph(path: string): Promise<GraphWithFaults> {
  const { graph, unreadable } = await readDependencyGraph(path);
  const folder = dirname(path);
  return {
    graph: { file: basename(path), graph },
    unread: unreadable.map(({ file, error }) => unreadFile(forwardPath(folder, file), error)),
  };
}

/** Reads what is installed where no lockfile says what should be; `undefined` where nothing is. Throws LOCKFILE_* errors. */
export async function readTreeGraph(folder: string): Promise<GraphWithFaults | undefined> {
  const reading = await readInstalledGraph(folder);
  if (reading === undefined || reading.graph.packages.length === 0) return undefined;
  return {
    graph: { file: "node_modules", graph: reading.graph },
    unread: reading.unreadable.map(({ file, error }) => unreadFile(forwardPath(folder, file), error)),
  };
}
