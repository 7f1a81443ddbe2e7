import type { GraphOverride } from "./dependency-graph.ts";
import type { DraftRoot } from "./graph-draft.ts";
import type { LockfileLimits } from "./locked-package.ts";
import type { ProjectManifest } from "./project-manifest.ts";

/** What a lockfile is read with. */
export interface GraphInput {
  /** The project's manifests: that of its folder, and those of its workspace's members. */
  readonly manifests: readonly ProjectManifest[];
  readonly limits: LockfileLimits;
}

/** The roots that a file names itself, with names from manifests, and those that manifests alone tell of. */
export function mergeRoots(
  fromFile: readonly DraftRoot[],
  manifests: readonly ProjectManifest[],
): readonly DraftRoot[] {
  const known = new Map(manifests.map((manifest) => [manifest.folder, manifest]));
  const named = fromFile.map((root) => {
    const manifest = known.get(root.folder);
    known.delete(root.folder);
    return {
      ...root,
      name: root.name ?? manifest?.name,
      version: root.version ?? manifest?.version,
    };
  });
  const others = [...known.values()].map(({ folder, name, version, dependencies }) => ({
    folder,
    name,
    version,
    declared: dependencies,
    isDeclaredByManifest: true as const,
  }));
  return [...named, ...others];
}

/** What the project's own manifest forces; those of members do not count. */
export function overridesOfProject(manifests: readonly ProjectManifest[]): readonly GraphOverride[] {
  return manifests.find(({ folder }) => folder === ".")?.overrides ?? [];
}

/** A path relative to a folder, both with forward slashes, without `.` and `..` inside; `.` is the project. */
export function joinFolder(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.length === 0 ? "." : parts.join("/");
}
