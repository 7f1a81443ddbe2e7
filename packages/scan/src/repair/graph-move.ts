import type {
  DependencyEdge,
  DependencyGraph,
  LockfileKind,
  LockfilePlan,
  PackageAddition,
  PackageChange,
} from "@lockkeeper/lockfile";
import { dropUnasked, editLockfile, LockfileError } from "@lockkeeper/lockfile";

import { aboutOf, neededPeers } from "./graph-about.ts";
import { GraphNeeds } from "./graph-needs.ts";
import type { Move } from "./npm-move.ts";
import { isRecord } from "./npm-entry.ts";
import { pruneEntries } from "./prune-entries.ts";
import { hashOf } from "./published-package.ts";
import type { PublishedPackage, PublishedPackages } from "./published-package.ts";

/** What a move in a lockfile of pnpm, Yarn or Bun is worked out with. */
export interface GraphMoveParts {
  readonly graph: DependencyGraph;
  readonly published: PublishedPackages;
  /** The best version for a range that a new dependency is declared with; `undefined` where none may be taken. */
  readonly pick: (published: PublishedPackage, range: string) => string | undefined;
  /** Reads the lockfile's text anew, with the manifests of the project. */
  readonly parse: (text: string) => DependencyGraph;
  /** Checksums of Yarn's archives by `name@version`; `undefined` for those that cannot be had. */
  readonly checksums: ReadonlyMap<string, string | undefined>;
}

/** A lockfile's text with a move made, or why it was not. */
export type GraphMoveOutcome =
  | { readonly kind: "edited"; readonly text: string }
  | {
      readonly kind: "wanting";
      readonly names: readonly string[];
      /** Versions whose bytes are wanted, as `name@version`. */
      readonly archives?: readonly string[];
    }
  | { readonly kind: "refused"; readonly why: string };

type GraphPackage = DependencyGraph["packages"][number];

/**
 * Exchanges a version in a lockfile that a client keeps by what is asked for. What the new version depends on and is not
 * locked comes in, by the policy's own choice; what nobody needs any more is taken out. Nothing else moves.
 */
export function moveInGraph(
  kind: LockfileKind,
  text: string,
  { move, parts }: { readonly move: Move; readonly parts: GraphMoveParts },
): GraphMoveOutcome {
  const published = parts.published.get(move.name);
  if (published === undefined) return { kind: "wanting", names: [move.name] };
  const fault = faultOf(kind, move, parts.graph);
  if (fault !== undefined) return { kind: "refused", why: fault };
  const entries = parts.graph.packages.filter((each) => isMoved(each, move));
  const [first] = entries;
  const needs = new GraphNeeds({
    ...parts,
    kind,
    addressOf: (known, version) => addressOfNew(kind, first, { known, version }),
  });
  const changes: PackageChange[] = [];
  for (const entry of entries) {
    const change = changeOf(kind, entry, { move, published, needs });
    if (typeof change === "string") return { kind: "refused", why: change };
    changes.push(change);
  }
  if (needs.wanting.size > 0) return { kind: "wanting", names: [...needs.wanting] };
  const plan = planOf(changes, needs);
  if (kind !== "yarn-berry") return edit(kind, text, { plan, parts });
  const sealed = withChecksums(plan, { name: move.name, text, checksums: parts.checksums });
  return sealed.kind === "wanting" ? sealed : edit(kind, text, { plan: sealed.plan, parts });
}

function isMoved({ name, version, kind }: GraphPackage, move: Move): boolean {
  return name === move.name && version === move.from && kind === "registry";
}

/**
 * That of late Yarn 3, which takes entries without a checksum in frozen installations and writes the line; of its archives, which are
 * compressed, nobody else can know it. Yarn 2 refuses such a file.
 */
const firstBerry = 6;

function faultOf(
  kind: LockfileKind,
  { name }: Move,
  { formatVersion, packages }: DependencyGraph,
): string | undefined {
  if (kind !== "yarn-berry") return undefined;
  if (Number(formatVersion) < firstBerry)
    return "lockfiles of Yarn 2 and early Yarn 3 (before version 6 of the file) are written by their client alone";
  const isPatched = packages.some((each) => each.name === name && each.place.includes("@patch:"));
  return isPatched ? "Yarn or the project patches it, and only Yarn can make the patch anew" : undefined;
}

function planOf(packages: readonly PackageChange[], { additions, names }: GraphNeeds): LockfilePlan {
  const added = [...names].flatMap(([place, each]) => [...each].map((name) => ({ place, added: name })));
  return { packages, ranges: [], overrides: [], additions, names: added };
}

interface Sealing {
  readonly name: string;
  readonly text: string;
  readonly checksums: GraphMoveParts["checksums"];
}

/** Yarn's checksums are of its own archives, made of the tarball's bytes; without one, Yarn writes the line itself. */
function withChecksums(
  plan: LockfilePlan,
  { name, text, checksums }: Sealing,
):
  | { readonly kind: "wanting"; readonly names: readonly string[]; readonly archives: readonly string[] }
  | { readonly kind: "sealed"; readonly plan: LockfilePlan } {
  const key = /^ {2}cacheKey: (\d{1,4}c0)\r?$/m.exec(text)?.[1];
  const wanting = new Set<string>();
  // What is for some platforms alone is fetched there alone, and has no checksum elsewhere.
  const seal = (each: Pick<PackageAddition, "version" | "about">, of: string): string | undefined => {
    const { os, cpu, libc } = each.about;
    if (key === undefined || os.length + cpu.length + libc.length > 0) return undefined;
    const label = `${of}@${each.version}`;
    if (!checksums.has(label)) wanting.add(label);
    const checksum = checksums.get(label);
    return checksum === undefined ? undefined : `${key}/${checksum}`;
  };
  const packages = plan.packages.map((each) => ({
    ...each,
    integrity: each.about === undefined ? undefined : seal({ ...each, about: each.about }, name),
  }));
  const additions = (plan.additions ?? []).map((each) => ({ ...each, integrity: seal(each, each.name) }));
  if (wanting.size > 0) return { kind: "wanting", names: [], archives: [...wanting] };
  return { kind: "sealed", plan: { ...plan, packages, additions } };
}

