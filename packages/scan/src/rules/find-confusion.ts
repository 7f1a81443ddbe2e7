import type { GraphView } from "../graph-view.ts";
import { labelOf } from "../graph-view.ts";
import { adviceOf, findingOfPackage } from "../make-finding.ts";
import type { Origins } from "../package-origins.ts";
import { scopeOf } from "../package-origins.ts";
import type { ScanFinding } from "../scan-finding.ts";

/** Private packages whose names a stranger could claim, or that a client without the right settings asks a stranger for. */
export function findConfusion(view: GraphView, origins: Origins): readonly ScanFinding[] {
  const told = new Set<string>();
  return view.graph.packages.flatMap((each, index) => {
    if (each.kind !== "registry" || !origins.isPrivate(each)) return [];
    const scope = scopeOf(each.name);
    if (scope !== undefined && origins.isRoutedScope(each.name)) return [];
    // What comes from a host that nothing names is told as such.
    const host = origins.hostOf(each);
    if (host === undefined || !origins.isExpectedHost(host)) return [];
    const subject = scope ?? each.name;
    if (told.has(subject)) return [];
    told.add(subject);
    if (scope === undefined) {
      const message = `${labelOf(each)} comes from ${host}, and its name has no scope: anyone may publish it elsewhere`;
      const fix = adviceOf(
        "publish it under a scope of your own, and have a registry line send the scope to your registry",
      );
      return [findingOfPackage(view, index, { id: "unscoped-private", severity: "moderate", message, fix })];
    }
    const message = `${scope} comes from ${host}, and the project's settings have no registry line for it`;
    const fix = adviceOf(
      `write ${scope}:registry=… to the project's .npmrc, so that no client asks elsewhere`,
    );
    return [
      findingOfPackage(view, index, { id: "scope-without-registry", severity: "moderate", message, fix }),
    ];
  });
}
