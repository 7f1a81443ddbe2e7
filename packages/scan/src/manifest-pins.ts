import type { DependencyEdge, GraphPackage } from "@lockkeeper/lockfile";

import type { ProjectManifest } from "./project-manifest.ts";
import type { ScannedGraph } from "./scan-report.ts";

const exactVersion = /^[=v\s]{0,4}(\d{1,16}\.\d{1,16}\.\d{1,16}(?:[-+][\w.+-]{1,100})?)\s{0,4}$/;
const aliasOfVersion = /^npm:((?:@[^@/]{1,214}\/)?[^@/]{1,214})@(.{1,200})$/;

/**
 * What manifests that nothing locks name exactly, one graph for each that names anything so: an installation takes these
 * versions and no others. What they bring along nobody can say. A published package names what it was developed with,
 * which nobody installs: of development, only what private projects name counts.
 */
export function graphsOfPins(manifests: readonly ProjectManifest[]): readonly ScannedGraph[] {
  return manifests.flatMap((manifest): readonly ScannedGraph[] => {
    const packages: GraphPackage[] = [];
    const edges: DependencyEdge[] = [];
    for (const { field, name, range, line } of manifest.dependencies) {
      const isDevelopment = field === "devDependencies";
      const isInstalled = field !== "peerDependencies" && (!isDevelopment || manifest.isPrivate);
      const pin = isInstalled ? pinOf(name, range) : undefined;
      if (pin === undefined) continue;
      const group = isDevelopment
        ? "development"
        : field === "optionalDependencies"
          ? "optional"
          : "production";
      edges.push({ name, range, group, to: packages.length });
      packages.push({
        ...nothingKnown,
        ...pin,
        line,
        place: name,
        isDevelopment,
        isOptional: group === "optional",
      });
    }
    if (packages.length === 0) return [];
    const { file, name } = manifest;
    const folder = file === "package.json" ? "." : file.slice(0, -"/package.json".length);
    const root = {
      folder,
      name,
      version: undefined,
      dependencies: edges,
      isDeclaredByManifest: true as const,
    };
    return [
      {
        file,
        graph: { source: "manifest", formatVersion: undefined, roots: [root], packages, overrides: [] },
      },
    ];
  });
}

const nothingKnown = {
  resolved: undefined,
  integrity: undefined,
  kind: "registry",
  dependencies: [],
  isPatched: false,
  hasInstallScript: undefined,
  deprecated: undefined,
} as const;

function pinOf(name: string, range: string): Pick<GraphPackage, "name" | "version"> | undefined {
  const [, aliased = name, spec = range] = aliasOfVersion.exec(range.slice(0, 500)) ?? [];
  const version = exactVersion.exec(spec)?.[1];
  return version === undefined ? undefined : { name: aliased, version };
}
