import { listDeclared } from "./declared-dependencies.ts";
import type { DeclaredDependency } from "./declared-dependencies.ts";
import type { DependencyGraph } from "./dependency-graph.ts";
import { splitSpec } from "./dependency-spec.ts";
import { badFormat } from "./errors.ts";
import { GraphDraft, nothingTold } from "./graph-draft.ts";
import type { DraftRoot } from "./graph-draft.ts";
import { joinFolder, mergeRoots, overridesOfProject } from "./graph-input.ts";
import type { GraphInput } from "./graph-input.ts";
import type { LockedPackage } from "./locked-package.ts";
import type { ProjectManifest } from "./project-manifest.ts";
import { answerPeers } from "./peer-answers.ts";
import { BerryDescriptors } from "./yarn-berry-descriptors.ts";
import { decodePercent, fromYarnBerryEntry, metadataKey, refuseCutEntry } from "./yarn-berry.ts";
import { entriesOf, fieldOf, parseYamlDocuments, textFieldOf, textPairsOf } from "./yaml-documents.ts";
import type { YamlDocument } from "./yaml-documents.ts";

const workspaceProtocol = "workspace:";
const patchProtocol = "patch:";

/**
 * Reads `yarn.lock` of Yarn 2 and later. It holds the workspace with development dependencies among the others, and
 * nothing of `resolutions`: the project's manifests tell both.
 */
export function parseYarnBerryGraph(text: string, { manifests, limits }: GraphInput): DependencyGraph {
  const [document, ...others] = parseYamlDocuments(text, { maxDepth: limits.maxDepth, section: undefined });
  if (document === undefined || others.length > 0) throw badFormat("it is not one document");
  const metadata = fieldOf(document.value, metadataKey);
  if (metadata === undefined) throw badFormat("it has no __metadata");
  refuseCutEntry(document);
  const formatVersion = versionOf(metadata);
  const overrides = overridesOfProject(manifests);
  const draft = new GraphDraft(limits);
  const descriptors = new BerryDescriptors(overrides);
  const members: DraftRoot[] = [];
  const known = new Map(manifests.map((manifest) => [manifest.folder, manifest]));
  addEntries(document, { draft, descriptors, members, known });
  const roots = mergeRoots(members, manifests);
  const byFolder = new Map(roots.map((root) => [root.folder, root]));
  const graph = draft.join(
    roots,
    {
      ofPackage: (from, dependency) =>
        dependency.reference === undefined
          ? descriptors.find({ name: from.name, version: from.version }, dependency)
          : descriptors.located(dependency.reference),
      ofRoot: ({ folder }, dependency) =>
        descriptors.find({ name: byFolder.get(folder)?.name ?? "", version: "" }, dependency),
    },
    { source: "yarn-berry", formatVersion, overrides },
  );
  return answerPeers(graph);
}

/** Yarn counts it up with every change of its format; 10 is that of Yarn 4.18. */
function versionOf(metadata: unknown): string | undefined {
  const version = textFieldOf(metadata, "version");
  if (version === undefined || /^(?:\d|10)$/.test(version)) return version;
  throw badFormat(`its version "${version.slice(0, 40)}" is not known`);
}

interface Entries {
  readonly draft: GraphDraft;
  readonly descriptors: BerryDescriptors;
  readonly members: DraftRoot[];
  readonly known: ReadonlyMap<string, ProjectManifest>;
}

function addEntries({ value, lines }: YamlDocument, entries: Entries): void {
  for (const [key, entry] of entriesOf(value)) {
    if (key === metadataKey) continue;
    const locked = fromYarnBerryEntry(entry, lines.get(key) ?? 1);
    const member = memberOf(locked, entry, entries.known);
    if (member !== undefined) entries.members.push(member);
    const declared = member?.declared ?? declaredBy(entry);
    const source = sourceOf(entry, locked.name);
    const index = entries.draft.add({
      ...nothingTold,
      ...locked,
      place: key,
      declared: [...declared.filter(({ group }) => group !== "development"), ...source],
      isPatched: source.some(({ range }) => !range.includes("builtin<")),
    });
    entries.descriptors.add(key, textFieldOf(entry, "resolution") ?? "", index);
  }
}

function memberOf(locked: LockedPackage, entry: unknown, known: Entries["known"]): DraftRoot | undefined {
  const folder = folderOf(locked);
  if (folder === undefined) return undefined;
  const manifest = known.get(folder);
  return {
    folder,
    name: manifest?.name ?? locked.name,
    version: manifest?.version ?? locked.version,
    ...(manifest === undefined
      ? { declared: declaredBy(entry) }
      : { declared: manifest.dependencies, isDeclaredByManifest: true }),
  };
}

/** The folder of a member of the workspace. */
function folderOf({ kind, resolved }: LockedPackage): string | undefined {
  if (kind !== "workspace" || resolved?.startsWith(workspaceProtocol) !== true) return undefined;
  return joinFolder(".", resolved.slice(workspaceProtocol.length));
}

function declaredBy(entry: unknown): readonly DeclaredDependency[] {
  const meta = fieldOf(entry, "dependenciesMeta");
  const peerMeta = fieldOf(entry, "peerDependenciesMeta");
  const all = textPairsOf(fieldOf(entry, "dependencies"));
  const isOptional = ([name]: readonly [string, string]): boolean => isMarkedOptional(meta, name);
  return listDeclared({
    production: all.filter((pair) => !isOptional(pair)),
    optional: all.filter(isOptional),
    peer: textPairsOf(fieldOf(entry, "peerDependencies")),
    development: [],
    isOptionalPeer: (name) => isMarkedOptional(peerMeta, name),
  });
}

function isMarkedOptional(meta: unknown, name: string): boolean {
  return textFieldOf(fieldOf(meta, name), "optional") === "true";
}

/** A patched package needs the entry that it is made from, whose bytes are those that were fetched. */
function sourceOf(entry: unknown, name: string): readonly DeclaredDependency[] {
  const { spec } = splitSpec(textFieldOf(entry, "resolution") ?? "");
  if (!spec.startsWith(patchProtocol)) return [];
  const [inner = ""] = spec.slice(patchProtocol.length).split("#", 1);
  return [{ name, range: spec, group: "production", reference: decodePercent(inner) }];
}
