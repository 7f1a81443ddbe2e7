import type { GraphOverride } from "@lockkeeper/lockfile";
import { satisfies } from "semver";

import { plainRange } from "./choose-version.ts";
import { makeNpmEntry } from "./npm-entry.ts";
import type { NpmEntry } from "./npm-entry.ts";
import { needsOf, removeUnreached, settleFlags } from "./npm-needs.ts";
import { dependentsAt, edgesOf, nameAt, resolvePlace, versionAt } from "./npm-tree.ts";
import type { NpmEdge, NpmTree } from "./npm-tree.ts";
import { hashOf } from "./published-package.ts";
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

/**
 * Puts a version where another one stands, in the tree of npm's lockfile: with what it depends on, which is added where
 * nothing fitting is, and without what nobody needs any more. Nothing else moves. The tree is changed in place, so a
 * caller keeps its own until the move is done.
 */
export function moveInNpmTree(tree: NpmTree, move: Move, parts: MoveParts): MoveOutcome {
  const places = placesOf(tree, move);
  if (places.length === 0) return refused("the lockfile has no entry of it that a registry answers for");
  const published = parts.published.get(move.name);
  if (published === undefined) {
    return parts.published.has(move.name)
      ? refused(`the registry does not answer for ${move.name}`)
      : { kind: "wanting", names: [move.name] };
  }
  const before = needsOf(tree);
  const base = baseOf(tree.get(places[0] ?? ""), move.name);
  const settling: Settling = { parts, base, queue: [], wanting: new Set() };
  for (const place of places) {
    const fault = placeVersion(tree, { place, version: move.to, published, base });
    if (fault !== undefined) return refused(fault);
    settling.queue.push(place);
  }
  const fault = settleAll(tree, settling);
  if (fault !== undefined) return refused(fault);
  if (settling.wanting.size > 0) return { kind: "wanting", names: [...settling.wanting] };
  removeUnreached(tree, before);
  settleFlags(tree, before);
  return { kind: "moved" };
}

/**
 * Takes in what a root asks for and the tree lacks, in the same way. The tree is changed in place, so a caller keeps its
 * own until it is done.
 */
export function settleRoot(tree: NpmTree, place: string, parts: MoveParts): MoveOutcome {
  const before = needsOf(tree);
  const settling: Settling = { parts, base: undefined, queue: [place], wanting: new Set() };
  const fault = settleAll(tree, settling);
  if (fault !== undefined) return refused(fault);
  if (settling.wanting.size > 0) return { kind: "wanting", names: [...settling.wanting] };
  removeUnreached(tree, before);
  settleFlags(tree, before);
  return { kind: "moved" };
}

function refused(why: string): MoveOutcome {
  return { kind: "refused", why };
}

interface Settling {
  readonly parts: MoveParts;
  /** The registry that the lockfile has the package from, as it writes it; the one that was asked may be another. */
  readonly base: string | undefined;
  /** Places whose dependencies are still to be looked at. */
  readonly queue: string[];
  readonly wanting: Set<string>;
}

