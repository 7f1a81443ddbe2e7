import type { DependencyGraph, GraphPackage } from "@lockkeeper/lockfile";

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
  let parents: Ways | undefined;
  let dependents: readonly (readonly Dependent[])[] | undefined;
  return {
    file,
    graph,
    pathTo(index) {
      parents ??= findWays(graph);
      return pathFrom(graph, parents, index);
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

interface Ways {
  /** The package before, `-1` for a root, `-2` where no way was found. */
  readonly before: Int32Array;
  /** The root that a way begins at. */
  readonly root: Int32Array;
}

function findWays({ roots, packages }: DependencyGraph): Ways {
  const before = new Int32Array(packages.length).fill(-2);
  const root = new Int32Array(packages.length).fill(-1);
  const queue: number[] = [];
  const reach = (to: number | undefined, from: number, rootIndex: number): void => {
    if (to === undefined || before[to] !== -2) return;
    before[to] = from;
    root[to] = rootIndex;
    queue.push(to);
  };
  for (const [index, each] of roots.entries()) {
    for (const { to } of each.dependencies) reach(to, -1, index);
  }
  for (let at = 0; at < queue.length; at += 1) {
    const from = queue[at] ?? 0;
    for (const { to } of packages[from]?.dependencies ?? []) reach(to, from, root[from] ?? 0);
  }
  return { before, root };
}

function pathFrom({ roots, packages }: DependencyGraph, ways: Ways, index: number): readonly string[] {
  const path: string[] = [];
  let at = index;
  while (at >= 0 && path.length < maxPath) {
    const each = packages[at];
    if (each === undefined) break;
    path.push(labelOf(each));
    at = ways.before[at] ?? -2;
  }
  const root = roots[ways.root[index] ?? -1];
  if (root !== undefined) path.push(root.name ?? root.folder);
  return path.toReversed();
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
