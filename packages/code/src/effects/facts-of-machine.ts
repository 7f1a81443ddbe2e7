import type { Machine } from "../engine/machine.ts";
import { importsOf, sourcesOf } from "../engine/taint.ts";
import type {
  Effect,
  ExportSummary,
  ImportUse,
  ModuleReference,
  Naming,
  SourceFacts,
  SourceLocation,
} from "../source-facts.ts";
import type { EffectDraft } from "./effect-draft.ts";
import { createLineTable } from "./line-table.ts";
import type { LineTable } from "./line-table.ts";

const namings: readonly Naming[] = ["plain", "composed", "decoded"];

type Facts = Pick<SourceFacts, "effects" | "modules" | "exports" | "imports" | "texts">;

/** What an evaluation found, as plain data in the order of the source. */
export function factsOf(m: Machine, source: string): Facts {
  const table = createLineTable(source);
  const drafts = withoutLesser(m.recorder.effects).toSorted(
    (one, other) => one.start - other.start || one.layer - other.layer,
  );
  const indexes = new Map(drafts.map((draft, index) => [draft, index] as const));
  return {
    effects: drafts.map((draft) => effectOf(draft, table)),
    modules: [...m.recorder.modules.values()].map(
      ({ specifier, kind, runs, naming, start }): ModuleReference => ({
        specifier: specifier?.slice(0, 500),
        kind,
        runs,
        naming: nameOf(naming),
        location: table.locate(start),
      }),
    ),
    exports: exportsOf(m, indexes),
    imports: importsUsed(m, drafts, table),
    texts: [...m.recorder.texts.values()].map(({ text, naming, start }) => ({
      text,
      naming: nameOf(naming),
      location: table.locate(start),
    })),
  };
}

function nameOf(level: 0 | 1 | 2): Naming {
  return namings[level] ?? "plain";
}

function effectOf(draft: EffectDraft, table: LineTable): Effect {
  const { kind, api, argument, options, taint, naming, runs, layer, start } = draft;
  return {
    kind,
    api: api.replaceAll("global:", ""),
    argument,
    options: [...options].toSorted(),
    sources: sourcesOf(taint),
    naming: nameOf(naming),
    runs,
    layer,
    location: table.locate(start),
    excerpt: draft.excerpt ?? table.excerpt(start),
  };
}

/** A call that was evaluated with and without knowing its argument is told once, with all that was seen of it. */
function withoutLesser(drafts: readonly EffectDraft[]): readonly EffectDraft[] {
  const best = new Map<string, EffectDraft>();
  for (const draft of drafts) {
    const key = `${draft.kind} ${draft.api} ${draft.start} ${draft.layer}`;
    const known = best.get(key);
    if (known === undefined || weight(draft) > weight(known)) best.set(key, draft);
  }
  return drafts.filter((draft) => {
    const most = best.get(`${draft.kind} ${draft.api} ${draft.start} ${draft.layer}`);
    if (most === undefined || most === draft || weight(draft) > 0) return true;
    mergeInto(most, draft);
    return false;
  });
}

function weight({ argument }: EffectDraft): number {
  return argument === undefined ? 0 : argument.replaceAll("${…}", "").length;
}

function mergeInto(target: EffectDraft, other: EffectDraft): void {
  target.taint |= other.taint;
  if (other.runs === "load") target.runs = "load";
  for (const option of other.options) target.options.add(option);
}

function exportsOf(m: Machine, indexes: ReadonlyMap<EffectDraft, number>): readonly ExportSummary[] {
  return m.summaries.map(({ name, carries }) => ({
    name,
    carries: sourcesOf(carries).filter((kind) => kind !== "parameter" && kind !== "request"),
    reaches: m.reached
      .filter((one) => one.name === name)
      .flatMap(({ parameter, draft }) => {
        const effect = indexes.get(draft);
        return effect === undefined ? [] : [{ parameter, effect }];
      }),
  }));
}

function importsUsed(m: Machine, drafts: readonly EffectDraft[], table: LineTable): readonly ImportUse[] {
  const { entries, uses } = m.imports;
  const reaching = drafts.flatMap((draft, index) =>
    importsOf(draft.taint).map((entry) => ({
      entry,
      reachesEffect: index,
      calledWith: 0,
      parameter: undefined,
      runs: draft.runs,
      start: draft.start,
    })),
  );
  const calls = uses.map(({ entry, taint, parameter, runs, start }) => ({
    entry,
    reachesEffect: undefined,
    calledWith: taint,
    parameter: parameter < 0 ? undefined : parameter,
    runs,
    start,
  }));
  return [...reaching, ...calls].flatMap(({ entry, reachesEffect, calledWith, parameter, runs, start }) => {
    const origin = entries[entry];
    if (origin === undefined) return [];
    const location: SourceLocation = table.locate(start);
    return [{ ...origin, reachesEffect, calledWith: sourcesOf(calledWith), parameter, runs, location }];
  });
}
