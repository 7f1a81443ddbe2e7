import { listDeclared } from "./declared-dependencies.ts";
import type { DeclaredDependency } from "./declared-dependencies.ts";
import type { DependencyGraph } from "./dependency-graph.ts";
import { followAlias, splitSpec } from "./dependency-spec.ts";
import { GraphDraft, nothingTold } from "./graph-draft.ts";
import { mergeRoots, overridesOfProject } from "./graph-input.ts";
import type { GraphInput } from "./graph-input.ts";
import { forcedRanges } from "./resolutions.ts";
import { WorkspaceMembers } from "./workspace-members.ts";
import { fromYarnClassicEntry, readYarnClassicEntries } from "./yarn-classic.ts";
import type { YarnClassicEntry } from "./yarn-classic.ts";

/** Reads `yarn.lock` of Yarn 1, which knows neither roots nor peers: the project's manifests have to tell the roots. */
export function parseYarnClassicGraph(text: string, { manifests, limits }: GraphInput): DependencyGraph {
  const draft = new GraphDraft(limits);
  const byPattern = new Map<string, number>();
  for (const entry of readYarnClassicEntries(text)) addEntry(entry, draft, byPattern);
  const overrides = overridesOfProject(manifests);
  const roots = mergeRoots([], manifests);
  const members = new WorkspaceMembers(draft, roots);
  const forced = forcedRanges(overrides);

  function find({ name, range }: DeclaredDependency): number | undefined {
    const found = byPattern.get(`${name}@${range}`) ?? (range === "" ? byPattern.get(name) : undefined);
    if (found !== undefined) return found;
    for (const wanted of forced.get(name) ?? []) {
      const index = byPattern.get(`${name}@${wanted}`);
      if (index !== undefined) return index;
    }
    // Yarn 1 takes what the workspace has where it satisfies the range, and writes nothing about it.
    return members.named(name);
  }
  return draft.join(
    roots,
    { ofPackage: (_from, dependency) => find(dependency), ofRoot: (_root, dependency) => find(dependency) },
    { source: "yarn-classic", formatVersion: /^# yarn lockfile v(\d{1,9})\r?$/m.exec(text)?.[1], overrides },
  );
}

function addEntry(entry: YarnClassicEntry, draft: GraphDraft, byPattern: Map<string, number>): void {
  const byName = new Map<string, number>();
  for (const locked of fromYarnClassicEntry(entry)) {
    const index = draft.add({
      ...nothingTold,
      ...locked,
      place: entry.patterns.join(", "),
      declared: listDeclared({
        peer: [],
        production: entry.lists.get("dependencies") ?? [],
        optional: entry.lists.get("optionalDependencies") ?? [],
        development: [],
        isOptionalPeer: () => false,
      }),
    });
    byName.set(locked.name, index);
  }
  for (const pattern of entry.patterns) {
    const index = byName.get(followAlias(splitSpec(pattern)).name);
    if (index !== undefined) byPattern.set(pattern, index);
  }
}
