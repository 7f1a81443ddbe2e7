import { tryParsePackageName } from "@lockkeeper/core";
import { compatibilityPatchOf } from "@lockkeeper/lockfile";
import type { DependencyGraph, LockfileKind, PackageAddition } from "@lockkeeper/lockfile";
import { satisfies } from "semver";

import { plainRange } from "./choose-version.ts";
import { aboutOf, listPairs, neededPeers } from "./graph-about.ts";
import { hashOf } from "./published-package.ts";
import type { PublishedPackage, PublishedPackages } from "./published-package.ts";

type GraphPackage = DependencyGraph["packages"][number];
type Manifest = Readonly<Record<string, unknown>>;

/** What the needs of packages are settled with. */
export interface NeedParts {
  readonly kind: LockfileKind;
  readonly graph: DependencyGraph;
  readonly published: PublishedPackages;
  /** The best version for a range; `undefined` where none may be taken. */
  readonly pick: (published: PublishedPackage, range: string) => string | undefined;
  /** Where a client takes a version from, as this lockfile writes it. */
  readonly addressOf: (published: PublishedPackage, version: string) => string | undefined;
}

/** Who needs something: a package of the lockfile that gets another version, or one that comes in. */
export interface Needer {
  /** What is locked for its names now; none for what comes in. */
  readonly entry: GraphPackage | undefined;
  /** Its key in Bun's lockfile. */
  readonly place: string;
  readonly isOptional: boolean;
}

/** What a package needs, as its lockfile writes it. */
export interface SettledNeeds {
  readonly dependencies: ReadonlyMap<string, string>;
  readonly optional: ReadonlyMap<string, string>;
}

interface Coming {
  readonly name: string;
  readonly version: string;
  /** By which a file of Yarn names it. */
  readonly names: Set<string>;
  readonly place: string;
  readonly addition: Omit<PackageAddition, "place" | "isOptional">;
  isOptional: boolean;
}

const maxAdditions = 400;

/** Finds what packages need among what is locked, and plans entries for what is not. */
export class GraphNeeds {
  readonly #parts: NeedParts;
  readonly #coming: Coming[] = [];
  /** Further names of entries that are there, by their places. */
  readonly names: Map<string, Set<string>> = new Map();
  /** Packages that nobody has asked for yet. */
  readonly wanting: Set<string> = new Set();

  constructor(parts: NeedParts) {
    this.#parts = parts;
  }

