import type { Dependent, GraphView } from "../graph-view.ts";
import { isMeant } from "./loosen-ranges.ts";
import type { PublishedPackages } from "./published-package.ts";
import type { MoveWish } from "./repair.ts";

/** Who asks for the version that a wish is about; a member of the workspace counts as the project. */
export function dependentsOf(view: GraphView, wish: MoveWish): readonly Dependent[] {
  return view.graph.packages
    .flatMap((each, index) => (isMeant(each, wish) ? view.dependentsOf(index) : []))
    .map((each) => (isMember(view, each.from) ? { ...each, from: undefined } : each));
}

/** A member of the workspace is a package and a root: what it asks for, its own manifest says. */
function isMember({ graph }: GraphView, from: number | undefined): boolean {
  return from !== undefined && graph.packages[from]?.kind === "workspace";
}

/** Who asks for a version with what range, once that can be said. */
type KnownDependents =
  | { readonly kind: "known"; readonly dependents: readonly Dependent[] }
  | { readonly kind: "wanting"; readonly names: readonly string[] };

/** pnpm's lockfile keeps no ranges of packages: their manifests do. */
export function knownDependents(
  view: GraphView,
  wish: MoveWish,
  published: PublishedPackages,
): KnownDependents {
  const dependents = dependentsOf(view, wish);
  if (view.graph.source !== "pnpm") return { kind: "known", dependents };
  const holders = dependents.flatMap(({ from }) => (from === undefined ? [] : [view.graph.packages[from]]));
  const names = holders.flatMap((each) =>
    each?.kind === "registry" && !published.has(each.name) ? [each.name] : [],
  );
  if (names.length > 0) return { kind: "wanting", names: [...new Set(names)] };
  return {
    kind: "known",
    dependents: dependents.map((each) => {
      const holder = each.from === undefined ? undefined : view.graph.packages[each.from];
      const release = published
        .get(holder?.name ?? "")
        ?.history.releases.find(({ version }) => version === holder?.version);
      const range = Object.values(release?.dependencies ?? {}).find((group) =>
        Object.hasOwn(group, each.name),
      )?.[each.name];
      return range === undefined ? each : { ...each, range };
    }),
  };
}
