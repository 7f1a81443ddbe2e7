import type { DependencyEdge, DependencyGroup, GraphRoot } from "./dependency-graph.ts";

/** Who leads to a package, by its index. */
export interface Reach {
  readonly isReached: (index: number) => boolean;
  /** Reached, and by nothing but development dependencies of the roots. */
  readonly isDevelopment: (index: number) => boolean;
  /** Reached, and every way passes an optional dependency. */
  readonly isOptional: (index: number) => boolean;
}

/** Works out once for all packages who leads to them; linear in the edges, whatever circles they form. */
export function reachPackages(
  roots: readonly Pick<GraphRoot, "dependencies">[],
  edges: readonly (readonly DependencyEdge[])[],
): Reach {
  const all = walk(roots, edges, () => true);
  // Only a root has development dependencies that count.
  const production = walk(roots, edges, (group) => group !== "development");
  const required = walk(roots, edges, (group) => group !== "optional" && group !== "optional-peer");
  return {
    isReached: (index) => all[index] === 1,
    isDevelopment: (index) => all[index] === 1 && production[index] !== 1,
    isOptional: (index) => all[index] === 1 && required[index] !== 1,
  };
}

function walk(
  roots: readonly Pick<GraphRoot, "dependencies">[],
  edges: readonly (readonly DependencyEdge[])[],
  follows: (group: DependencyGroup) => boolean,
): Uint8Array {
  const seen = new Uint8Array(edges.length);
  const waiting: number[] = [];
  function visit(dependencies: readonly DependencyEdge[]): void {
    for (const { to, group } of dependencies) {
      if (to === undefined || seen[to] !== 0 || !follows(group)) continue;
      seen[to] = 1;
      waiting.push(to);
    }
  }
  for (const { dependencies } of roots) visit(dependencies);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) visit(edges[next] ?? []);
  return seen;
}