  get additions(): readonly PackageAddition[] {
    return this.#coming.map(({ addition, names, place, isOptional }) => ({
      ...addition,
      isOptional,
      place: names.size === 0 ? place : [...names].toSorted().join(", "),
    }));
  }

  /** Settles what a manifest asks for; answers why it cannot be done. */
  settle(manifest: Manifest, needer: Needer): SettledNeeds | string {
    const optionalPairs = listPairs(manifest["optionalDependencies"]);
    const optionalNames = new Set(optionalPairs.map(([name]) => name));
    const pairs = listPairs(manifest["dependencies"]).filter(([name]) => !optionalNames.has(name));
    const dependencies = this.#settleAll(pairs, needer);
    if (typeof dependencies === "string") return dependencies;
    const optional = this.#settleAll(optionalPairs, { ...needer, isOptional: true });
    return typeof optional === "string" ? optional : { dependencies, optional };
  }

  #settleAll(
    pairs: readonly (readonly [string, string])[],
    needer: Needer,
  ): ReadonlyMap<string, string> | string {
    const settled = new Map<string, string>();
    for (const [name, range] of pairs) {
      const plain = plainRange(range);
      if (plain === undefined || range.startsWith("npm:") || tryParsePackageName(name) === undefined)
        return `it depends on ${JSON.stringify(name.slice(0, 80))} from an address or under an alias`;
      const reference = this.#settleOne({ name, range, plain, needer });
      if (reference.kind === "refused") return reference.why;
      settled.set(name, reference.text);
    }
    return settled;
  }

  #settleOne(need: Need): Reference {
    const { kind } = this.#parts;
    const locked = this.#findLocked(need);
    if (locked !== undefined) {
      this.#nameAs(locked, need);
      return referenceTo(this.#parts, need, locked.place.replace(/^\//, "").slice(need.name.length + 1));
    }
    const coming = this.#coming.find(
      (each) => each.name === need.name && isFitting(each.version, need) && this.#isSeen(each.place, need),
    );
    if (coming === undefined) return this.#takeIn(need);
    if (!need.needer.isOptional) coming.isOptional = false;
    const named = nameOf(kind, need);
    if (named !== undefined) coming.names.add(named);
    return referenceTo(this.#parts, need, coming.version);
  }

  /** What is locked for the needer already, else what it could have as well. */
  #findLocked(need: Need): GraphPackage | undefined {
    const { graph, kind } = this.#parts;
    const { name, plain, needer } = need;
    const edge = needer.entry?.dependencies.find((each) => each.name === name);
    const kept = edge?.to === undefined ? undefined : graph.packages[edge.to];
    const fits = (each: GraphPackage | undefined): each is GraphPackage =>
      each?.kind === "registry" &&
      each.name === name &&
      isFitting(each.version, { plain }) &&
      !each.place.includes("@patch:");
    const keptVersion = kept?.version;
    if (fits(kept)) return kept;
    // Bun finds what lies at the top for whoever asks, unless something is nearer; the others can point anywhere.
    if (kind === "bun") {
      const top = graph.packages.find((each) => each.place === name);
      return kept === undefined && fits(top) ? top : undefined;
    }
    const found = graph.packages.filter(fits);
    const named = nameOf(kind, need);
    return (
      found.find(({ place }) => named !== undefined && place.split(", ").includes(named)) ??
      found.find(({ version }) => version === keptVersion) ??
      found.at(-1)
    );
  }

  #nameAs({ place, version }: GraphPackage, need: Need): void {
    const { kind, graph } = this.#parts;
    this.#addName(place, nameOf(kind, need));
    if (kind !== "yarn-berry") return;
    const patch = graph.packages.find(
      (each) => each.version === version && each.place.startsWith(`${need.name}@patch:`),
    );
    if (patch !== undefined) this.#addName(patch.place, compatibilityPatchOf(need.name, `npm:${need.range}`));
  }

  #addName(place: string, name: string | undefined): void {
    if (name === undefined || place.split(", ").includes(name)) return;
    this.names.set(place, new Set([...(this.names.get(place) ?? []), name]));
  }

  /** Whether Bun finds an entry that comes in from where it is needed. */
  #isSeen(place: string, { name, needer }: Need): boolean {
    return this.#parts.kind !== "bun" || place === name || place === `${needer.place}/${name}`;
  }

  #takeIn(need: Need): Reference {
    const { published, pick, kind } = this.#parts;
    const { name, plain, range } = need;
    const known = published.get(name);
    if (known === undefined && !published.has(name)) {
      this.wanting.add(name);
      return { kind: "text", text: range };
    }
    const version = known === undefined ? undefined : pick(known, plain);
    if (kind === "yarn-berry" && this.#isPatched(name))
      return refused(`it needs another version of ${name}, which Yarn patches`);
    if (known === undefined || version === undefined)
      return refused(`no version of ${name} that may be taken fits ${range.slice(0, 80)}`);
    if (this.#coming.length >= maxAdditions)
      return refused(`it brings more than ${String(maxAdditions)} packages`);
    const place = this.#placeFor(need, version);
    if (place === undefined) return refused(`${name} stands in the way with another version`);
    const fault = this.#add(need, { known, version, place });
    return fault === undefined ? referenceTo(this.#parts, need, version) : refused(fault);
  }

  #isPatched(name: string): boolean {
    return this.#parts.graph.packages.some(({ place }) => place.startsWith(`${name}@patch:`));
  }

  #placeFor({ name, needer }: Need, version: string): string | undefined {
    const { kind, graph } = this.#parts;
    if (kind === "pnpm") {
      const place = `${name}@${version}`;
      return graph.packages.some((each) => each.place.replace(/\(.*$/, "") === place) ? undefined : place;
    }
    if (kind !== "bun") return "";
    const isTaken = (place: string): boolean =>
      graph.packages.some((each) => each.place === place) ||
      this.#coming.some((each) => each.place === place);
    return [name, `${needer.place}/${name}`].find((place) => !isTaken(place));
  }

  #add(
    need: Need,
    {
      known,
      version,
      place,
    }: { readonly known: PublishedPackage; readonly version: string; readonly place: string },
  ): string | undefined {
    const { kind, addressOf } = this.#parts;
    const manifest = known.manifestOf(version);
    const hash = hashOf(known, version);
    if (hash.kind === "none") return hash.why;
    if (manifest === undefined) return `the registry does not list ${need.name}@${version}`;
    const hasPeers = kind === "pnpm" ? listPairs(manifest["peerDependencies"]) : neededPeers(manifest);
    if ((kind === "pnpm" || kind === "bun") && hasPeers.length > 0)
      return `it brings ${need.name}@${version}, whose peers only its client can settle`;
    const named = nameOf(kind, need);
    const coming = {
      name: need.name,
      version,
      place,
      names: new Set(named === undefined ? [] : [named]),
      isOptional: need.needer.isOptional,
    };
    const at = this.#coming.length;
    const about = { ...aboutOf(manifest), optional: noPairs };
    const plain = { name: need.name, version, integrity: hash.integrity, dependencies: noPairs, about };
    const resolved = addressOf(known, version);
    this.#coming.push({ ...coming, addition: { ...plain, resolved } });
    const needs = this.settle(manifest, { entry: undefined, place, isOptional: need.needer.isOptional });
    if (typeof needs === "string") return needs;
    const settled = this.#coming[at];
    if (settled === undefined) return undefined;
    const { dependencies, optional } = needs;
    const addition = { ...plain, resolved, dependencies, about: { ...about, optional } };
    this.#coming[at] = { ...settled, addition };
    return undefined;
  }
}

const noPairs: ReadonlyMap<string, string> = new Map();

interface Need {
  readonly name: string;
  readonly range: string;
  readonly plain: string;
  readonly needer: Needer;
}

type Reference =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly why: string };

function refused(why: string): Reference {
  return { kind: "refused", why };
}

function isFitting(version: string, { plain }: Pick<Need, "plain">): boolean {
  return satisfies(version, plain, { includePrerelease: true });
}

/** The version of the file from which on Yarn writes where a range is of. */
const firstProtocol = 8;

/** What is written where something is needed: a version for pnpm, else the range. */
function referenceTo({ kind, graph }: NeedParts, { range }: Need, version: string): Reference {
  if (kind === "pnpm") return { kind: "text", text: version };
  const hasProtocol = kind === "yarn-berry" && Number(graph.formatVersion) >= firstProtocol;
  return { kind: "text", text: hasProtocol ? `npm:${range}` : range };
}

/** The name of an entry for a need, in files of Yarn. */
function nameOf(kind: LockfileKind, { name, range }: Need): string | undefined {
  if (kind === "yarn-classic") return `${name}@${range}`;
  return kind === "yarn-berry" ? `${name}@npm:${range}` : undefined;
}
