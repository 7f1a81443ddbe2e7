import { splitSpec, kindOfSpec } from "./dependency-spec.ts";
import { badFormat } from "./errors.ts";
import { asText, isSet, memberOf, membersOf, parseJsonTree, textOf } from "./json-tree.ts";
import type { JsonMember, JsonNode } from "./json-tree.ts";
import type { LockedPackage, LockedPackageKind, LockfileLimits } from "./locked-package.ts";
import { PackageList } from "./package-list.ts";

const dependencyGroups = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
const packagesFolder = "node_modules/";

/** Reads `package-lock.json` of npm 5 and later: of version 2 and 3 the list of paths, of version 1 the tree. */
export function parseNpmLockfile(text: string, limits: LockfileLimits): readonly LockedPackage[] {
  const root = parseJsonTree(text, { isLenient: false, maxDepth: limits.maxDepth });
  const list = new PackageList(limits);
  const packages = memberOf(root, "packages");
  if (packages !== undefined) addPaths(packages, list);
  else if (memberOf(root, "dependencies") !== undefined) addTree(root, list);
  // A project without dependencies has neither list, but every lockfile says its version.
  else if (memberOf(root, "lockfileVersion") === undefined) throw badFormat("it has no lockfileVersion");
  return list.packages;
}

function addPaths(packages: JsonNode, list: PackageList): void {
  if (packages.kind !== "object") throw badFormat("packages is no object");
  const named = namedByNpm(packages.members);
  for (const [path, member] of packages.members) {
    // A link only says where in the list the folder is.
    if (path !== "" && !isSet(member.node, "link")) list.add(fromNpmPath(path, member, named));
  }
}

/** What other entries say about an entry. */
export interface NamedByNpm {
  /** The URLs that the project or a package names as a dependency: no registry chose these. */
  readonly urls: ReadonlySet<string>;
  /** The names of folders, by their path. */
  readonly folders: ReadonlyMap<string, string>;
}

/** Looks through all paths for what they say about others. Throws `LOCKFILE_BAD_FORMAT` for what is no entry. */
export function namedByNpm(members: ReadonlyMap<string, JsonMember>): NamedByNpm {
  const named = { urls: new Set<string>(), folders: new Map<string, string>() };
  for (const [path, member] of members) collectNamed(path, member, named);
  return named;
}

function collectNamed(
  path: string,
  { node, line }: JsonMember,
  { urls, folders }: { readonly urls: Set<string>; readonly folders: Map<string, string> },
): void {
  if (node.kind !== "object") throw badFormat("an entry is no object", line);
  const target = isSet(node, "link") ? textOf(node, "resolved") : undefined;
  if (target !== undefined) folders.set(target, nameOfPath(path));
  for (const group of dependencyGroups) {
    for (const dependency of membersOf(memberOf(node, group)).values()) {
      const spec = asText(dependency.node);
      if (spec !== undefined && /^https?:/i.test(spec)) urls.add(spec);
    }
  }
}

/** What an entry of version 2 or 3 pins. */
export function fromNpmPath(
  path: string,
  { node, line }: JsonMember,
  { urls, folders }: NamedByNpm,
): LockedPackage {
  const resolved = textOf(node, "resolved");
  return {
    name: textOf(node, "name") ?? folders.get(path) ?? nameOfPath(path),
    version: textOf(node, "version") ?? "",
    resolved,
    integrity: textOf(node, "integrity"),
    line,
    kind: kindOfPath(path, node, resolved !== undefined && urls.has(resolved)),
  };
}

function nameOfPath(path: string): string {
  const folder = path.lastIndexOf(packagesFolder);
  return folder < 0 ? path : path.slice(folder + packagesFolder.length);
}

function kindOfPath(path: string, node: JsonNode, isNamedUrl: boolean): LockedPackageKind {
  if (!path.includes(packagesFolder)) return path.startsWith("..") ? "file" : "workspace";
  if (isSet(node, "inBundle")) return "bundled";
  const kind = kindOfSpec(textOf(node, "resolved") ?? "");
  // An ordinary URL that nobody names came from a registry.
  return kind === "tarball" && !isNamedUrl ? "registry" : kind;
}

/** Adds the tree of version 1; nesting is bounded by the parser. */
function addTree(parent: JsonNode, list: PackageList): void {
  for (const [name, member] of entriesOfTree(parent)) {
    list.add(fromNpmTree(name, member));
    addTree(member.node, list);
  }
}

/** The entries of version 1 at one level. Throws `LOCKFILE_BAD_FORMAT` for what are none. */
export function entriesOfTree(parent: JsonNode): ReadonlyMap<string, JsonMember> {
  const dependencies = memberOf(parent, "dependencies");
  if (dependencies === undefined) return membersOf(dependencies);
  if (dependencies.kind !== "object") throw badFormat("dependencies is no object");
  for (const { node, line } of dependencies.members.values())
    if (node.kind !== "object") throw badFormat("an entry is no object", line);
  return dependencies.members;
}

/** What an entry of version 1 pins. */
export function fromNpmTree(key: string, { node, line }: JsonMember): LockedPackage {
  const written = textOf(node, "version") ?? "";
  const isAlias = written.startsWith("npm:");
  const { name, spec } = isAlias ? splitSpec(written.slice("npm:".length)) : { name: key, spec: written };
  const kind = kindOfSpec(spec);
  const common = { name, integrity: textOf(node, "integrity"), line };
  if (kind !== "registry") return { ...common, version: "", resolved: spec, kind };
  return {
    ...common,
    version: spec,
    resolved: textOf(node, "resolved"),
    kind: isSet(node, "bundled") ? "bundled" : "registry",
  };
}
