import { parseBunGraph } from "./bun-graph.ts";
import type { DependencyGraph } from "./dependency-graph.ts";
import type { GraphInput } from "./graph-input.ts";
import type { LockfileKind, LockfileLimits } from "./locked-package.ts";
import { lockfileLimits } from "./locked-package.ts";
import { parseNpmGraph } from "./npm-graph.ts";
import { parseText } from "./parse-lockfile.ts";
import { parsePnpmGraph } from "./pnpm-graph.ts";
import type { ProjectManifest } from "./project-manifest.ts";
import { parseYarnBerryGraph } from "./yarn-berry-graph.ts";
import { parseYarnClassicGraph } from "./yarn-classic-graph.ts";

/** What a graph is read with besides the lockfile. */
export interface GraphOptions {
  /**
   * The project's own package.json and those of its workspace. Yarn's lockfiles, npm's first version and the hidden one
   * do not hold what they say; without them, such a graph has no roots, or takes all dependencies for production's.
   */
  readonly manifests?: readonly ProjectManifest[];
  readonly limits?: LockfileLimits;
}

type GraphParser = (text: string, input: GraphInput) => DependencyGraph;

const parsers: Readonly<Record<LockfileKind, GraphParser>> = {
  npm: parseNpmGraph,
  pnpm: parsePnpmGraph,
  "yarn-classic": parseYarnClassicGraph,
  "yarn-berry": parseYarnBerryGraph,
  bun: parseBunGraph,
};

/**
 * Parses one lockfile's bytes into who pulls in what. Throws `LockfileError` and nothing else: for a file that is not what
 * its client writes, a version of the format that is not known, and what is over a bound.
 */
export function parseDependencyGraph(
  kind: LockfileKind,
  bytes: Uint8Array,
  { manifests = [], limits = lockfileLimits }: GraphOptions = {},
): DependencyGraph {
  return parseText(bytes, limits, (text) => parsers[kind](text, { manifests, limits }));
}
