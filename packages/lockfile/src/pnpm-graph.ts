import type { DeclaredDependency } from "./declared-dependencies.ts";
import { listDeclared } from "./declared-dependencies.ts";
import type { DependencyGraph, GraphOverride } from "./dependency-graph.ts";
import { badFormat } from "./errors.ts";
import { GraphDraft } from "./graph-draft.ts";
import type { DraftPackage, DraftRoot } from "./graph-draft.ts";
import { joinFolder, mergeRoots, overridesOfProject } from "./graph-input.ts";
import type { GraphInput } from "./graph-input.ts";
import { joinImporters, readPnpmImporters } from "./pnpm-importers.ts";
import { candidateKeys, withoutSuffix } from "./pnpm-keys.ts";
import { fromPnpmEntry } from "./pnpm-lockfile.ts";
import { WorkspaceMembers } from "./workspace-members.ts";
import { entriesOf, fieldOf, parseYamlDocuments, textFieldOf, textPairsOf } from "./yaml-documents.ts";
import type { YamlDocument } from "./yaml-documents.ts";

const knownMajors: ReadonlySet<string> = new Set(["5", "6", "7", "9"]);
const linkProtocol = "link:";

/** Reads `pnpm-lock.yaml` of versions 5 to 9, one package for each combination of peers. */
export function parsePnpmGraph(text: string, { manifests, limits }: GraphInput): DependencyGraph {
  const draft = new GraphDraft(limits);
  const importers: DraftRoot[] = [];
  const overrides: GraphOverride[] = [];
  const keys = new Map<string, number>();
  let formatVersion: string | undefined;
  for (const document of parseYamlDocuments(text, { maxDepth: limits.maxDepth, section: "packages" })) {
    // An empty document separates nothing.
    if (document.value === null || document.value === undefined) continue;
    formatVersion = versionOf(document.value);
    importers.push(...readPnpmImporters(document.value));
    addPackages(document, draft, keys);
    const pairs = textPairsOf(fieldOf(document.value, "overrides"));
    overrides.push(...pairs.map(([selector, range]) => ({ selector, range })));
  }
  if (formatVersion === undefined) throw badFormat("it has no lockfileVersion");
  const roots = mergeRoots(joinImporters(importers), manifests);
  const find = createFinder(draft, roots, keys);
  return draft.join(
    roots,
    {
      ofPackage: ({ kind, place }, dependency) => find(kind === "workspace" ? place : ".", dependency),
      ofRoot: ({ folder }, dependency) => find(folder, dependency),
    },
    {
      source: "pnpm",
      formatVersion,
      overrides: overrides.length > 0 ? overrides : overridesOfProject(manifests),
    },
  );
}

function versionOf(document: unknown): string {
  const version = textFieldOf(document, "lockfileVersion");
  if (version === undefined) throw badFormat("it has no lockfileVersion");
  if (!knownMajors.has(version.split(".", 1)[0] ?? ""))
    throw badFormat(`its version "${version}" is not known`);
  return version;
}

function addPackages({ value, lines }: YamlDocument, draft: GraphDraft, keys: Map<string, number>): void {
  const packages = fieldOf(value, "packages") ?? {};
  if (typeof packages !== "object" || Array.isArray(packages)) throw badFormat("packages is no object");
  const snapshots = snapshotsByPackage(fieldOf(value, "snapshots"));
  for (const [key, entry] of entriesOf(packages)) {
    const line = lines.get(key) ?? 1;
    if (typeof entry !== "object" || entry === null) throw badFormat("an entry is no object", line);
    const pinned = fromPnpmEntry(key, entry, line);
    // Before version 9 the entry says itself what it depends on.
    for (const [place, snapshot] of snapshots.get(key) ?? [[key, entry] as const]) {
      keys.set(place, draft.add({ ...pinned, ...describe(place, entry, snapshot) }));
    }
  }
}

