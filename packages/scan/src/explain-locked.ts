import type { DependencyEdge, DependencyGroup, GraphPackage, GraphRoot } from "@lockkeeper/lockfile";

import { createGraphView, labelOf } from "./graph-view.ts";
import type { ScannedGraph } from "./scan-report.ts";

/** Who asks for a package, and in which words. Texts are foreign. */
export interface LockedAsker {
  /** `name@version` of a package; the name or folder of a root. */
  readonly by: string;
  readonly isRoot: boolean;
  /** The name by which it is imported there; that of an alias is another than the package's own. */
  readonly as: string;
  readonly range: string;
  readonly group: DependencyGroup;
}

/** Why one package is locked. */
export interface LockedExplanation {
  readonly file: string;
  readonly line: number;
  readonly place: string;
  readonly name: string;
  readonly version: string;
  readonly kind: GraphPackage["kind"];
  readonly isDevelopment: boolean;
  readonly isOptional: boolean;
  readonly isPatched: boolean;
  /** The selectors with which the project forces a version on it, with that version. */
  readonly overrides: readonly { readonly selector: string; readonly range: string }[];
  /** The shortest way from a root, the package last; it alone where no root leads to it. */
  readonly path: readonly string[];
  /** Everyone who asks for it, roots first. */
  readonly askedBy: readonly LockedAsker[];
}

/** What is asked for: a name, with a version or without one. */
export interface LockedQuestion {
  readonly name: string;
  readonly version: string | undefined;
}

/**
 * Says who pulls in a package, by which dependency of which group, under which name: every entry of a lockfile with that name,
 * and those that somebody imports under it.
 */
export function explainLocked(scanned: ScannedGraph, question: LockedQuestion): readonly LockedExplanation[] {
  const { file, graph } = scanned;
  const view = createGraphView(scanned);
  const askers = listAskers(graph.roots, graph.packages);
  return graph.packages.flatMap((each, index): readonly LockedExplanation[] => {
    const askedBy = askers.get(index) ?? [];
    if (!isMeant(each, askedBy, question)) return [];
    const { line, place, name, version, kind, isDevelopment, isOptional, isPatched } = each;
    const overrides = graph.overrides.filter(({ selector }) => isSelected(selector, name));
    const told = { file, line, place, name, version, kind, isDevelopment, isOptional, isPatched };
    return [{ ...told, overrides, path: view.pathTo(index), askedBy }];
  });
}

function isMeant(
  each: GraphPackage,
  askedBy: readonly LockedAsker[],
  { name, version }: LockedQuestion,
): boolean {
  if (version !== undefined && each.version !== version) return false;
  return each.name === name || askedBy.some(({ as }) => as === name);
}

/** The last name of a selector, such as `foo>axios@^1` or `**` + `/axios`, is the package that it is about. */
function isSelected(selector: string, name: string): boolean {
  const last = selector.split(">").at(-1) ?? selector;
  const at = last.indexOf("@", last.startsWith("@") ? 1 : 0);
  const plain = at > 0 ? last.slice(0, at) : last;
  return plain === name || plain.endsWith(`/${name}`);
}

function listAskers(
  roots: readonly GraphRoot[],
  packages: readonly GraphPackage[],
): ReadonlyMap<number, readonly LockedAsker[]> {
  const found = new Map<number, LockedAsker[]>();
  const note = (by: string, isRoot: boolean, { name, range, group, to }: DependencyEdge): void => {
    if (to === undefined) return;
    const asker = { by, isRoot, as: name, range, group };
    const known = found.get(to);
    if (known === undefined) found.set(to, [asker]);
    else known.push(asker);
  };
  for (const root of roots) for (const edge of root.dependencies) note(root.name ?? root.folder, true, edge);
  for (const each of packages) for (const edge of each.dependencies) note(labelOf(each), false, edge);
  return found;
}
