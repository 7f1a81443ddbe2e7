import type { DeclaredDependency } from "./declared-dependencies.ts";
import { listDeclared } from "./declared-dependencies.ts";
import type { DependencyGraph, GraphOverride } from "./dependency-graph.ts";
import { badFormat } from "./errors.ts";
import { GraphDraft } from "./graph-draft.ts";
import type { DraftPackage, DraftRoot } from "./graph-draft.ts";
import { joinFolder, mergeRoots, overridesOfProject } from "./graph-input.ts";
import type { GraphInput } from "./graph-input.ts";
import type { LockedPackage } from "./locked-package.ts";
import { joinImporters, readPnpmImporters } from "./pnpm-importers.ts";
import { candidateKeys, withoutSuffix } from "./pnpm-keys.ts";
import { fromPnpmEntry } from "./pnpm-lockfile.ts";
import { WorkspaceMembers } from "./workspace-members.ts";
import { fieldOf, isObjectOrAbsent, parseYamlDocuments, textFieldOf, textPairsOf } from "./yaml-documents.ts";
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
    // One by one: a call takes only so many arguments, and a file may hold more.
    for (const importer of readPnpmImporters(document.value)) importers.push(importer);
    addPackages(document, draft, keys);
    for (const [selector, range] of textPairsOf(fieldOf(document.value, "overrides"))) {
      overrides.push({ selector, range });
    }
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
  const snapshots = fieldOf(value, "snapshots");
  refuseUnsplit(value, packages, snapshots);
  const withPeers = snapshotsWithSuffix(snapshots);
  for (const key of Object.keys(packages)) {
    const line = lines.get(key) ?? 1;
    const entry = fieldOf(packages, key);
    if (typeof entry !== "object" || entry === null) throw badFormat("an entry is no object", line);
    const pinned = fromPnpmEntry(key, entry, line);
    for (const [place, snapshot] of snapshotsOf(key, { entry, snapshots, withPeers, line })) {
      keys.set(place, draft.add(describe(place, { entry, snapshot, pinned })));
    }
  }
  refuseStrayed(snapshots, packages);
}

/** From version 9 on, what a package depends on stands apart. */
function refuseUnsplit(document: unknown, packages: object, snapshots: unknown): void {
  if (!isObjectOrAbsent(snapshots)) throw badFormat("snapshots is no object");
  const isSplit = versionOf(document).startsWith("9") && Object.keys(packages).length > 0;
  if (isSplit && (snapshots === undefined || snapshots === null))
    throw badFormat("it ends before its snapshots, or lost them");
}

/** Every snapshot is one of an entry: what has lost its entry is installed all the same, from nobody knows where. */
function refuseStrayed(snapshots: unknown, packages: object): void {
  if (typeof snapshots !== "object" || snapshots === null) return;
  for (const place of Object.keys(snapshots)) {
    if (Object.hasOwn(packages, place) || Object.hasOwn(packages, withoutSuffix(place))) continue;
    throw badFormat(`it has a snapshot of ${place.slice(0, 200)}, and no package`);
  }
}

/** An entry's snapshots with their keys; before version 9 the entry says itself what it depends on. */
function snapshotsOf(
  key: string,
  {
    entry,
    snapshots,
    withPeers,
    line,
  }: {
    readonly line: number;
    readonly entry: unknown;
    readonly snapshots: unknown;
    readonly withPeers: ReadonlyMap<string, readonly string[]>;
  },
): readonly (readonly [string, unknown])[] {
  const plain = fieldOf(snapshots, key);
  const places = withPeers.get(key);
  if (places === undefined && plain === undefined && snapshots !== undefined)
    throw badFormat(`it ends before the snapshot of ${key.slice(0, 200)}, or lost it`, line);
  if (places === undefined) return [[key, plain ?? entry]];
  const others = places.map((place) => [place, fieldOf(snapshots, place)] as const);
  return plain === undefined ? others : [[key, plain], ...others];
}

