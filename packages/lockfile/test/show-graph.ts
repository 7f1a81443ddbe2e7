import type { DependencyEdge, DependencyGraph } from "../src/dependency-graph.ts";
import type { LockfileKind } from "../src/locked-package.ts";
import { parseDependencyGraph } from "../src/parse-graph.ts";
import { parseProjectManifest } from "../src/project-manifest.ts";
import type { ProjectManifest } from "../src/project-manifest.ts";

/** The graph of a lockfile's text, with the manifests of some folders. */
export function graphOf(
  kind: LockfileKind,
  text: string,
  manifests: Readonly<Record<string, object>> = {},
): DependencyGraph {
  return parseDependencyGraph(kind, new TextEncoder().encode(text), { manifests: manifestsOf(manifests) });
}

/** Manifests by their folder. */
export function manifestsOf(manifests: Readonly<Record<string, object>>): readonly ProjectManifest[] {
  return Object.entries(manifests).map(([folder, manifest]) =>
    parseProjectManifest(folder, new TextEncoder().encode(JSON.stringify(manifest))),
  );
}

/** Each edge as one line: `from -group-> name@range = place`, `nothing` where it leads nowhere; roots come first. */
export function showEdges(graph: DependencyGraph): readonly string[] {
  function show(from: string, { group, name, range, to }: DependencyEdge): string {
    const place = to === undefined ? "nothing" : (graph.packages[to]?.place ?? "outside");
    return `${from} -${group}-> ${name}@${range} = ${place}`;
  }
  return [
    ...graph.roots.flatMap(({ folder, dependencies }) =>
      dependencies.map((edge) => show(`[${folder}]`, edge)),
    ),
    ...graph.packages.flatMap(({ place, dependencies }) => dependencies.map((edge) => show(place, edge))),
  ];
}

/** Each package as one line: its place, name and version, and what is special about it. */
export function showMarks(graph: DependencyGraph): readonly string[] {
  return graph.packages.map((entry) => {
    const marks = [
      entry.isDevelopment ? "development" : "",
      entry.isOptional ? "optional" : "",
      entry.isPatched ? "patched" : "",
      entry.hasInstallScript === true ? "script" : "",
      entry.deprecated === undefined ? "" : "deprecated",
      entry.kind === "registry" ? "" : entry.kind,
    ];
    return [entry.place, `${entry.name}@${entry.version}`, ...marks.filter((mark) => mark !== "")].join(" ");
  });
}
