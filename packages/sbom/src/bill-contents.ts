import { tryParsePackageName } from "@lockkeeper/core";
import type { DependencyEdge, DependencyGroup, GraphPackage, GraphRoot } from "@lockkeeper/lockfile";

import type { BillGraph, BillInput } from "./bill-input.ts";
import type { Digest } from "./digest.ts";
import { digestsOf } from "./digest.ts";
import { renderNpmPurl } from "./purl.ts";
import { cleanUrl } from "./url.ts";

/** How much the product needs a component. */
export type BillScope = "required" | "optional" | "development";

/** A package of all graphs, once, or a member of a workspace. */
export interface BillComponent {
  /** Its name within the bill: the package URL, or one made up where there is none. */
  readonly ref: string;
  readonly kind: GraphPackage["kind"] | "project";
  readonly name: string;
  /** Empty where none is known. */
  readonly version: string;
  /** `undefined` for what no registry has: folders of the project and of the disk. */
  readonly purl: string | undefined;
  readonly digests: readonly Digest[];
  /** Where its bytes come from, without credentials. */
  readonly url: string | undefined;
  readonly license: string | undefined;
  readonly deprecated: string | undefined;
  readonly scope: BillScope;
  /** Its keys in the files, and the other names by which it is imported. */
  readonly places: ReadonlySet<string>;
  readonly aliases: ReadonlySet<string>;
  readonly hasInstallScript: boolean;
  readonly isPatched: boolean;
  /** What it depends on, by `ref`. */
  readonly dependencies: ReadonlyMap<string, DependencyGroup>;
}

/** What both formats are written from. */
export interface BillContents {
  /** The product itself. */
  readonly subject: BillComponent;
  /** Everything else, in the order of the graphs. */
  readonly components: readonly BillComponent[];
}

/** A component while it is put together. */
interface Draft extends BillComponent {
  scope: BillScope;
  readonly places: Set<string>;
  readonly aliases: Set<string>;
  readonly dependencies: Map<string, DependencyGroup>;
}

const scopes: readonly BillScope[] = ["required", "optional", "development"];

/** Merges the graphs: the same package of the same bytes is one component, whatever files it is in. */
export function collectContents(input: BillInput): BillContents {
  const drafts = new Drafts();
  const subject = drafts.open({ key: "subject", ...describeSubject(input) });
  for (const graph of input.graphs) addGraph(drafts, { graph, subject, input });
  return { subject, components: drafts.all.filter((draft) => draft !== subject) };
}

/** The components so far, by what makes them the same. */
class Drafts {
  readonly all: Draft[] = [];
  readonly #byKey = new Map<string, Draft>();
  readonly #refs = new Set<string>();

  /** The component of a key; what comes later adds to it. */
  open({ key, ...facts }: DraftFacts & { readonly key: string }): Draft {
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      if (scopes.indexOf(facts.scope) < scopes.indexOf(known.scope)) known.scope = facts.scope;
      return known;
    }
    const draft: Draft = {
      ...facts,
      ref: this.#nameOf(facts),
      places: new Set(),
      aliases: new Set(),
      dependencies: new Map(),
    };
    this.#byKey.set(key, draft);
    this.all.push(draft);
    return draft;
  }

  /** Other bytes under the same package URL, as of a lockfile that was tampered with, get a number. */
  #nameOf({ purl, kind, name, version }: DraftFacts): string {
    const wanted = purl ?? `${kind}:${name === "" ? "unnamed" : name}${version === "" ? "" : `@${version}`}`;
    let ref = wanted;
    for (let number = 2; this.#refs.has(ref); number += 1) ref = `${wanted}#${String(number)}`;
    this.#refs.add(ref);
    return ref;
  }
}

type DraftFacts = Omit<Draft, "ref" | "places" | "aliases" | "dependencies">;

interface GraphContext {
  readonly graph: BillGraph;
  readonly subject: Draft;
  readonly input: BillInput;
}

