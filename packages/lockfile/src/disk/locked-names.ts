import type { DependencyGraph } from "../dependency-graph.ts";

/** Which of a lockfile's packages may lie where. */
export interface LockedNames {
  /** By the place of its folder, where the lockfile tells places; `undefined` where it does not. */
  at(place: string): number | undefined;
  /** By the name under which it is imported. */
  named(name: string): readonly number[];
}

/** Creates the view of a lockfile by places and names. */
export function createLockedNames(graph: DependencyGraph): LockedNames {
  const byPlace = placesOf(graph);
  const byName = new Map<string, Set<number>>();
  const add = (name: string, index: number): void => {
    const known = byName.get(name);
    if (known === undefined) byName.set(name, new Set([index]));
    else known.add(index);
  };
  for (const [index, { name }] of graph.packages.entries()) add(name, index);
  for (const { dependencies } of [...graph.roots, ...graph.packages])
    for (const { name, to } of dependencies) if (to !== undefined) add(name, to);
  const lists = new Map([...byName].map(([name, indexes]) => [name, [...indexes]] as const));
  return { at: (place) => byPlace.get(place), named: (name) => lists.get(name) ?? [] };
}

function placesOf({ source, packages }: DependencyGraph): ReadonlyMap<string, number> {
  if (source === "npm") return new Map(packages.map(({ place }, index) => [place, index]));
  if (source !== "bun") return new Map();
  return new Map(packages.map(({ place }, index) => [placeOfBunKey(place), index]));
}

/** Bun's keys are paths of names: `a/@s/b` is what `a` gets for `@s/b`. */
function placeOfBunKey(key: string): string {
  const names: string[] = [];
  let scope: string | undefined;
  for (const part of key.split("/")) {
    if (scope === undefined && part.startsWith("@")) scope = part;
    else {
      names.push(scope === undefined ? part : `${scope}/${part}`);
      scope = undefined;
    }
  }
  return names.map((name) => `node_modules/${name}`).join("/");
}
