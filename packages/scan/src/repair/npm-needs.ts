import { withFlags } from "./npm-entry.ts";
import { isRootPlace, reachedPlaces } from "./npm-tree.ts";
import type { NpmEdge, NpmTree } from "./npm-tree.ts";

/** Who needs which places. */
export interface NpmNeeds {
  readonly all: ReadonlySet<string>;
  readonly always: ReadonlySet<string>;
  readonly withDevelopment: ReadonlySet<string>;
  readonly withOptional: ReadonlySet<string>;
}

/** Works out who needs what. */
export function needsOf(tree: NpmTree): NpmNeeds {
  const isOptional = ({ group }: NpmEdge): boolean => group === "optional" || group === "optional-peer";
  const isDevelopment = ({ group }: NpmEdge): boolean => group === "development";
  return {
    all: reachedPlaces(tree, () => true),
    always: reachedPlaces(tree, (edge) => !isOptional(edge) && !isDevelopment(edge)),
    withDevelopment: reachedPlaces(tree, (edge) => !isOptional(edge)),
    withOptional: reachedPlaces(tree, (edge) => !isDevelopment(edge)),
  };
}

/** Takes out what was needed before and is no more; what nobody needed then stays as it was. */
export function removeUnreached(tree: NpmTree, before: NpmNeeds): void {
  const after = reachedPlaces(tree, () => true);
  for (const place of Array.from(tree.keys()))
    if (before.all.has(place) && !after.has(place)) tree.delete(place);
  for (const place of Array.from(tree.keys())) {
    const parent = parentOf(place);
    // Below a package that is gone, nothing is found any more.
    if (parent !== undefined && before.all.has(parent) && !tree.has(parent)) tree.delete(place);
  }
}

function parentOf(place: string): string | undefined {
  const at = place.lastIndexOf("/node_modules/");
  return at < 0 ? undefined : place.slice(0, at);
}

/** Writes down who needs what is new, and what is needed by others than before. */
export function settleFlags(tree: NpmTree, before: NpmNeeds): void {
  const after = needsOf(tree);
  for (const [place, entry] of tree) {
    if (isRootPlace(place, entry) || entry["link"] === true || entry["extraneous"] === true) continue;
    const flags = flagsOf(after, place);
    const known = flagsOf(before, place);
    // What nobody needed and nobody needs has flags of its own.
    if (!after.all.has(place)) continue;
    const isNew = !before.all.has(place);
    if (isNew || [...flags].some(([flag, isSet]) => known.get(flag) !== isSet))
      tree.set(place, withFlags(entry, flags));
  }
}

/** npm's words for whom an entry is left out with. */
function flagsOf(
  { always, withDevelopment, withOptional }: NpmNeeds,
  place: string,
): ReadonlyMap<string, boolean> {
  const isNeeded = always.has(place);
  const [dev, optional] = [withDevelopment.has(place), withOptional.has(place)];
  return new Map([
    ["dev", !isNeeded && !optional],
    ["optional", !isNeeded && !dev],
    ["devOptional", !isNeeded && dev && optional],
  ]);
}
