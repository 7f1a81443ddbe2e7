import { fromBunEntry } from "./bun-lockfile.ts";
import type { DependencyGraph, DuplicateKey, GraphOverride } from "./dependency-graph.ts";
import { splitSpec } from "./dependency-spec.ts";
import { badFormat } from "./errors.ts";
import { GraphDraft, nothingTold } from "./graph-draft.ts";
import type { DraftRoot } from "./graph-draft.ts";
import { joinFolder, mergeRoots, overridesOfProject } from "./graph-input.ts";
import type { GraphInput } from "./graph-input.ts";
import { asText, memberOf, parseJsonTree, textOf } from "./json-tree.ts";
import type { JsonMember, JsonNode } from "./json-tree.ts";
import { listManifestDependencies, overridesOf, pairsOf } from "./project-manifest.ts";

const knownVersions: ReadonlySet<string> = new Set(["0", "1", "2"]);

/** Reads `bun.lock`, whose keys are paths of names: `a/b` is what `a` gets for `b`, unless it is that of all. */
export function parseBunGraph(text: string, { manifests, limits }: GraphInput): DependencyGraph {
  const duplicates: DuplicateKey[] = [];
  const root = parseJsonTree(text, { isLenient: true, maxDepth: limits.maxDepth, duplicates });
  const formatVersion = versionOf(root);
  const draft = new GraphDraft(limits);
  const keys = new Map<string, number>();
  const roots = mergeRoots(readWorkspaces(root), manifests);
  const byFolder = new Map(roots.map((member) => [member.folder, member]));
  const patched = new Set([...pairsOf(root, "patchedDependencies")].map(([id]) => id));
  for (const [key, member] of sectionOf(root, "packages")) {
    keys.set(key, addEntry(key, member, { draft, patched, byFolder }));
  }
  function find(from: string, name: string): number | undefined {
    for (let above: string | undefined = from; above !== undefined; above = keyAbove(above)) {
      const index = keys.get(above === "" ? name : `${above}/${name}`);
      if (index !== undefined) return index;
    }
    return undefined;
  }
  const overrides: readonly GraphOverride[] = overridesOf(memberOf(root, "overrides"), "", 0);
  const graph = draft.join(
    roots,
    {
      ofPackage: ({ place }, { name }) => find(place, name),
      ofRoot: (member, { name }) => find(member.folder === "." ? "" : (member.name ?? ""), name),
    },
    {
      source: "bun",
      formatVersion,
      overrides: overrides.length > 0 ? overrides : overridesOfProject(manifests),
    },
  );
  return duplicates.length === 0 ? graph : { ...graph, duplicates };
}

function versionOf(root: JsonNode): string {
  const node = memberOf(root, "lockfileVersion");
  if (node?.kind !== "scalar") throw badFormat("it has no lockfileVersion");
  const version = String(node.value);
  if (!knownVersions.has(version)) throw badFormat(`its version "${version}" is not known`);
  return version;
}

/** A section that Bun always writes. */
function sectionOf(root: JsonNode, name: string): ReadonlyMap<string, JsonMember> {
  const section = memberOf(root, name);
  if (section?.kind !== "object") throw badFormat(`${name} is no object`);
  return section.members;
}

function readWorkspaces(root: JsonNode): readonly DraftRoot[] {
  return [...sectionOf(root, "workspaces")].map(([folder, { node }]) => ({
    folder: folder === "" ? "." : folder,
    name: textOf(node, "name"),
    version: textOf(node, "version"),
    declared: listManifestDependencies(node, true),
  }));
}

interface BunEntries {
  readonly draft: GraphDraft;
  readonly patched: ReadonlySet<string>;
  readonly byFolder: ReadonlyMap<string, DraftRoot>;
}

function addEntry(key: string, member: JsonMember, { draft, patched, byFolder }: BunEntries): number {
  const locked = fromBunEntry(member);
  const items = member.node.kind === "array" ? member.node.items : [];
  const about = items.find((item) => item.kind === "object");
  const { spec } = splitSpec(asText(items[0]) ?? "");
  const workspace = spec.startsWith("workspace:")
    ? byFolder.get(joinFolder(".", spec.slice("workspace:".length)))
    : undefined;
  const declared =
    workspace?.declared.filter(({ group }) => group !== "development") ??
    (about === undefined ? [] : listManifestDependencies(about, false));
  return draft.add({
    ...nothingTold,
    ...locked,
    version: workspace?.version ?? locked.version,
    place: key,
    declared,
    isPatched: patched.has(`${locked.name}@${locked.version}`),
  });
}

/** The key without its last name; a scope belongs to the name behind it. */
function keyAbove(key: string): string | undefined {
  if (key === "") return undefined;
  const slash = key.lastIndexOf("/");
  if (slash < 0) return "";
  const before = key.slice(0, slash);
  const start = before.lastIndexOf("/") + 1;
  if (!before.startsWith("@", start)) return before;
  return start === 0 ? "" : before.slice(0, start - 1);
}