/** One graph alone is of the product; of several, each one is a part of it. */
function describeSubject({ graphs, name }: BillInput): DraftFacts {
  const [only, ...others] = graphs;
  const root = others.length > 0 ? undefined : only?.graph.roots.find(({ folder }) => folder === ".");
  return describeRoot(root, name);
}

function describeRoot(root: Pick<GraphRoot, "name" | "version"> | undefined, fallback: string): DraftFacts {
  const name = root?.name ?? fallback;
  const version = root?.version ?? "";
  return {
    kind: "project",
    name,
    version,
    purl: tryParsePackageName(root?.name ?? "") === undefined ? undefined : renderNpmPurl({ name, version }),
    digests: [],
    url: undefined,
    license: undefined,
    deprecated: undefined,
    scope: "required",
    hasInstallScript: false,
    isPatched: false,
  };
}

function addGraph(drafts: Drafts, { graph: { file, graph }, subject, input }: GraphContext): void {
  const isOnly = input.graphs.length === 1;
  const roots = graph.roots.map((root) => {
    if (isOnly && root.folder === ".") return subject;
    const draft = drafts.open({
      key: JSON.stringify(["root", file, root.folder]),
      ...describeRoot(root, root.folder === "." ? file : root.folder),
      // A part of the product is no package of a registry, which may have another one under its name.
      purl: undefined,
    });
    draft.places.add(root.folder === "." ? file : root.folder);
    subject.dependencies.set(draft.ref, "production");
    return draft;
  });
  const members = new Map(graph.roots.map((root, index) => [root.name, roots[index]]));
  const packages = graph.packages.map((locked) => {
    const member = locked.kind === "workspace" ? members.get(locked.name) : undefined;
    return member ?? openPackage(drafts, { locked, file, license: input.licenseOf?.(locked) });
  });
  graph.roots.forEach((root, index) => connect(roots[index], root.dependencies, packages));
  graph.packages.forEach((locked, index) => connect(packages[index], locked.dependencies, packages));
}

interface LockedContext {
  readonly locked: GraphPackage;
  readonly file: string;
  readonly license: string | undefined;
}

function openPackage(drafts: Drafts, { locked, file, license }: LockedContext): Draft {
  const { kind, name, version, place, resolved, integrity } = locked;
  const url = cleanUrl(resolved);
  const isOfDisk = kind === "file" || kind === "workspace";
  const isNamed = tryParsePackageName(name) !== undefined;
  const purl =
    isOfDisk || !isNamed ? undefined : renderNpmPurl({ name, version, ...qualifiersOf(kind, url) });
  const digests = digestsOf(integrity);
  const key = JSON.stringify(
    purl === undefined ? [kind, file, name, version, place] : [purl, ...digests.map((each) => each.hex)],
  );
  const draft = drafts.open({
    key,
    kind,
    name,
    version,
    purl,
    digests,
    url,
    license,
    deprecated: locked.deprecated,
    scope: locked.isDevelopment ? "development" : locked.isOptional ? "optional" : "required",
    hasInstallScript: locked.hasInstallScript === true,
    isPatched: locked.isPatched,
  });
  draft.places.add(place);
  return draft;
}

/** What comes from elsewhere than a registry is another package than the one that a registry has under its name. */
function qualifiersOf(
  kind: GraphPackage["kind"],
  url: string | undefined,
): { readonly qualifiers?: Readonly<Record<string, string>> } {
  if (url === undefined) return {};
  if (kind === "git") return { qualifiers: { vcs_url: url } };
  return kind === "tarball" ? { qualifiers: { download_url: url } } : {};
}

function connect(
  from: Draft | undefined,
  edges: readonly DependencyEdge[],
  packages: readonly Draft[],
): void {
  for (const { name, group, to } of edges) {
    const target = to === undefined ? undefined : packages[to];
    if (from === undefined || target === undefined || target === from) continue;
    if (name !== target.name) target.aliases.add(name);
    if (from.dependencies.get(target.ref) !== "production") from.dependencies.set(target.ref, group);
  }
}
