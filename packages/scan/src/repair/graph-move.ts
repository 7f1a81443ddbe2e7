import type {
  DependencyEdge,
  DependencyGraph,
  LockfileKind,
  PackageChange,
  RangeChange,
} from "@lockkeeper/lockfile";
import { editLockfile, LockfileError } from "@lockkeeper/lockfile";
import { satisfies } from "semver";

import { plainRange } from "./choose-version.ts";
import type { Move } from "./npm-move.ts";
import { isRecord } from "./npm-entry.ts";
import { pruneEntries } from "./prune-entries.ts";
import type { PublishedPackage, PublishedPackages } from "./published-package.ts";

/** What a move in a lockfile of pnpm, Yarn 1 or Bun is worked out with. */
export interface GraphMoveParts {
  readonly graph: DependencyGraph;
  readonly published: PublishedPackages;
  /** Reads the lockfile's text anew, with the manifests of the project. */
  readonly parse: (text: string) => DependencyGraph;
}

/** A lockfile's text with a move made, or why it was not. */
export type GraphMoveOutcome =
  | { readonly kind: "edited"; readonly text: string }
  | { readonly kind: "wanting"; readonly names: readonly string[] }
  | { readonly kind: "refused"; readonly why: string };

type GraphPackage = DependencyGraph["packages"][number];

/**
 * Exchanges a version in a lockfile that a client keeps by what is asked for. What the new version depends on has to be
 * locked already; what nobody needs any more is taken out. Nothing else moves.
 */
export function moveInGraph(
  kind: LockfileKind,
  text: string,
  { move, parts }: { readonly move: Move; readonly parts: GraphMoveParts },
): GraphMoveOutcome {
  const published = parts.published.get(move.name);
  if (published === undefined) return { kind: "wanting", names: [move.name] };
  const entries = parts.graph.packages.filter(
    (each) => each.name === move.name && each.version === move.from && each.kind === "registry",
  );
  const changes: PackageChange[] = [];
  const ranges: RangeChange[] = [];
  for (const entry of entries) {
    const change = changeOf(kind, entry, { move, published, graph: parts.graph });
    if (typeof change === "string") return { kind: "refused", why: change };
    changes.push(change.change);
    ranges.push(...change.ranges);
  }
  return edit(kind, text, { changes, ranges, parts });
}

interface Edit {
  readonly changes: readonly PackageChange[];
  readonly ranges: readonly RangeChange[];
  readonly parts: GraphMoveParts;
}

function edit(kind: LockfileKind, text: string, { changes, ranges, parts }: Edit): GraphMoveOutcome {
  try {
    const edited = editLockfile(kind, text, { packages: changes, ranges, overrides: [] });
    const before = reachedPlaces(parts.graph);
    const renamed = new Set(changes.map(({ place }) => place));
    const after = parts.parse(edited);
    const reached = reachedPlaces(after);
    const orphans = after.packages
      .map(({ place }) => place)
      .filter((place) => !reached.has(place) && before.has(place) && !renamed.has(place));
    const pruned = pruneEntries(kind, edited, new Set(orphans));
    const left = parts.parse(pruned).packages.length;
    if (left !== after.packages.length - orphans.length)
      return { kind: "refused", why: "what nobody needs any more cannot be taken out of its lockfile" };
    return { kind: "edited", text: pruned };
  } catch (error) {
    if (error instanceof LockfileError) return { kind: "refused", why: error.message };
    throw error;
  }
}

function reachedPlaces({ roots, packages }: DependencyGraph): ReadonlySet<string> {
  const seen = new Set<number>();
  const waiting: (readonly DependencyEdge[])[] = roots.map(({ dependencies }) => dependencies);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { to } of next) {
      if (to === undefined || seen.has(to)) continue;
      seen.add(to);
      waiting.push(packages[to]?.dependencies ?? []);
    }
  }
  return new Set([...seen].map((index) => packages[index]?.place ?? ""));
}

interface ChangeParts {
  readonly move: Move;
  readonly published: PublishedPackage;
  readonly graph: DependencyGraph;
}

interface FoundChange {
  readonly change: PackageChange;
  readonly ranges: readonly RangeChange[];
}

function changeOf(kind: LockfileKind, entry: GraphPackage, parts: ChangeParts): FoundChange | string {
  const { move, published } = parts;
  const manifest = published.manifestOf(move.to);
  const release = published.history.releases.find(({ version }) => version === move.to);
  if (manifest === undefined || release?.integrity === undefined)
    return `the registry gives no hash of ${move.name}@${move.to}`;
  const wanted = pairsOf(manifest["dependencies"]).filter(
    ([name]) => !hasName(manifest["optionalDependencies"], name),
  );
  const others = otherGroups(entry, manifest);
  if (others !== undefined) return others;
  const dependencies = new Map<string, string>();
  const ranges: RangeChange[] = [];
  for (const [name, range] of wanted) {
    const written = referenceFor(kind, entry, { name, range, graph: parts.graph });
    if (typeof written === "string") return written;
    dependencies.set(name, written.reference);
    ranges.push(...written.ranges);
  }
  const change: PackageChange = {
    place: entry.place,
    version: move.to,
    resolved: addressOf(kind, entry, { move, manifest, tarball: release.tarball }),
    integrity: release.integrity,
    dependencies,
  };
  return { change, ranges };
}

