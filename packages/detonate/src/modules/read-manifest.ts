import type { DiskNode } from "../disk/disk-node.ts";
import type { Disk } from "../disk/disk.ts";

/** What of a manifest decides how modules are found. */
export interface ModuleManifest {
  readonly name: string | undefined;
  readonly main: string | undefined;
  readonly isModule: boolean;
  /** As it stands: foreign. */
  readonly exports: unknown;
  readonly imports: unknown;
  readonly dependencies: ReadonlySet<string>;
  /** Those of them that an install may leave out. */
  readonly optionalDependencies: ReadonlySet<string>;
}

const dependencyMembers = [
  "dependencies",
  "optionalDependencies",
  "peerDependencies",
  "devDependencies",
] as const;

/** Reads a folder's manifest as it is at this moment; what is none is `undefined`. */
export function readManifestAt(disk: Disk, folder: string): ModuleManifest | undefined {
  const node = disk.find(disk.places.join(folder, "package.json"));
  if (node?.kind !== "file") return undefined;
  // Another node stands there once it is written to.
  if (!disk.manifests.has(node)) disk.manifests.set(node, readManifest(node));
  return disk.manifests.get(node);
}

function readManifest(node: DiskNode): ModuleManifest | undefined {
  const parsed = tryParse(Buffer.from(node.content).toString());
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(parsed));
  return {
    name: textOf(members.get("name")),
    main: textOf(members.get("main")),
    isModule: members.get("type") === "module",
    exports: members.get("exports") ?? undefined,
    imports: members.get("imports") ?? undefined,
    dependencies: namesIn(members, dependencyMembers),
    optionalDependencies: namesIn(members, ["optionalDependencies"]),
  };
}

function namesIn(members: ReadonlyMap<string, unknown>, lists: readonly string[]): ReadonlySet<string> {
  return new Set(
    lists.flatMap((list) => {
      const listed = members.get(list);
      return typeof listed === "object" && listed !== null ? Object.keys(listed) : [];
    }),
  );
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
