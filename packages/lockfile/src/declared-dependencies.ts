import type { DependencyGroup } from "./dependency-graph.ts";

/** A dependency as a manifest or a lockfile's entry declares it. */
export interface DeclaredDependency {
  readonly name: string;
  readonly range: string;
  readonly group: DependencyGroup;
  /** What answers it, where the file says so beside the range, as pnpm's does. */
  readonly reference?: string | undefined;
}

/** The groups as a manifest names them: pairs of name and range in the order of the text. */
export interface DeclaredGroups {
  readonly peer: Iterable<readonly [string, string]>;
  readonly production: Iterable<readonly [string, string]>;
  readonly optional: Iterable<readonly [string, string]>;
  readonly development: Iterable<readonly [string, string]>;
  /** Whether a peer may be absent. */
  readonly isOptionalPeer: (name: string) => boolean;
}

/** One dependency for each name: of a name in several groups the later one counts, as it does for npm. */
export function listDeclared(groups: DeclaredGroups): readonly DeclaredDependency[] {
  const found = new Map<string, DeclaredDependency>();
  for (const [name, range] of groups.peer) {
    found.set(name, { name, range, group: groups.isOptionalPeer(name) ? "optional-peer" : "peer" });
  }
  for (const group of ["production", "optional", "development"] as const) {
    for (const [name, range] of groups[group]) found.set(name, { name, range, group });
  }
  return [...found.values()];
}
