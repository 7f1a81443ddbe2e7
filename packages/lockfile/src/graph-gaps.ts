import type { DependencyEdge, DependencyGraph, GraphPackage } from "./dependency-graph.ts";

/** What a lockfile names and does not tell enough of, so that nobody can say whether it is bad. Texts are foreign. */
export interface GraphGap {
  /** `missing`: something needs it, and it has no entry. `no-version`: its entry has no version that could be looked up. */
  readonly reason: "missing" | "no-version" | "no-root";
  readonly count: number;
  /** The line of the first, from 1. */
  readonly line: number | undefined;
  /** The first: `needed by dependent`, or the entry's own key; empty where the file names none. */
  readonly example: string;
}

/**
 * Finds what cannot be looked up of what a lockfile pins: a file that was cut between two entries is still one of its
 * format. What the project's own manifests ask for and the lockfile lacks is none of it, nor what its client may leave out.
 */
export function findGraphGaps(graph: DependencyGraph): readonly GraphGap[] {
  return [...missingEntries(graph), ...missingVersions(graph), ...missingRoot(graph)];
}

interface Need {
  readonly line: number | undefined;
  readonly text: string;
}

function missingEntries(graph: DependencyGraph): readonly GraphGap[] {
  const isForced = namesForced(graph);
  const isMissing = ({ name, range, group, to }: DependencyEdge): boolean =>
    to === undefined &&
    (group === "production" || group === "development") &&
    !isOfProject(range) &&
    !isForced(name);
  const ofRoots = graph.roots.flatMap(({ name = "the project", dependencies, isDeclaredByManifest }) =>
    isDeclaredByManifest === true
      ? []
      : dependencies.filter(isMissing).map((edge) => ({ line: undefined, text: `${edge.name} of ${name}` })),
  );
  const ofPackages = graph.packages.flatMap(({ name, version, line, kind, isOptional, dependencies }) =>
    // Clients leave out what optional packages of other platforms need. Members of the workspace are roots.
    isOptional || kind === "workspace"
      ? []
      : dependencies.filter(isMissing).map((edge) => ({ line, text: `${edge.name} of ${name}@${version}` })),
  );
  return gapOf("missing", [...ofRoots, ...ofPackages]);
}

function isOfProject(range: string): boolean {
  return /^(?:workspace|link|file|portal):/.test(range);
}

/** An override may take a dependency out, or lead elsewhere than its range says. */
function namesForced({ overrides }: DependencyGraph): (name: string) => boolean {
  return (name) => overrides.some(({ selector }) => selector.includes(name));
}

function missingVersions({ packages }: DependencyGraph): readonly GraphGap[] {
  const unclear = packages.filter(
    (each) => (each.kind === "registry" || each.kind === "bundled") && !isVersion(each),
  );
  return gapOf(
    "no-version",
    unclear.map(({ line, place }) => ({ line, text: place })),
  );
}

/** As old releases are written, too: `v1.2.3`, `1.2.3beta`. */
function isVersion({ version }: GraphPackage): boolean {
  return /^[v=\s]{0,4}\d{1,16}\.\d{1,16}\.\d{1,16}(?:$|[^.\d])/.test(version);
}

/** Yarn 2 and later write the project itself among the packages, and sort them: what was cut has lost it first. */
function missingRoot({ source, packages }: DependencyGraph): readonly GraphGap[] {
  if (source !== "yarn-berry" || packages.some(({ kind }) => kind === "workspace")) return [];
  return [{ reason: "no-root", count: 1, line: undefined, example: "" }];
}

function gapOf(reason: GraphGap["reason"], needs: readonly Need[]): readonly GraphGap[] {
  const [first] = needs;
  return first === undefined
    ? []
    : [{ reason, count: needs.length, line: first.line, example: first.text.slice(0, 300) }];
}
