import type { GraphPackage } from "@lockkeeper/lockfile";

import type { GraphView } from "../graph-view.ts";
import { labelOf } from "../graph-view.ts";
import { adviceOf, findingOfPackage, quote } from "../make-finding.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { ScanKnowledge } from "../scan-project.ts";

const yearMs = 365 * 86_400_000;
const abandonedYears = 4;

/** Versions that their maintainers advise against, and packages that nobody releases any more. */
export function findDeprecated(
  view: GraphView,
  { histories, now }: Pick<ScanKnowledge, "histories" | "now">,
): readonly ScanFinding[] {
  return view.graph.packages.flatMap((each, index) => {
    const history = histories.get(each.name);
    const release = history?.releases.find(({ version }) => version === each.version);
    const words = each.deprecated ?? release?.deprecated;
    if (words !== undefined && words !== "") {
      const message = `${labelOf(each)} is deprecated: ${quote(words, 200)}`;
      const fix = adviceOf("take what its maintainers name instead");
      return [findingOfPackage(view, index, { id: "deprecated-version", severity: "low", message, fix })];
    }
    const last = lastReleaseAt(history?.releases ?? []);
    if (last === undefined || each.kind !== "registry" || !isDirect(view, index)) return [];
    const years = Math.floor((now - last) / yearMs);
    if (years < abandonedYears) return [];
    const message = `${each.name} has had no release for ${years} years`;
    const fix = adviceOf("look for a maintained replacement");
    return [findingOfPackage(view, index, { id: "abandoned-package", severity: "info", message, fix })];
  });
}

function lastReleaseAt(
  releases: readonly { readonly publishedAt: { readonly state: string } }[],
): number | undefined {
  let last: number | undefined;
  for (const { publishedAt } of releases) {
    if (!("value" in publishedAt) || typeof publishedAt.value !== "number") return undefined;
    last = Math.max(last ?? 0, publishedAt.value);
  }
  return last;
}

/** What a project chose itself; that others depend on old things is theirs to mend. */
function isDirect(view: GraphView, index: number): boolean {
  return (
    view.dependentsOf(index).some(({ from }) => from === undefined) && isNamed(view.graph.packages[index])
  );
}

function isNamed(each: GraphPackage | undefined): boolean {
  return each !== undefined && each.name !== "";
}
