import type { DependencyEdge, GraphPackage, GraphRoot } from "@lockkeeper/lockfile";

/** Roots and packages of one graph. */
interface Reached {
  readonly roots: readonly GraphRoot[];
  readonly packages: readonly GraphPackage[];
}

/**
 * Sees to it that every package has a way from a root, as bills often list packages without saying who needs them, and
 * works out which ones only development or optional dependencies lead to, where the edges tell.
 */
export function reach({ roots, packages }: Reached): Reached {
  const [first, ...others] = roots.map((root) => ({ ...root, dependencies: withGroups(root, packages) }));
  if (first === undefined) return { roots, packages };
  const orphans = findOrphans([first, ...others], packages);
  const attached = orphans.map((to): DependencyEdge => edgeTo(to, packages[to]));
  const complete = [{ ...first, dependencies: [...first.dependencies, ...attached] }, ...others];
  const runtime = walk(complete, packages, ({ group }) => group !== "development");
  const needed = walk(complete, packages, ({ group }) => group !== "optional");
  return {
    roots: complete,
    packages: packages.map((locked, index) => ({
      ...locked,
      isDevelopment: locked.isDevelopment || runtime[index] !== 1,
      isOptional: locked.isOptional || needed[index] !== 1,
    })),
  };
}

/** Bills that say so of the package and not of the edge. */
function withGroups(
  { dependencies }: GraphRoot,
  packages: readonly GraphPackage[],
): readonly DependencyEdge[] {
  return dependencies.map((edge) => {
    const target = edge.to === undefined ? undefined : packages[edge.to];
    if (target === undefined || edge.group !== "production") return edge;
    return { ...edge, group: groupOf(target) };
  });
}

function groupOf({ isDevelopment, isOptional }: GraphPackage): DependencyEdge["group"] {
  if (isDevelopment) return "development";
  return isOptional ? "optional" : "production";
}

function edgeTo(to: number, locked: GraphPackage | undefined): DependencyEdge {
  if (locked === undefined) return { name: "", range: "", group: "production", to };
  return { name: locked.name, range: locked.version, group: groupOf(locked), to };
}

/** The fewest packages from which all that no root leads to can be reached; first those that nobody needs. */
function findOrphans(roots: readonly GraphRoot[], packages: readonly GraphPackage[]): readonly number[] {
  const seen = walk(roots, packages, () => true);
  const isNeeded = new Uint8Array(packages.length);
  for (const { dependencies } of packages) {
    for (const { to } of dependencies) if (to !== undefined) isNeeded[to] = 1;
  }
  const orphans: number[] = [];
  for (const onlyFree of [true, false]) {
    for (let index = 0; index < packages.length; index += 1) {
      if (seen[index] === 1 || (onlyFree && isNeeded[index] === 1)) continue;
      orphans.push(index);
      follow([index], { packages, seen, isFollowed: () => true });
    }
  }
  return orphans;
}

type EdgeTest = (edge: DependencyEdge) => boolean;

function walk(
  roots: readonly GraphRoot[],
  packages: readonly GraphPackage[],
  isFollowed: EdgeTest,
): Uint8Array {
  const seen = new Uint8Array(packages.length);
  const start = roots.flatMap(({ dependencies }) =>
    dependencies.filter(isFollowed).flatMap(({ to }) => (to === undefined ? [] : [to])),
  );
  follow(start, { packages, seen, isFollowed });
  return seen;
}

interface Walk {
  readonly packages: readonly GraphPackage[];
  readonly seen: Uint8Array;
  readonly isFollowed: EdgeTest;
}

function follow(start: readonly number[], { packages, seen, isFollowed }: Walk): void {
  const open = [...start];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (seen[index] === 1) continue;
    seen[index] = 1;
    for (const edge of packages[index]?.dependencies ?? []) {
      if (edge.to !== undefined && isFollowed(edge)) open.push(edge.to);
    }
  }
}
