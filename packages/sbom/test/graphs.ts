import type { DependencyEdge, DependencyGraph, GraphPackage, GraphRoot } from "@lockkeeper/lockfile";

import type { BillInput } from "../src/index.ts";

export const sha512: string = `sha512-${Buffer.alloc(64, 7).toString("base64")}`;

/** A package of a graph with ordinary facts. */
export function locked(facts: Partial<GraphPackage> & { readonly name: string }): GraphPackage {
  return {
    version: "1.0.0",
    resolved: `https://registry.example/${facts.name}/-/x.tgz`,
    integrity: sha512,
    line: 1,
    kind: "registry",
    place: `node_modules/${facts.name}`,
    dependencies: [],
    isDevelopment: false,
    isOptional: false,
    isPatched: false,
    hasInstallScript: undefined,
    deprecated: undefined,
    ...facts,
  };
}

/** An edge to a package by its index. */
export function edge(
  name: string,
  to: number | undefined,
  facts: Partial<DependencyEdge> = {},
): DependencyEdge {
  return { name, range: "^1.0.0", group: "production", to, ...facts };
}

/** A project with the given dependencies and packages. */
export function graphOf(
  dependencies: readonly DependencyEdge[],
  packages: readonly GraphPackage[],
  others: readonly GraphRoot[] = [],
): DependencyGraph {
  return {
    source: "npm",
    formatVersion: "3",
    roots: [{ folder: ".", name: "shop", version: "2.0.0", dependencies }, ...others],
    packages,
    overrides: [],
  };
}

/** A graph with something of everything that a bill can say. */
export const everything: DependencyGraph = graphOf(
  [
    edge("axios", 0),
    edge("tests", 2, { group: "development" }),
    edge("native", 3, { group: "optional" }),
    edge("stream", 4, { range: "npm:JSONStream@1" }),
    edge("forked", 5),
    edge("@shop/ui", 6),
    edge("local", 7),
    edge("absent", undefined, { group: "peer" }),
  ],
  [
    locked({ name: "axios", version: "1.14.0", dependencies: [edge("@scope/follow", 1)] }),
    locked({ name: "@scope/follow", version: "1.2.3+build.1", deprecated: "use another", isPatched: true }),
    locked({ name: "tests", isDevelopment: true, hasInstallScript: true }),
    locked({ name: "native", isOptional: true }),
    locked({ name: "JSONStream", version: "1.3.5", place: "node_modules/stream" }),
    locked({
      name: "forked",
      version: "",
      kind: "git",
      integrity: undefined,
      resolved: "git+ssh://git@git.example/forked.git#0123456789abcdef0123456789abcdef01234567",
    }),
    locked({
      name: "@shop/ui",
      kind: "workspace",
      integrity: undefined,
      resolved: "packages/ui",
      place: "packages/ui",
    }),
    locked({ name: "local", kind: "file", integrity: undefined, resolved: "../local", place: "../local" }),
  ],
  [{ folder: "packages/ui", name: "@shop/ui", version: "1.0.0", dependencies: [edge("axios", 0)] }],
);

/** A bill's input with ordinary facts. */
export function inputOf(graph: DependencyGraph, facts: Partial<BillInput> = {}): BillInput {
  return {
    graphs: [{ file: "package-lock.json", graph }],
    name: "folder",
    toolVersion: "1.2.3",
    at: Date.parse("2026-03-31T01:02:03.456Z"),
    ...facts,
  };
}
