import type { GraphOverride } from "@lockkeeper/lockfile";
import { compare, satisfies } from "semver";

import { plainRange } from "./choose-version.ts";
import { makeNpmEntry, withFlags } from "./npm-entry.ts";
import type { NpmEntry } from "./npm-entry.ts";
import {
  dependentsAt,
  edgesOf,
  isRootPlace,
  nameAt,
  reachedPlaces,
  resolvePlace,
  versionAt,
} from "./npm-tree.ts";
import type { NpmEdge, NpmTree } from "./npm-tree.ts";
import type { PublishedPackage, PublishedPackages } from "./published-package.ts";

/** A version that is to stand where another one does. */
export interface Move {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** What a move is worked out with. */
export interface MoveParts {
  readonly published: PublishedPackages;
  /** The best version for a range that a new dependency is declared with; `undefined` where none may be taken. */
  readonly pick: (published: PublishedPackage, range: string) => string | undefined;
  readonly overrides: readonly GraphOverride[];
}

/** How a move went: done in the tree, in want of packages that nobody has asked for yet, or not possible this way. */
export type MoveOutcome =
  | { readonly kind: "moved" }
  | { readonly kind: "wanting"; readonly names: readonly string[] }
  | { readonly kind: "refused"; readonly why: string };

const maxSteps = 400;

interface Job {
  readonly place: string;
  readonly version: string;
}

/**
 * Puts a version where another one stands, in the tree of npm's lockfile: with what it depends on, which is added where
 * nothing fitting is, and without what nobody needs any more. Nothing else moves. The tree is changed in place, so a
 * caller keeps its own until the move is done.
 */
export function moveInNpmTree(tree: NpmTree, move: Move, parts: MoveParts): MoveOutcome {
  const wanting = new Set<string>();
  const jobs = placesOf(tree, move).map((place): Job => ({ place, version: move.to }));
  if (jobs.length === 0)
    return { kind: "refused", why: "the lockfile has no entry of it that a registry answers for" };
  const before = reachedPlaces(tree, () => true);
  for (let step = 0; jobs.length > 0; step += 1) {
    const job = jobs.shift();
    if (job === undefined) break;
    if (step >= maxSteps) return { kind: "refused", why: `it changes more than ${maxSteps} entries` };
    const name = nameAt(job.place, tree.get(job.place));
    const published = parts.published.get(name);
    if (published === undefined) {
      if (parts.published.has(name))
        return { kind: "refused", why: `the registry does not answer for ${name}` };
      wanting.add(name);
      continue;
    }
    const fault =
      placeVersion(tree, job, published) ?? settleEdges(tree, job.place, { parts, jobs, wanting });
    if (fault !== undefined) return { kind: "refused", why: fault };
  }
  if (wanting.size > 0) return { kind: "wanting", names: [...wanting] };
  removeUnreached(tree, before);
  settleFlags(tree);
  return { kind: "moved" };
}

/** Where the version stands; what lies inside another package's tarball cannot be exchanged. */
export function placesOf(tree: NpmTree, { name, from }: Pick<Move, "name" | "from">): readonly string[] {
  return [...tree].flatMap(([place, entry]) =>
    place.includes("node_modules/") &&
    entry["link"] !== true &&
    entry["inBundle"] !== true &&
    nameAt(place, entry) === name &&
    versionAt(entry) === from
      ? [place]
      : [],
  );
}

function placeVersion(
  tree: NpmTree,
  { place, version }: Job,
  published: PublishedPackage,
): string | undefined {
  const { history } = published;
  const manifest = published.manifestOf(version);
  const release = history.releases.find((each) => each.version === version);
  if (manifest === undefined || release === undefined)
    return `the registry does not list ${history.name}@${version}`;
  if (release.integrity === undefined) return `the registry gives no hash of ${history.name}@${version}`;
  const before = tree.get(place);
  const resolved = addressOf(release.tarball, { before, name: history.name, version, tree });
  tree.set(place, makeNpmEntry({ manifest, version, resolved, integrity: release.integrity, before }));
  return undefined;
}

/** As the lockfile writes addresses: of the same registry as before, none where it keeps none. */
function addressOf(
  tarball: string | undefined,
  {
    before,
    name,
    version,
    tree,
  }: {
    readonly before: NpmEntry | undefined;
    readonly name: string;
    readonly version: string;
    readonly tree: NpmTree;
  },
): string | undefined {
  const resolved = before?.["resolved"];
  const bare = name.replace(/^@[^/]*\//, "");
  if (before !== undefined) {
    if (typeof resolved !== "string") return undefined;
    const usual = `/${name}/-/${bare}-${versionAt(before)}.tgz`;
    if (resolved.endsWith(usual))
      return `${resolved.slice(0, -usual.length)}/${name}/-/${bare}-${version}.tgz`;
    return tarball;
  }
  const keepsAddresses = [...tree.values()].some(
    (entry) => typeof entry["resolved"] === "string" && entry["link"] !== true,
  );
  return keepsAddresses ? tarball : undefined;
}

interface Settling {
  readonly parts: MoveParts;
  readonly jobs: Job[];
  readonly wanting: Set<string>;
}

function settleEdges(tree: NpmTree, place: string, settling: Settling): string | undefined {
  const entry = tree.get(place);
  if (entry === undefined) return undefined;
  for (const edge of edgesOf(place, entry)) {
    const fault = settleEdge(tree, { place, edge }, settling);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

interface Want {
  readonly place: string;
  readonly edge: NpmEdge;
}

function settleEdge(tree: NpmTree, { place, edge }: Want, settling: Settling): string | undefined {
  const { name, range, group } = edge;
  const found = resolvePlace(tree, place, name);
  const plain = plainRange(range);
  if (found !== undefined && isFitting(tree.get(found), plain)) return undefined;
  if (found === undefined && (group === "optional-peer" || group === "development")) return undefined;
  if (plain === undefined)
    return `it depends on ${name} from ${JSON.stringify(range.slice(0, 80))}, which is no range`;
  if (settling.parts.overrides.some(({ selector }) => selector.includes(name)))
    return `the project's own overrides name ${name}`;
  if (group === "peer" && found !== undefined)
    return `its peer ${name} has to be ${range.slice(0, 80)}, and ${versionAt(tree.get(found))} is there`;
  const real = /^npm:((?:@[^@/]{1,214}\/)?[^@/]{1,214})@/.exec(range)?.[1] ?? name;
  const published = settling.parts.published.get(real);
  if (published === undefined && !settling.parts.published.has(real)) {
    settling.wanting.add(real);
    return undefined;
  }
  const version = published === undefined ? undefined : settling.parts.pick(published, plain);
  if (version === undefined)
    return group === "optional"
      ? undefined
      : `no version of ${real} that may be taken fits ${range.slice(0, 80)}`;
  const target = placeFor(tree, { place, edge, found, version });
  if (target === undefined) return `${name} stands in the way with another version`;
  if (real !== name && tree.get(target) === undefined) tree.set(target, { name: real });
  settling.jobs.push({ place: target, version });
  // Until its turn comes, later edges see what will stand there.
  tree.set(target, { ...tree.get(target), version });
  return undefined;
}

function isFitting(entry: NpmEntry | undefined, range: string | undefined): boolean {
  const version = versionAt(entry);
  // A folder or a repository stands for itself.
  if (range === undefined || version === "") return true;
  return satisfies(version, range, { includePrerelease: true });
}

/** At the top where the name is free, in place of the other version where everyone allows it, else below the dependent. */
function placeFor(
  tree: NpmTree,
  {
    place,
    edge: { name },
    found,
    version,
  }: Want & { readonly found: string | undefined; readonly version: string },
): string | undefined {
  const top = `node_modules/${name}`;
  if (found === undefined) return tree.has(top) ? undefined : top;
  const others = dependentsAt(tree, found).filter(({ from }) => from !== place);
  const isBundled = tree.get(found)?.["inBundle"] === true;
  if (!isBundled && others.every(({ edge }) => isFitting({ version }, plainRange(edge.range)))) return found;
  const below = `${place === "" ? "" : `${place}/`}node_modules/${name}`;
  return tree.has(below) ? undefined : below;
}

/** Takes out what was needed before and is no more; what nobody needed then stays as it was. */
function removeUnreached(tree: NpmTree, before: ReadonlySet<string>): void {
  const reached = reachedPlaces(tree, () => true);
  for (const place of [...tree.keys()]) {
    if (reached.has(place) || !before.has(place)) continue;
    tree.delete(place);
  }
  for (const place of [...tree.keys()]) {
    const parent = /^(.*)\/node_modules\/(?:@[^/]+\/)?[^/]+$/.exec(place)?.[1];
    // Below a package that is gone, nothing is found any more.
    if (parent !== undefined && parent.includes("node_modules/") && !tree.has(parent)) tree.delete(place);
  }
}

/** Says of new entries who needs them, and takes back what older ones say where it is no longer so. */
function settleFlags(tree: NpmTree): void {
  const isOptional = ({ group }: NpmEdge): boolean => group === "optional" || group === "optional-peer";
  const isDevelopment = ({ group }: NpmEdge): boolean => group === "development";
  const always = reachedPlaces(tree, (edge) => !isOptional(edge) && !isDevelopment(edge));
  const withDevelopment = reachedPlaces(tree, (edge) => !isOptional(edge));
  const withOptional = reachedPlaces(tree, (edge) => !isDevelopment(edge));
  for (const [place, entry] of tree) {
    if (isRootPlace(place, entry) || entry["link"] === true || entry["extraneous"] === true) continue;
    const needs = {
      always: always.has(place),
      dev: withDevelopment.has(place),
      optional: withOptional.has(place),
    };
    const flags = flagsOf(needs);
    const said = ["dev", "optional", "devOptional"].filter((flag) => entry[flag] === true);
    const isTooLax = said.some((flag) => flags.get(flag) !== true) && needs.always;
    const isNew = entry["integrity"] !== undefined && said.length === 0 && !needs.always;
    if (isTooLax || isNew) tree.set(place, withFlags(entry, flags));
  }
}

function flagsOf(needs: {
  readonly always: boolean;
  readonly dev: boolean;
  readonly optional: boolean;
}): ReadonlyMap<string, boolean> {
  const { always, dev, optional } = needs;
  return new Map([
    ["dev", !always && !optional],
    ["optional", !always && !dev],
    ["devOptional", !always && dev && optional],
  ]);
}

/** The highest of some versions. */
export function highest(versions: readonly string[]): string | undefined {
  return versions.toSorted(compare).at(-1);
}