/** The keys of the snapshots that have peers or a patch, by those of their entries: one for every combination. */
function snapshotsWithSuffix(snapshots: unknown): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  if (typeof snapshots !== "object" || snapshots === null) return found;
  for (const place of Object.keys(snapshots)) {
    if (!place.endsWith(")")) continue;
    const key = withoutSuffix(place);
    const others = found.get(key);
    if (others === undefined) found.set(key, [place]);
    else others.push(place);
  }
  return found;
}

/** Members one by one, here and below: spreading objects takes most of the time of a large file. */
function describe(
  place: string,
  {
    entry,
    snapshot,
    pinned,
  }: { readonly entry: unknown; readonly snapshot: unknown; readonly pinned: LockedPackage },
): DraftPackage {
  const tellsScripts = entry === snapshot;
  return {
    name: pinned.name,
    version: pinned.version,
    resolved: pinned.resolved,
    integrity: pinned.integrity,
    line: pinned.line,
    kind: pinned.kind,
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
  const own = fieldOf(snapshot, "dependencies");
  const others = fieldOf(snapshot, "optionalDependencies");
  const wanted = fieldOf(entry, "peerDependencies");
  if (others === undefined && wanted === undefined) return productionOf(own);
  const production = textPairsOf(own);
  const optional = textPairsOf(others);
  const peerPairs = textPairsOf(wanted);
  const peers = new Map(peerPairs);
  const references = new Map([...production, ...optional]);
  const meta = fieldOf(entry, "peerDependenciesMeta");
  const declared = listDeclared({
    production: production.filter(([name]) => !peers.has(name)),
    optional: optional.filter(([name]) => !peers.has(name)),
    peer: peerPairs,
    development: [],
    isOptionalPeer: (name) => textFieldOf(fieldOf(meta, name), "optional") === "true",
  });
  return declared.map(({ name, group, range }) => {
    const reference = references.get(name);
    return { name, group, reference, range: peers.has(name) ? range : rangeOf(reference ?? "") };
  });
}

/** What most packages have, without the pairs between. */
function productionOf(dependencies: unknown): readonly DeclaredDependency[] {
  if (typeof dependencies !== "object" || dependencies === null || Array.isArray(dependencies))
    return noneDeclared;
  const declared: DeclaredDependency[] = [];
  for (const name of Object.keys(dependencies)) {
    const reference = fieldOf(dependencies, name);
    if (typeof reference === "string") {
      declared.push({ name, range: rangeOf(reference), group: "production", reference });
    }
  }
  return declared;
}

const noneDeclared: readonly DeclaredDependency[] = [];

/** The version that a reference names, without peers. */
function rangeOf(reference: string): string {
  // The commonest by far, told without an expression.
  if (!reference.includes("(") && !reference.includes("_")) return reference;
  return /^\d[^_(]*/.exec(reference)?.[0] ?? withoutSuffix(reference);
}

type Find = (folder: string, dependency: DeclaredDependency) => number | undefined;

function createFinder(
  draft: GraphDraft,
  roots: readonly DraftRoot[],
  keys: ReadonlyMap<string, number>,
): Find {
  const linked: LinkedFolder[] = [];
  for (const { declared } of draft.packages) collectLinks(".", declared, linked);
  for (const { folder, declared } of roots) collectLinks(folder, declared, linked);
  const members = new WorkspaceMembers(draft, roots);
  for (const { folder, name } of linked) members.addFolder(folder, name);

  return (folder, { name, reference }) => {
    if (reference === undefined) return undefined;
    const likeliest = keys.get(`${name}@${reference}`);
    if (likeliest !== undefined) return likeliest;
    if (reference.startsWith(linkProtocol)) return members.inFolder(folderOfLink(folder, reference));
    for (const key of candidateKeys(name, reference)) {
      const index = keys.get(key);
      if (index !== undefined) return index;
    }
    return undefined;
  };
}

interface LinkedFolder {
  readonly folder: string;
  readonly name: string;
}

function collectLinks(folder: string, declared: readonly DeclaredDependency[], linked: LinkedFolder[]): void {
  for (const { name, reference } of declared) {
    if (reference?.startsWith(linkProtocol) !== true) continue;
    linked.push({ folder: folderOfLink(folder, reference), name });
  }
}

function folderOfLink(folder: string, reference: string): string {
  return joinFolder(folder, reference.slice(linkProtocol.length));
}
