import type { Effect, EffectKind, SourceFacts } from "@lockkeeper/code";

import type { CrossFileFlow, SourceFile } from "./package-facts.ts";
import { triggerOrder } from "./triggers/reach-files.ts";

/** How much is kept of the sources of one package: together less than a megabyte of JSON. */
const limits = {
  sources: 400,
  effects: 1_600,
  effectsPerSource: 150,
  disguisesPerSource: 20,
  modulesPerSource: 40,
  exportsPerSource: 30,
  importsPerSource: 30,
  textsPerSource: 30,
  textMaxCharacters: 500,
} as const;

/** Effects that say most, first; what is not named follows. */
const tellingKinds: readonly EffectKind[] = [
  "publish",
  "persist",
  "run-code",
  "process",
  "network",
  "dns",
  "wallet",
  "recipient",
  "endless-loop",
  "key-log",
  "clipboard",
  "read-all-environment",
  "replace-global",
  "install-packages",
  "load-native",
  "decrypt",
  "delete-file",
  "write-file",
  "rename-file",
  "gate",
  "silence",
  "listen",
  "change-mode",
  "load-module",
  "read-file",
  "host-facts",
  "read-environment",
  "list-files",
];
const rankOfKind: ReadonlyMap<EffectKind, number> = new Map(tellingKinds.map((kind, index) => [kind, index]));

/** Sources and flows as they are kept, and what was left out. */
export interface TrimmedSources {
  readonly sources: readonly SourceFile[];
  readonly flows: readonly CrossFileFlow[];
  readonly leftOut: number;
}

/** Keeps the most telling sources and effects, in order of paths; flows and summaries follow their effects. */
export function trimSources(all: readonly SourceFile[], flows: readonly CrossFileFlow[]): TrimmedSources {
  const ends = new Set(flows.map(({ path }) => path));
  const telling = all.filter((source) => isTelling(source) || ends.has(source.path));
  const ranked = telling
    .map((source) => ({ source, rank: rankOf(source) }))
    .sort((one, other) => one.rank - other.rank || comparePaths(one.source.path, other.source.path));
  const kept: SourceFile[] = [];
  const keptFlows: CrossFileFlow[] = [];
  let room: number = limits.effects;
  for (const { source } of ranked.slice(0, limits.sources)) {
    const own = flows.filter(({ path }) => path === source.path);
    const { facts, indexes } = trimFacts(source.facts, new Set(own.map(({ effect }) => effect)), room);
    room -= facts.effects.length;
    kept.push({ ...source, facts });
    for (const flow of own) {
      const effect = indexes.get(flow.effect);
      if (effect !== undefined) keptFlows.push({ ...flow, effect });
    }
  }
  return {
    sources: kept.sort((one, other) => comparePaths(one.path, other.path)),
    flows: keptFlows,
    leftOut: Math.max(0, telling.length - limits.sources),
  };
}

function isTelling({ facts, triggers }: SourceFile): boolean {
  if (facts.effects.length > 0 || facts.disguises.some(({ kind }) => kind !== "minified")) return true;
  return facts.parsed !== "strict" && (facts.parsed === "failed" || triggers.length > 0);
}

/** What runs unasked first, then what hides, then what does most. */
function rankOf({ triggers, facts }: SourceFile): number {
  const trigger = triggerOrder.findIndex((one) => triggers.includes(one));
  const first = trigger === -1 ? triggerOrder.length : trigger;
  const best = Math.min(...facts.effects.slice(0, 500).map(rankOfEffect), 100);
  const hides = facts.disguises.some(({ kind }) => kind !== "minified") ? 0 : 1;
  return first * 10_000 + hides * 1_000 + best;
}

function rankOfEffect({ kind, naming, layer, runs, sources }: Effect): number {
  const hidden = naming === "decoded" || layer > 0 ? -30 : 0;
  const loaded = runs === "load" ? -5 : 0;
  const fed = sources.some((source) => source !== "parameter" && source !== "request") ? -20 : 0;
  return (rankOfKind.get(kind) ?? 50) + hidden + loaded + fed + 60;
}

function trimFacts(
  facts: SourceFacts,
  needed: ReadonlySet<number>,
  room: number,
): { readonly facts: SourceFacts; readonly indexes: ReadonlyMap<number, number> } {
  const count = Math.max(Math.min(limits.effectsPerSource, room), Math.min(5, facts.effects.length));
  const chosen = facts.effects
    .map((effect, index) => ({ index, rank: rankOfEffect(effect) - (needed.has(index) ? 100 : 0) }))
    .sort((one, other) => one.rank - other.rank || one.index - other.index)
    .slice(0, count)
    .map(({ index }) => index)
    .sort((one, other) => one - other);
  const indexes = new Map(chosen.map((index, position) => [index, position]));
  const effects = chosen.flatMap((index) => facts.effects[index] ?? []);
  return {
    indexes,
    facts: {
      ...facts,
      effects,
      disguises: facts.disguises.slice(0, limits.disguisesPerSource),
      modules: facts.modules.slice(0, limits.modulesPerSource),
      exports: trimExports(facts, indexes),
      imports: trimImports(facts, indexes),
      texts: facts.texts
        .slice(0, limits.textsPerSource)
        .map((one) => ({ ...one, text: one.text.slice(0, limits.textMaxCharacters) })),
    },
  };
}

function trimExports({ exports }: SourceFacts, indexes: ReadonlyMap<number, number>): SourceFacts["exports"] {
  return exports
    .map((summary) => ({
      ...summary,
      reaches: summary.reaches.flatMap(({ parameter, effect }) => {
        const index = indexes.get(effect);
        return index === undefined ? [] : [{ parameter, effect: index }];
      }),
    }))
    .filter(({ carries, reaches }) => carries.length > 0 || reaches.length > 0)
    .slice(0, limits.exportsPerSource);
}

function trimImports({ imports }: SourceFacts, indexes: ReadonlyMap<number, number>): SourceFacts["imports"] {
  return imports
    .map((use) => ({
      ...use,
      reachesEffect: use.reachesEffect === undefined ? undefined : indexes.get(use.reachesEffect),
    }))
    .filter(({ reachesEffect, calledWith }) => reachesEffect !== undefined || calledWith.length > 0)
    .slice(0, limits.importsPerSource);
}

/** By code units, so that the order is the same everywhere. */
export function comparePaths(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