/** Peers and optional ones are written in ways that only their client knows; where they stay the same, nothing changes. */
function otherGroups(entry: GraphPackage, manifest: Readonly<Record<string, unknown>>): string | undefined {
  const optional = entry.dependencies.filter(({ group }) => group === "optional").map(({ name }) => name);
  const peers = entry.dependencies.filter(({ group }) => group === "peer").map(({ name }) => name);
  const wantedOptional = pairsOf(manifest["optionalDependencies"]).map(([name]) => name);
  const meta = manifest["peerDependenciesMeta"];
  const wantedPeers = pairsOf(manifest["peerDependencies"])
    .map(([name]) => name)
    .filter((name) => !isOptionalPeer(meta, name));
  if (!isSameSet(optional, wantedOptional))
    return "its optional dependencies differ: only its client can lock them";
  return isSameSet(peers, wantedPeers) ? undefined : "its peers differ: only its client can lock them";
}

function isOptionalPeer(meta: unknown, name: string): boolean {
  const said = isRecord(meta) && Object.hasOwn(meta, name) ? meta[name] : undefined;
  return isRecord(said) && said["optional"] === true;
}

function isSameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((each) => right.includes(each));
}

interface Written {
  readonly reference: string;
  /** Further ranges that an entry has to be named by. */
  readonly ranges: readonly RangeChange[];
}

function referenceFor(
  kind: LockfileKind,
  entry: GraphPackage,
  { name, range, graph }: { readonly name: string; readonly range: string; readonly graph: DependencyGraph },
): Written | string {
  const plain = plainRange(range);
  if (plain === undefined || range.startsWith("npm:"))
    return `it depends on ${name} from an address or under an alias`;
  const edge = entry.dependencies.find((each) => each.name === name);
  const kept = edge?.to === undefined ? undefined : graph.packages[edge.to];
  const fits = (each: GraphPackage | undefined): each is GraphPackage =>
    each?.kind === "registry" &&
    each.name === name &&
    satisfies(each.version, plain, { includePrerelease: true });
  const found = fits(kept) ? kept : pickLocked(kind, graph, fits);
  if (found === undefined)
    return `it needs ${name} ${range.slice(0, 80)}, which is not locked: only its client can add it`;
  if (kind === "pnpm")
    return { reference: found.place.replace(/^\//, "").slice(name.length + 1), ranges: [] };
  if (kind !== "yarn-classic" || isNamed(found, name, range)) return { reference: range, ranges: [] };
  const [first = ""] = found.place.split(", ");
  const from = first.slice(name.length + 1);
  return { reference: range, ranges: [{ folder: ".", name, from, to: range }] };
}

/** Bun finds what lies at the top for whoever asks; the others can point anywhere. */
function pickLocked(
  kind: LockfileKind,
  { packages }: DependencyGraph,
  fits: (each: GraphPackage) => boolean,
): GraphPackage | undefined {
  const found = packages.filter(
    (each) =>
      fits(each) && (kind !== "bun" || !each.place.slice(1).includes("/") || each.place === each.name),
  );
  return found.length === 0 ? undefined : found.at(-1);
}

function isNamed({ place }: GraphPackage, name: string, range: string): boolean {
  return place.split(", ").includes(`${name}@${range}`);
}

function addressOf(
  kind: LockfileKind,
  entry: GraphPackage,
  {
    move,
    manifest,
    tarball,
  }: {
    readonly move: Move;
    readonly manifest: Readonly<Record<string, unknown>>;
    readonly tarball: string | undefined;
  },
): string | undefined {
  const { resolved } = entry;
  if (resolved === undefined || resolved === "") return undefined;
  const bare = move.name.replace(/^@[^/]*\//, "");
  const plain = resolved.replace(/#.*$/, "");
  const usual = `/${bare}-${move.from}.tgz`;
  const url = plain.endsWith(usual) ? `${plain.slice(0, -usual.length)}/${bare}-${move.to}.tgz` : tarball;
  if (kind !== "yarn-classic" || url === undefined || !resolved.includes("#")) return url;
  const dist = manifest["dist"];
  const shasum = isRecord(dist) ? dist["shasum"] : undefined;
  return typeof shasum === "string" && /^[0-9a-f]{40}$/.test(shasum) ? `${url}#${shasum}` : url;
}

function pairsOf(value: unknown): readonly (readonly [string, string])[] {
  if (!isRecord(value)) return [];
  return Object.entries(value)
    .flatMap(([name, range]): readonly (readonly [string, string])[] =>
      typeof range === "string" ? [[name, range]] : [],
    )
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
}

function hasName(value: unknown, name: string): boolean {
  return isRecord(value) && Object.hasOwn(value, name);
}