/** The snapshots of each entry: one for every combination of peers. */
function snapshotsByPackage(
  snapshots: unknown,
): ReadonlyMap<string, readonly (readonly [string, unknown])[]> {
  const found = new Map<string, (readonly [string, unknown])[]>();
  for (const [place, snapshot] of entriesOf(snapshots)) {
    const key = withoutSuffix(place);
    const others = found.get(key);
    if (others === undefined) found.set(key, [[place, snapshot]]);
    else others.push([place, snapshot]);
  }
  return found;
}

function describe(
  place: string,
  entry: unknown,
  snapshot: unknown,
): Pick<
  DraftPackage,
  "place" | "declared" | "isPatched" | "hasInstallScript" | "deprecated" | "saysDevelopment" | "saysOptional"
> {
  const tellsScripts = entry === snapshot;
  return {
    place,
    declared: declaredBy(entry, snapshot),
    isPatched: place.includes("(patch_hash=") || textFieldOf(entry, "patched") === "true",
    hasInstallScript: tellsScripts ? textFieldOf(entry, "requiresBuild") === "true" : undefined,
    deprecated: textFieldOf(entry, "deprecated"),
    saysDevelopment: textFieldOf(entry, "dev") === "true",
    saysOptional: textFieldOf(snapshot, "optional") === "true",
  };
}

/** What answers a peer stands among the other dependencies; the entry alone says that it is one. */
function declaredBy(entry: unknown, snapshot: unknown): readonly DeclaredDependency[] {
  const peers = new Map(textPairsOf(fieldOf(entry, "peerDependencies")));
  const meta = fieldOf(entry, "peerDependenciesMeta");
  const answers = [
    ...textPairsOf(fieldOf(snapshot, "dependencies")),
    ...textPairsOf(fieldOf(snapshot, "optionalDependencies")),
  ];
  const optional = textPairsOf(fieldOf(snapshot, "optionalDependencies"));
  if (peers.size === 0 && optional.length === 0) {
    return answers.map(([name, reference]) => ({
      name,
      range: rangeOf(reference),
      group: "production",
      reference,
    }));
  }
  const references = new Map(answers);
  const declared = listDeclared({
    production: answers.filter(([name]) => !peers.has(name)),
    optional: optional.filter(([name]) => !peers.has(name)),
    peer: peers,
    development: [],
    isOptionalPeer: (name) => textFieldOf(fieldOf(meta, name), "optional") === "true",
  });
  return declared.map((dependency) => {
    const reference = references.get(dependency.name);
    const isPeer = peers.has(dependency.name);
    return { ...dependency, reference, range: isPeer ? dependency.range : rangeOf(reference ?? "") };
  });
}

/** The version that a reference names, without peers. */
function rangeOf(reference: string): string {
  return /^\d[^_(]*/.exec(reference)?.[0] ?? withoutSuffix(reference);
}

type Find = (folder: string, dependency: DeclaredDependency) => number | undefined;

function createFinder(
  draft: GraphDraft,
  roots: readonly DraftRoot[],
  keys: ReadonlyMap<string, number>,
): Find {
  const linked = draft.packages.flatMap(({ declared }) => linksOf(".", declared));
  const members = new WorkspaceMembers(draft, roots);
  for (const { folder, declared } of roots) linked.push(...linksOf(folder, declared));
  for (const { folder, name } of linked) members.addFolder(folder, name);

  return (folder, { name, reference }) => {
    if (reference === undefined) return undefined;
    if (reference.startsWith(linkProtocol)) return members.inFolder(folderOfLink(folder, reference));
    for (const key of candidateKeys(name, reference)) {
      const index = keys.get(key);
      if (index !== undefined) return index;
    }
    return undefined;
  };
}

function linksOf(
  folder: string,
  declared: readonly DeclaredDependency[],
): { readonly folder: string; readonly name: string }[] {
  return declared.flatMap(({ name, reference }) =>
    reference?.startsWith(linkProtocol) === true ? [{ folder: folderOfLink(folder, reference), name }] : [],
  );
}

function folderOfLink(folder: string, reference: string): string {
  return joinFolder(folder, reference.slice(linkProtocol.length));
}