interface Edit {
  readonly plan: LockfilePlan;
  readonly parts: GraphMoveParts;
}

function edit(kind: LockfileKind, text: string, { plan, parts }: Edit): GraphMoveOutcome {
  try {
    const edited = editLockfile(kind, text, plan);
    const before = reachedPlaces(parts.graph);
    const renamed = new Set(plan.packages.map(({ place }) => place));
    const after = parts.parse(edited);
    const reached = reachedPlaces(after);
    const orphans = after.packages
      .map(({ place }) => place)
      .filter((place) => !reached.has(place) && before.has(place) && !renamed.has(place));
    const pruned = pruneEntries(kind, edited, new Set(orphans));
    const final = dropUnasked(kind, { before: text, after: pruned, roots: after.roots });
    const left = parts.parse(final).packages.length;
    if (left !== after.packages.length - orphans.length)
      return { kind: "refused", why: "what nobody needs any more cannot be taken out of its lockfile" };
    return { kind: "edited", text: final };
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
  readonly needs: GraphNeeds;
}

function changeOf(
  kind: LockfileKind,
  entry: GraphPackage,
  { move, published, needs }: ChangeParts,
): PackageChange | string {
  const hash = hashOf(published, move.to);
  if (hash.kind === "none") return hash.why;
  const manifest = published.manifestOf(move.to);
  if (manifest === undefined) return `the registry does not list ${move.name}@${move.to}`;
  if (!hasSamePeers(kind, entry, manifest)) return "its peers differ: only its client can lock them";
  const settled = needs.settle(manifest, { entry, place: entry.place, isOptional: entry.isOptional });
  if (typeof settled === "string") return settled;
  return {
    place: entry.place,
    version: move.to,
    resolved: addressOf(kind, entry, { published, version: move.to }),
    integrity: hash.integrity,
    dependencies: settled.dependencies,
    about: { ...aboutOf(manifest), optional: settled.optional },
  };
}

/** Yarn keeps no account of who answers for a peer; the others do, in ways that only they know. */
function hasSamePeers(
  kind: LockfileKind,
  entry: GraphPackage,
  manifest: Readonly<Record<string, unknown>>,
): boolean {
  if (kind === "yarn-classic" || kind === "yarn-berry") return true;
  const peers = entry.dependencies.filter(({ group }) => group === "peer").map(({ name }) => name);
  const wanted = neededPeers(manifest);
  return peers.length === wanted.length && peers.every((each) => wanted.includes(each));
}

interface Published {
  readonly published: PublishedPackage;
  readonly version: string;
}

/** As the lockfile writes the address of the version before: of the same registry, with Yarn 1's sum behind it. */
function addressOf(
  kind: LockfileKind,
  entry: GraphPackage,
  { published, version }: Published,
): string | undefined {
  const { resolved, name } = entry;
  if (resolved === undefined || resolved === "") return undefined;
  const bare = name.replace(/^@[^/]*\//, "");
  const plain = resolved.replace(/#.*$/, "");
  const usual = `/${bare}-${entry.version}.tgz`;
  const tarball = published.history.releases.find((each) => each.version === version)?.tarball;
  const url = plain.endsWith(usual) ? `${plain.slice(0, -usual.length)}/${bare}-${version}.tgz` : tarball;
  return kind === "yarn-classic" && resolved.includes("#") ? withSum(url, { published, version }) : url;
}

/** What comes in has an address where the file keeps them, of the registry that the lockfile names. */
function addressOfNew(
  kind: LockfileKind,
  model: GraphPackage | undefined,
  { known, version }: { readonly known: PublishedPackage; readonly version: string },
): string | undefined {
  const resolved = model?.resolved;
  if (model === undefined || resolved === undefined || resolved === "") return undefined;
  const { name } = known.history;
  const tarball = known.history.releases.find((each) => each.version === version)?.tarball;
  const usual = `/${model.name}/-/${model.name.replace(/^@[^/]*\//, "")}-${model.version}.tgz`;
  const plain = resolved.replace(/#.*$/, "");
  const bare = name.replace(/^@[^/]*\//, "");
  const url = plain.endsWith(usual)
    ? `${plain.slice(0, -usual.length)}/${name}/-/${bare}-${version}.tgz`
    : tarball;
  return kind === "yarn-classic" && resolved.includes("#")
    ? withSum(url, { published: known, version })
    : url;
}

function withSum(url: string | undefined, { published, version }: Published): string | undefined {
  const dist = published.manifestOf(version)?.["dist"];
  const shasum = isRecord(dist) ? dist["shasum"] : undefined;
  return url !== undefined && typeof shasum === "string" && /^[0-9a-f]{40}$/.test(shasum)
    ? `${url}#${shasum}`
    : url;
}