function settleAll(tree: NpmTree, settling: Settling): string | undefined {
  for (let step = 0; settling.queue.length > 0; step += 1) {
    if (step >= maxSteps) return `it changes more than ${String(maxSteps)} entries`;
    const place = settling.queue.shift() ?? "";
    for (const edge of edgesOf(place, tree.get(place) ?? {})) {
      const fault = settleEdge(tree, { place, edge }, settling);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
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

interface Placing {
  readonly place: string;
  readonly version: string;
  readonly published: PublishedPackage;
  readonly base: string | undefined;
  /** The name to write down, where it stands under an alias. */
  readonly alias?: string | undefined;
}

function placeVersion(
  tree: NpmTree,
  { place, version, published, base, alias }: Placing,
): string | undefined {
  const { history } = published;
  const manifest = published.manifestOf(version);
  if (manifest === undefined) return `the registry does not list ${history.name}@${version}`;
  const hash = hashOf(published, version);
  if (hash.kind === "none") return hash.why;
  const { integrity, release } = hash;
  const before = tree.get(place) ?? (alias === undefined ? undefined : { name: alias });
  const resolved = addressOf(tree, { before, name: history.name, version, base, tarball: release.tarball });
  tree.set(place, makeNpmEntry({ manifest, version, resolved, integrity, before }));
  return undefined;
}

interface Address {
  readonly before: NpmEntry | undefined;
  readonly name: string;
  readonly version: string;
  readonly base: string | undefined;
  readonly tarball: string | undefined;
}

/** As the lockfile writes addresses: of the same registry as before, none where it keeps none. */
function addressOf(tree: NpmTree, { before, name, version, base, tarball }: Address): string | undefined {
  const usual = usualPath(name, version);
  const resolved = before?.["resolved"];
  if (typeof resolved === "string") {
    const own = baseOf(before, name);
    return own === undefined ? tarball : `${own}${usual}`;
  }
  if (before?.["integrity"] !== undefined) return undefined;
  if (base !== undefined && tarball?.endsWith(usual) === true) return `${base}${usual}`;
  const keepsAddresses = [...tree.values()].some(
    (entry) => typeof entry["resolved"] === "string" && entry["link"] !== true,
  );
  return keepsAddresses ? tarball : undefined;
}

function usualPath(name: string, version: string): string {
  return `/${name}/-/${name.replace(/^@[^/]*\//, "")}-${version}.tgz`;
}

/** What stands before the usual path of a tarball; `undefined` for another address, and for none. */
function baseOf(entry: NpmEntry | undefined, name: string): string | undefined {
  const resolved = entry?.["resolved"];
  const usual = usualPath(name, versionAt(entry));
  return typeof resolved === "string" && resolved.endsWith(usual)
    ? resolved.slice(0, -usual.length)
    : undefined;
}

interface Want {
  readonly place: string;
  readonly edge: NpmEdge;
}

function settleEdge(tree: NpmTree, want: Want, settling: Settling): string | undefined {
  const { place, edge } = want;
  const { name, range, group } = edge;
  const found = resolvePlace(tree, place, name);
  const plain = plainRange(range);
  if (found !== undefined && isFitting(tree.get(found), plain)) return undefined;
  if (found === undefined && group === "optional-peer") return undefined;
  const fault = faultOf(tree, want, { found, plain, settling });
  if (fault !== undefined || plain === undefined) return fault;
  const real = /^npm:((?:@[^@/]{1,214}\/)?[^@/]{1,214})@/.exec(range)?.[1] ?? name;
  if (!settling.parts.published.has(real)) {
    settling.wanting.add(real);
    return undefined;
  }
  return addDependency(tree, want, { found, plain, real, settling });
}

interface Finding {
  readonly found: string | undefined;
  readonly plain: string | undefined;
  readonly settling: Settling;
}

function faultOf(
  tree: NpmTree,
  { edge: { name, range, group } }: Want,
  { found, plain, settling }: Finding,
): string | undefined {
  if (plain === undefined)
    return `it depends on ${name} from ${JSON.stringify(range.slice(0, 80))}, which is no range`;
  if (settling.parts.overrides.some(({ selector }) => selector.includes(name)))
    return `the project's own overrides name ${name}`;
  if (group === "peer" && found !== undefined)
    return `its peer ${name} has to be ${range.slice(0, 80)}, and ${versionAt(tree.get(found))} is there`;
  return undefined;
}

function addDependency(
  tree: NpmTree,
  { place, edge }: Want,
  { found, plain, real, settling }: Finding & { readonly plain: string; readonly real: string },
): string | undefined {
  const { name, range, group } = edge;
  const published = settling.parts.published.get(real);
  const version = published === undefined ? undefined : settling.parts.pick(published, plain);
  if (version === undefined || published === undefined)
    return group === "optional"
      ? undefined
      : `no version of ${real} that may be taken fits ${range.slice(0, 80)}`;
  const target = placeFor(tree, { place, edge, found, version });
  if (target === undefined) return `${name} stands in the way with another version`;
  const alias = real === name ? undefined : real;
  const fault = placeVersion(tree, { place: target, version, published, base: settling.base, alias });
  settling.queue.push(target);
  return fault;
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
