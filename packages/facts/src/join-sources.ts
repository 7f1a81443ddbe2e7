import { analyzeSource } from "@lockkeeper/code";
import type { Effect, EffectKind, SourceFacts } from "@lockkeeper/code";

import { bundleModules, bundleableBody } from "./modules/bundle-modules.ts";
import type { BundledModule, ModuleBundle } from "./modules/bundle-modules.ts";

/** What joining needs of a package. */
export interface JoinParts {
  readonly facts: ReadonlyMap<string, SourceFacts>;
  /** Files that something outside the package starts or loads. */
  readonly roots: readonly string[];
  readonly textOf: (path: string) => string | undefined;
  readonly resolve: (from: string, specifier: string) => string | undefined;
}

/** More is read where code runs a text that it has from elsewhere, since that may be a large file of data. */
const bounds = {
  roots: 4,
  modules: 40,
  characters: 150_000,
  hiddenCharacters: 3_000_000,
  added: 40,
} as const;

/** Effects for which it matters what other files hand over. */
const telling: ReadonlySet<EffectKind> = new Set([
  "network",
  "dns",
  "process",
  "run-code",
  "load-module",
  "load-native",
  "write-file",
  "delete-file",
  "publish",
  "persist",
  "decrypt",
  "read-all-environment",
]);

/**
 * Evaluates small groups of modules as one, since code that is split over files shows what it does only together. Answers
 * the facts of files that say more then: effects that happen at load, with sources of other files, or hidden in them.
 */
export function joinSources(parts: JoinParts): ReadonlyMap<string, SourceFacts> {
  const joined = new Map<string, SourceFacts>();
  const most = runsUnknownText(parts) ? bounds.hiddenCharacters : bounds.characters;
  for (const root of [...new Set(parts.roots)].slice(0, bounds.roots)) {
    const modules = closureOf(root, parts, most);
    if (modules === undefined) continue;
    const bundle = bundleModules(modules);
    const facts = analyzeSource({
      path: "bundle.cjs",
      text: bundle.text,
      language: "javascript",
      goal: "script",
    });
    for (const [path, effects] of effectsByFile(facts, bundle, root)) {
      const before = joined.get(path) ?? parts.facts.get(path);
      if (before !== undefined) joined.set(path, withEffects(before, effects));
    }
  }
  return joined;
}

/** A module and all that it loads; `undefined` when they are too many, of another kind, or do nothing that matters. */
function closureOf(root: string, parts: JoinParts, most: number): readonly BundledModule[] | undefined {
  const found = new Map<string, Omit<BundledModule, "body"> & { readonly source: string }>();
  const queue = [root];
  let characters = 0;
  for (let at = 0; at < queue.length; at += 1) {
    const path = queue[at] ?? "";
    const source = parts.textOf(path);
    characters += source?.length ?? 0;
    if (source === undefined || characters > most || queue.length > bounds.modules) return undefined;
    const targets = targetsOf(path, parts);
    found.set(path, { path, source, targets });
    for (const target of targets.values()) if (!queue.includes(target)) queue.push(target);
  }
  return found.size > 1 && isTelling(queue, parts) ? withBodies([...found.values()]) : undefined;
}

function isTelling(paths: readonly string[], { facts }: JoinParts): boolean {
  return paths.some((path) => facts.get(path)?.effects.some(({ kind }) => telling.has(kind)) === true);
}

function withBodies(
  found: readonly (Omit<BundledModule, "body"> & { readonly source: string })[],
): readonly BundledModule[] | undefined {
  const modules: BundledModule[] = [];
  for (const { path, source, targets } of found) {
    const body = bundleableBody(path, source);
    if (body === undefined) return undefined;
    modules.push({ path, body, targets });
  }
  return modules;
}

const loading: ReadonlySet<string> = new Set(["require", "import", "re-export", "dynamic-import"]);

function runsUnknownText({ facts }: JoinParts): boolean {
  for (const { effects } of facts.values()) {
    if (
      effects.some(
        ({ kind, argument, runs }) => kind === "run-code" && argument === undefined && runs === "load",
      )
    )
      return true;
  }
  return false;
}

function targetsOf(path: string, { facts, resolve }: JoinParts): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  for (const { specifier, kind } of facts.get(path)?.modules ?? []) {
    if (specifier === undefined || !loading.has(kind)) continue;
    const target = resolve(path, specifier);
    if (target !== undefined && /\.(?:[cm]?js|json)$/.test(target)) targets.set(specifier, target);
  }
  return targets;
}

/** Effects of the bundle by the file that they stand in; those of decoded texts stand in the root. */
function effectsByFile(
  facts: SourceFacts,
  bundle: ModuleBundle,
  root: string,
): ReadonlyMap<string, readonly Effect[]> {
  const byFile = new Map<string, Effect[]>();
  for (const effect of facts.effects) {
    const place = bundle.placeOf(effect.location.line, effect.excerpt);
    const own = byFile.get(place?.path ?? root) ?? [];
    byFile.set(place?.path ?? root, own);
    if (place === undefined) {
      own.push({
        ...effect,
        naming: "decoded",
        layer: Math.max(1, effect.layer),
        location: { line: 1, column: 1 },
      });
    } else {
      own.push({ ...effect, location: { line: place.line, column: effect.location.column } });
    }
  }
  return byFile;
}

function withEffects(facts: SourceFacts, found: readonly Effect[]): SourceFacts {
  const effects = [...facts.effects];
  const added: Effect[] = [];
  for (const effect of found) {
    const index = effects.findIndex((own) => isSame(own, effect));
    const own = effects[index];
    if (own !== undefined) effects[index] = merge(own, effect);
    else if (telling.has(effect.kind) || effect.sources.length > 0 || effect.naming === "decoded")
      added.push(effect);
  }
  return { ...facts, effects: [...effects, ...added.slice(0, bounds.added)] };
}

function isSame(own: Effect, effect: Effect): boolean {
  return own.kind === effect.kind && own.api === effect.api && own.location.line === effect.location.line;
}

/** The effect as it is, with what only all files together tell. */
function merge(own: Effect, { runs, sources, argument, naming }: Effect): Effect {
  const isTold =
    isKnown(own.argument) || (own.argument !== undefined && own.argument !== "" && !isKnown(argument));
  return {
    ...own,
    runs: own.runs === "load" ? "load" : runs,
    sources: [...new Set([...own.sources, ...sources])],
    argument: isTold ? own.argument : argument,
    naming: isTold ? own.naming : naming,
  };
}

/** Whether an argument has no part that is not known. */
function isKnown(argument: string | undefined): boolean {
  return argument !== undefined && argument !== "" && !argument.includes("${…}");
}
