import type { DependencyEdge, DependencyGraph, GraphRoot } from "./dependency-graph.ts";

/** A shortest way from a root to a package: the root, then every package on the way, the last one included. */
export interface DependencyPath {
  readonly root: GraphRoot;
  /** Indexes into the graph's packages. */
  readonly packages: readonly number[];
  /** The names by which each is imported, as long as `packages`. */
  readonly names: readonly string[];
}

/**
 * Works out the shortest ways from the roots to all packages at once, in time linear in the graph, and answers with a
 * function that gives the way to one package; `undefined` where no root leads. Of equal ways the first in the file's
 * order is given; ways over dependencies of production go before shorter ones over development.
 */
export function listPaths(graph: DependencyGraph): (index: number) => DependencyPath | undefined {
  const steps = new Map<number, Step>();
  reach(graph, steps, (group) => group !== "development");
  reach(graph, steps, () => true);

  return (index) => {
    const packages: number[] = [];
    const names: string[] = [];
    let at = index;
    for (;;) {
      const step = steps.get(at);
      if (step === undefined) return undefined;
      packages.push(at);
      names.push(step.name);
      if (step.from !== undefined) at = step.from;
      else return { root: step.root, packages: packages.toReversed(), names: names.toReversed() };
    }
  };
}

interface Step {
  readonly root: GraphRoot;
  /** `undefined` where a root leads here itself. */
  readonly from: number | undefined;
  readonly name: string;
}

function reach(
  { roots, packages }: DependencyGraph,
  steps: Map<number, Step>,
  follows: (group: DependencyEdge["group"]) => boolean,
): void {
  const waiting: number[] = [];
  function visit(dependencies: readonly DependencyEdge[], root: GraphRoot, from: number | undefined): void {
    for (const { to, group, name } of dependencies) {
      if (to === undefined || steps.has(to) || !follows(group)) continue;
      steps.set(to, { root, from, name });
      waiting.push(to);
    }
  }
  for (const root of roots) visit(root.dependencies, root, undefined);
  // Grows while it is walked: the nearest come first.
  for (const index of waiting) {
    const step = steps.get(index);
    if (step !== undefined) visit(packages[index]?.dependencies ?? [], step.root, index);
  }
}
