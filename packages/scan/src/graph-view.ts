import { listPaths } from "@lockkeeper/lockfile";
import type { DependencyGraph, DependencyPath, GraphPackage } from "@lockkeeper/lockfile";

import type { ScannedGraph } from "./scan-report.ts";

/** Who depends on a package, with the range that it declares. */
export interface Dependent {
  /** Index of the dependent; `undefined` for a root. */
  readonly from: number | undefined;
  readonly name: string;
  readonly range: string;
}

/** A graph with what rules ask of it: the way from a root, and who depends on a package. */
export interface GraphView extends ScannedGraph {
  /** The shortest way from a root, `name@version` each, the package last; it alone when no root leads to it. */
  pathTo(index: number): readonly string[];
  dependentsOf(index: number): readonly Dependent[];
}

const maxPath = 200;

/** Creates the view of one graph. What it computes is computed when it is first asked for, once for all packages. */
export function createGraphView({ file, graph }: ScannedGraph): GraphView {
  let pathOf: ((index: number) => DependencyPath | undefined) | undefined;
  let dependents: readonly (readonly Dependent[])[] | undefined;
  return {
    file,
    graph,
    pathTo(index) {
      pathOf ??= listPaths(graph);
      return labelsOf(graph, index, pathOf(index));
    },
    dependentsOf(index) {
      dependents ??= listDependents(graph);
      return dependents[index] ?? [];
    },
  };
}

/** `name@version`, or the name alone where there is no version. */
export function labelOf({ name, version }: Pick<GraphPackage, "name" | "version">): string {
  return version === "" ? name : `${name}@${version}`;
}

function labelsOf(
  { packages }: DependencyGraph,
  index: number,
  path: DependencyPath | undefined,
): readonly string[] {
  const label = (each: number): string => {
    const found = packages[each];
    return found === undefined ? "" : labelOf(found);
  };
  if (path === undefined) return [label(index)];
  return [path.root.name ?? path.root.folder, ...path.packages.slice(-maxPath).map(label)];
}

function listDependents({ roots, packages }: DependencyGraph): readonly (readonly Dependent[])[] {
  const found: Dependent[][] = packages.map(() => []);
  for (const { dependencies } of roots) {
    for (const { name, range, to } of dependencies)
      if (to !== undefined) found[to]?.push({ from: undefined, name, range });
  }
  for (const [from, { dependencies }] of packages.entries()) {
    for (const { name, range, to } of dependencies)
      if (to !== undefined) found[to]?.push({ from, name, range });
  }
  return found;
}
