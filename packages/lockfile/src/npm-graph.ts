import type { DependencyGraph, DuplicateKey } from "./dependency-graph.ts";
import { badFormat } from "./errors.ts";
import { GraphDraft } from "./graph-draft.ts";
import type { DraftPackage, DraftRoot } from "./graph-draft.ts";
import type { GraphInput } from "./graph-input.ts";
import { mergeRoots, overridesOfProject } from "./graph-input.ts";
import { isSet, memberOf, parseJsonTree, textOf } from "./json-tree.ts";
import type { JsonMember, JsonNode } from "./json-tree.ts";
import { createPathResolver } from "./path-resolver.ts";
import type { FindByPath } from "./path-resolver.ts";
import { entriesOfTree, fromNpmPath, fromNpmTree, namedByNpm } from "./npm-lockfile.ts";
import type { NamedByNpm } from "./npm-lockfile.ts";
import { listManifestDependencies, pairsOf } from "./project-manifest.ts";

const knownVersions = new Set(["1", "2", "3"]);

/** Reads npm's lockfiles of all versions; those of version 1 and the hidden one need the project's manifests for roots. */
export function parseNpmGraph(text: string, { manifests, limits }: GraphInput): DependencyGraph {
  const duplicates: DuplicateKey[] = [];
  const root = parseJsonTree(text, { isLenient: false, maxDepth: limits.maxDepth, duplicates });
  const formatVersion = versionOf(root);
  const draft = new GraphDraft(limits);
  const packages = memberOf(root, "packages");
  // A project without dependencies has no list in version 1.
  if (packages === undefined && formatVersion !== "1" && memberOf(root, "dependencies") === undefined)
    throw badFormat("it has no packages");
  const links = new Map<string, string>();
  const roots = packages === undefined ? [] : addPaths(packages, draft, links);
  if (packages === undefined) addTree(root, "", draft);
  const find = createPathResolver(draft.packages, links);
  if (packages === undefined) tellOptional(draft, find);
  const graph = draft.join(
    mergeRoots(roots, manifests),
    {
      ofPackage: (from, { name }) => find(from.place, name),
      ofRoot: ({ folder }, { name }) => find(folder === "." ? "" : folder, name),
    },
    { source: "npm", formatVersion, overrides: overridesOfProject(manifests) },
  );
  return duplicates.length === 0 ? graph : { ...graph, duplicates };
}

function versionOf(root: JsonNode): string {
  const node = memberOf(root, "lockfileVersion");
  const version = node?.kind === "scalar" ? String(node.value) : undefined;
  if (version === undefined) throw badFormat("it has no lockfileVersion");
  if (!knownVersions.has(version)) throw badFormat(`its version "${version}" is not known`);
  return version;
}

function addPaths(packages: JsonNode, draft: GraphDraft, links: Map<string, string>): readonly DraftRoot[] {
  if (packages.kind !== "object") throw badFormat("packages is no object");
  const named = namedByNpm(packages.members);
  const roots: DraftRoot[] = [];
  for (const [path, member] of packages.members) {
    const target = isSet(member.node, "link") ? textOf(member.node, "resolved") : undefined;
    if (target !== undefined) links.set(path, target);
    // A link only says where in the list the folder is.
    if (path !== "" && !isSet(member.node, "link")) draft.add(draftOfPath(path, member, named));
    if (path === "" || isMember(path, member)) roots.push(rootOfPath(path, member.node));
  }
  return roots;
}

function isMember(path: string, { node }: JsonMember): boolean {
  return !path.includes("node_modules/") && !path.startsWith("..") && !isSet(node, "link");
}

function rootOfPath(path: string, node: JsonNode): DraftRoot {
  return {
    folder: path === "" ? "." : path,
    name: textOf(node, "name"),
    version: textOf(node, "version"),
    declared: listManifestDependencies(node, true),
  };
}

function draftOfPath(path: string, member: JsonMember, named: NamedByNpm): DraftPackage {
  const { node } = member;
  const isEither = isSet(node, "devOptional");
  return {
    ...fromNpmPath(path, member, named),
    place: path,
    declared: listManifestDependencies(node, false),
    isPatched: false,
    hasInstallScript: isSet(node, "hasInstallScript"),
    deprecated: textOf(node, "deprecated"),
    license: textOf(node, "license"),
    saysDevelopment: isSet(node, "dev") || isEither,
    saysOptional: isSet(node, "optional") || isEither,
  };
}

/** Adds the tree of version 1, whose places are those that its nesting stands for; nesting is bounded by the parser. */
function addTree(parent: JsonNode, above: string, draft: GraphDraft): void {
  for (const [name, member] of entriesOfTree(parent)) {
    const place = `${above}node_modules/${name}`;
    draft.add(draftOfTree(name, place, member));
    addTree(member.node, `${place}/`, draft);
  }
}

function draftOfTree(name: string, place: string, member: JsonMember): DraftPackage {
  const { node } = member;
  return {
    ...fromNpmTree(name, member),
    place,
    declared: [...pairsOf(node, "requires")].map(([required, range]) => ({
      name: required,
      range,
      group: "production",
    })),
    isPatched: false,
    hasInstallScript: undefined,
    deprecated: undefined,
    saysDevelopment: isSet(node, "dev"),
    saysOptional: isSet(node, "optional"),
  };
}

/** Version 1 does not say which dependencies are optional: those of a needed package on an entry that is. */
function tellOptional(draft: GraphDraft, find: FindByPath): void {
  draft.regroup((from, { name }) => {
    const to = find(from.place, name);
    const target = to === undefined ? undefined : draft.packages[to];
    return target?.saysOptional === true && !from.saysOptional ? "optional" : "production";
  });
}
