import { listDeclared } from "./declared-dependencies.ts";
import type { DeclaredDependency } from "./declared-dependencies.ts";
import type { GraphOverride } from "./dependency-graph.ts";
import { LockfileError } from "./errors.ts";
import { asText, isSet, memberOf, membersOf, parseJsonTree, textOf } from "./json-tree.ts";
import type { JsonNode } from "./json-tree.ts";
import type { LockfileLimits } from "./locked-package.ts";
import { lockfileLimits } from "./locked-package.ts";
import { decodeText } from "./text-of-bytes.ts";

/** What a package.json of the project says that its lockfile may not. All texts are foreign. */
export interface ProjectManifest {
  /** Relative to the lockfile's folder, with forward slashes; `.` is the project. */
  readonly folder: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly dependencies: readonly DeclaredDependency[];
  /** What the project forces on its dependencies, for whichever client: only the project's own manifest counts. */
  readonly overrides: readonly GraphOverride[];
  /** The patterns of the workspace's folders. */
  readonly workspaces: readonly string[];
}

const maxOverrideDepth = 12;

/** Parses a package.json. Throws `LockfileError` when it is no JSON object; members of another shape count as absent. */
export function parseProjectManifest(
  folder: string,
  bytes: Uint8Array,
  limits: LockfileLimits = lockfileLimits,
): ProjectManifest {
  const root = parseJsonTree(decodeText(bytes, limits), { isLenient: false, maxDepth: limits.maxDepth });
  if (root.kind !== "object") {
    throw new LockfileError("LOCKFILE_BAD_FORMAT", {
      message: "Cannot read package.json as it is no JSON object",
      hint: "What cannot be read was not checked.",
    });
  }
  const workspaces = memberOf(root, "workspaces");
  return {
    folder,
    name: textOf(root, "name"),
    version: textOf(root, "version"),
    dependencies: listManifestDependencies(root, true),
    overrides: [
      ...overridesOf(memberOf(root, "overrides"), "", 0),
      ...overridesOf(memberOf(memberOf(root, "pnpm"), "overrides"), "", 0),
      ...overridesOf(memberOf(root, "resolutions"), "", 0),
    ],
    workspaces: textsOf(workspaces?.kind === "object" ? memberOf(workspaces, "packages") : workspaces),
  };
}

/** What an object with the members of a package.json declares. */
export function listManifestDependencies(
  node: JsonNode,
  withDevelopment: boolean,
): readonly DeclaredDependency[] {
  const meta = memberOf(node, "peerDependenciesMeta");
  const optionalPeers = new Set(textsOf(memberOf(node, "optionalPeers")));
  return listDeclared({
    peer: pairsOf(node, "peerDependencies"),
    production: pairsOf(node, "dependencies"),
    optional: pairsOf(node, "optionalDependencies"),
    development: withDevelopment ? pairsOf(node, "devDependencies") : [],
    isOptionalPeer: (name) => optionalPeers.has(name) || isSet(memberOf(meta, name), "optional"),
  });
}

/** The members of a member that are texts. */
export function* pairsOf(node: JsonNode, group: string): Iterable<readonly [string, string]> {
  for (const [name, member] of membersOf(memberOf(node, group))) {
    const range = asText(member.node);
    if (range !== undefined) yield [name, range];
  }
}

/** The texts of a list; none for anything else. */
export function textsOf(node: JsonNode | undefined): readonly string[] {
  return node?.kind === "array" ? node.items.flatMap((item) => asText(item) ?? []) : [];
}

/** Overrides of npm nest; a selector is written as pnpm writes it, `foo>bar`. */
export function overridesOf(
  node: JsonNode | undefined,
  above: string,
  depth: number,
): readonly GraphOverride[] {
  if (depth >= maxOverrideDepth) return [];
  return [...membersOf(node)].flatMap(([name, member]) => {
    const selector = name === "." ? above : above === "" ? name : `${above}>${name}`;
    const range = asText(member.node);
    return range === undefined ? overridesOf(member.node, selector, depth + 1) : [{ selector, range }];
  });
}
