import type { ManifestFacts } from "@lockkeeper/facts";

import type { DetonationTrigger, TriggerKind } from "../detonation.ts";

const loadable = /\.(?:[cm]?[jt]s|json|node)$|\/[^./]+$|^[^./]+$/;
/** Conditions and fields that nothing loads where a package is tried. */
const notLoaded =
  /\b(?:types|typings|browser|react-native|react-server|unpkg|jsdelivr|svelte|style|sass|imports)\b/;

const forPages = /\b(?:browser|unpkg|jsdelivr)\b/;
const pageEntryMaxCount = 2;

/** The ways in which a package's code begins to run, of the kinds that are asked for. */
export function listTriggers(
  manifest: ManifestFacts,
  kinds: readonly TriggerKind[],
  { paths, entryMaxCount }: { readonly paths: readonly string[]; readonly entryMaxCount: number },
): readonly DetonationTrigger[] {
  return kinds.flatMap((kind) => {
    if (kind === "install") return installTriggers(manifest);
    const triggers = kind === "bin" ? binTriggers(manifest) : importTriggers(manifest, kind);
    const there = triggers.filter(({ name }) => kind === "bin" || isThere(name, paths));
    const pages = kind === "import" ? pageTriggers(manifest, paths) : [];
    return [...there.slice(0, entryMaxCount), ...pages];
  });
}

/** Manifests name entries that were never built: nothing is loaded by them. */
function isThere(entry: string, paths: readonly string[]): boolean {
  const plain = entry.replace(/^\.\//, "").replace(/\/$/, "");
  return paths.some((path) => path === plain || path.startsWith(`${plain}.`) || path.startsWith(`${plain}/`));
}

/** The scripts of an install are one trigger, as each finds what those before it left. */
function installTriggers({ installScripts, scripts }: ManifestFacts): readonly DetonationTrigger[] {
  if (installScripts.length === 0) return [];
  // A binding.gyp without a script is built by npm itself.
  const starts = installScripts.map((name) => scripts[name] ?? "node-gyp rebuild");
  return [{ kind: "install", name: installScripts.join(", "), starts }];
}

function importTriggers({ entries }: ManifestFacts, kind: "import" | "call"): readonly DetonationTrigger[] {
  const files = entries
    .filter(({ field, path }) => !notLoaded.test(field) && loadable.test(path) && !path.endsWith(".json"))
    .map(({ path }) => path);
  return [...new Set(files)].map((path) => ({ kind, name: path, starts: [path] }));
}

/** Entries that bundlers and networks of files give to pages alone. */
function pageTriggers(manifest: ManifestFacts, paths: readonly string[]): readonly DetonationTrigger[] {
  const loaded = new Set(importTriggers(manifest, "import").map(({ name }) => name));
  const files = manifest.entries
    .filter(({ field, path }) => forPages.test(field) && /\.[cm]?js$/.test(path) && !loaded.has(path))
    .map(({ path }) => path);
  return [...new Set(files)]
    .filter((path) => isThere(path, paths))
    .slice(0, pageEntryMaxCount)
    .map((path) => ({ kind: "import", name: path, starts: [path], isForPages: true }));
}

function binTriggers({ bins }: ManifestFacts): readonly DetonationTrigger[] {
  return bins.map(({ command, path }) => ({ kind: "bin", name: command, starts: [path] }));
}
