import type { ExportSummary, ImportUse, SourceFacts, SourceKind } from "@lockkeeper/code";

import type { CrossFileFlow } from "../package-facts.ts";

/** The sources of a package, and where a specifier of one leads. */
export interface JoinedSources {
  readonly facts: ReadonlyMap<string, SourceFacts>;
  readonly resolve: (from: string, specifier: string) => string | undefined;
}

const flowMaxCount = 500;
const reExportMaxDepth = 4;

/** Joins what one file exports with what others do with it. At most 500 flows. */
export function joinFlows(sources: JoinedSources): readonly CrossFileFlow[] {
  const flows = new Map<string, CrossFileFlow>();
  for (const [path, { imports }] of sources.facts) {
    for (const use of imports) {
      if (flows.size >= flowMaxCount) return [...flows.values()];
      for (const flow of flowsOfUse(sources, path, use)) add(flows, flow);
    }
  }
  return [...flows.values()];
}

/** What a value or a function of another file brings to an effect, here or there. */
function flowsOfUse(sources: JoinedSources, path: string, use: ImportUse): readonly CrossFileFlow[] {
  const { name, reachesEffect, calledWith, parameter } = use;
  const from = sources.resolve(path, use.specifier);
  if (from === undefined || from === path) return [];
  return summariesOf(sources, from, name, 0).flatMap(({ file, summary }) => [
    ...(reachesEffect === undefined
      ? []
      : [{ path, effect: reachesEffect, from: file, sources: carried(summary.carries) }]),
    ...summary.reaches
      .filter((reach) => reach.parameter === parameter)
      .map(({ effect }) => ({ path: file, effect, from: path, sources: carried(calledWith) })),
  ]);
}

function carried(sources: readonly SourceKind[]): readonly SourceKind[] {
  return [...new Set(sources)].filter((source) => source !== "parameter" && source !== "request");
}

function add(flows: Map<string, CrossFileFlow>, flow: CrossFileFlow): void {
  if (flow.sources.length === 0) return;
  flows.set(JSON.stringify([flow.path, flow.effect, flow.from, flow.sources]), flow);
}

/** What a file exports under a name, also by handing on what another file exports. */
function summariesOf(
  sources: JoinedSources,
  file: string,
  name: string,
  depth: number,
): readonly { readonly file: string; readonly summary: ExportSummary }[] {
  const facts = sources.facts.get(file);
  if (facts === undefined) return [];
  const own = facts.exports
    .filter((summary) => isSameExport(summary.name, name))
    .map((summary) => ({ file, summary }));
  if (own.length > 0 || depth >= reExportMaxDepth) return own;
  return facts.modules.flatMap(({ kind, specifier }) => {
    if (kind !== "re-export" || specifier === undefined) return [];
    const next = sources.resolve(file, specifier);
    return next === undefined || next === file ? [] : summariesOf(sources, next, name, depth + 1);
  });
}

/** `require` of a module with a default export, and the other way round, hand over the same value. */
function isSameExport(exported: string, used: string): boolean {
  return (
    exported === used || (exported === "*" && used === "default") || (exported === "default" && used === "*")
  );
}
