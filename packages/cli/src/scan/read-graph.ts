import { basename, dirname } from "node:path";

import { findGraphGaps, readDependencyGraph, readInstalledGraph } from "@lockkeeper/lockfile";
import type { GraphGap } from "@lockkeeper/lockfile";
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
  const name = basename(path);
  return {
    graph: { file: name, graph },
    unread: [
      ...findGraphGaps(graph).map((gap) => unreadGap(name, gap)),
      ...unreadable.map(({ file, error }) => unreadFile(forwardPath(folder, file), error)),
    ],
  };
}

/** What was not checked, as a lockfile names it and does not tell what it is. */
function unreadGap(file: string, { reason, count, line, example }: GraphGap): UnreadFile {
  const what = `${count} of its packages`;
  const words = {
    missing: `Cannot check ${what} as the lockfile has no entry for them, ${example} first: it was cut off or edited by hand`,
    "no-version": `Cannot check ${what} as their entries have no version, ${example} first`,
    "no-root": "Cannot tell what is asked for as the project itself is not in the lockfile: it was cut off",
  } as const;
  return {
    file,
    line,
    code: "LOCKFILE_INCOMPLETE",
    message: words[reason],
    hint: "Let its client write it anew",
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
