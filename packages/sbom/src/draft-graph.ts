import { tryParsePackageName, tryParseVersion } from "@lockkeeper/core";
import type {
  DependencyEdge,
  DependencyGraph,
  GraphPackage,
  GraphRoot,
  LockedPackageKind,
} from "@lockkeeper/lockfile";

import type { BillDraft, DraftComponent } from "./bill-draft.ts";
import type { BillGap, BillGapReason } from "./bill.ts";
import { integrityOf } from "./digest.ts";
import { reach } from "./draft-reach.ts";
import { LineFinder } from "./line-finder.ts";
import { tryParsePurl } from "./purl.ts";
import type { Purl } from "./purl.ts";

/** A package of npm among the components. */
interface Member {
  readonly component: DraftComponent;
  readonly name: string;
  readonly version: string;
  readonly kind: LockedPackageKind;
}

/** The components by what they are to a graph. */
interface Sorted {
  readonly members: readonly Member[];
  /** Index into `members`, by the component's ref. */
  readonly indexOf: ReadonlyMap<string, number>;
  readonly others: readonly DraftComponent[];
  readonly gaps: readonly BillGap[];
}

/** What is known of the document besides its draft. */
interface DraftDocument {
  readonly formatVersion: string;
  readonly text: string;
}

/** Makes a graph of a draft: packages of npm are its packages, whatever else leads to one is a root. */
export function createGraph(
  draft: BillDraft,
  { formatVersion, text }: DraftDocument,
): { readonly graph: DependencyGraph; readonly gaps: readonly BillGap[] } {
  const sorted = sortComponents(draft);
  const lines = new LineFinder(text);
  const roots = createRoots(draft, sorted);
  const packages = sorted.members.map((member): GraphPackage => ({
    ...describe(member, lines),
    dependencies: edgesOf(draft, member.component.ref, sorted),
  }));
  return {
    graph: { source: "sbom", formatVersion, ...reach({ roots, packages }), overrides: [] },
    gaps: sorted.gaps,
  };
}

function sortComponents(draft: BillDraft): Sorted {
  const members: Member[] = [];
  const indexOf = new Map<string, number>();
  const others: DraftComponent[] = [];
  const gaps = new Gaps();
  for (const component of draft.components) {
    const member = isProject(draft, component) ? undefined : toMember(component, gaps);
    if (member === undefined) {
      others.push(component);
    } else {
      // Of a name that comes twice the first counts, and both are packages.
      if (!indexOf.has(component.ref)) indexOf.set(component.ref, members.length);
      members.push(member);
    }
  }
  return { members, indexOf, others, gaps: gaps.list() };
}

/** A document that describes several packages of npm, as some tools' do, is about no project: it lists them. */
function isProject({ subjects }: BillDraft, { ref, note, purl }: DraftComponent): boolean {
  if (note.kind === "project") return true;
  return (
    subjects.has(ref) && (subjects.size === 1 || purl === undefined || tryParsePurl(purl)?.type !== "npm")
  );
}

function toMember(component: DraftComponent, gaps: Gaps): Member | undefined {
  const { purl: text, note, version } = component;
  if (text === undefined) {
    if (
      note.kind !== undefined &&
      note.kind !== "project" &&
      tryParsePackageName(component.name) !== undefined
    ) {
      return { component, name: component.name, version, kind: note.kind };
    }
    if (component.isPackage) gaps.add("no-purl", component);
    return undefined;
  }
  const purl = tryParsePurl(text);
  if (purl === undefined) return skip("bad-purl", component, gaps);
  if (purl.type !== "npm") {
    gaps.add("other-ecosystem", component, purl.type);
    return undefined;
  }
  if (tryParsePackageName(purl.name) === undefined) return skip("bad-purl", component, gaps);
  return toNpmMember(component, purl, gaps);
}

function toNpmMember(component: DraftComponent, purl: Purl, gaps: Gaps): Member {
  const version = purl.version ?? component.version;
  const kind = kindOf(component, purl);
  // What cannot be compared is in the graph, and said to be: no advisory is found for it.
  if (tryParseVersion(version) === undefined && kind === "registry") gaps.add("no-version", component);
  return { component, name: purl.name, version, kind };
}

function skip(reason: BillGapReason, component: DraftComponent, gaps: Gaps): undefined {
  gaps.add(reason, component);
}

function kindOf({ note }: DraftComponent, { qualifiers }: Purl): LockedPackageKind {
  if (note.kind !== undefined && note.kind !== "project") return note.kind;
  if (qualifiers.has("vcs_url")) return "git";
  return qualifiers.has("download_url") ? "tarball" : "registry";
}

function describe(
  { component, name, version, kind }: Member,
  lines: LineFinder,
): Omit<GraphPackage, "dependencies"> {
  const { ref, purl, url, digests, note, isDevelopment, isOptional } = component;
  return {
    name,
    version,
    kind,
    resolved: url,
    integrity: integrityOf(digests),
    line: lines.find(purl ?? ref),
    place: note.place ?? ref,
    isDevelopment,
    isOptional,
    isPatched: note.isPatched,
    hasInstallScript: note.hasInstallScript,
    deprecated: note.deprecated,
  };
}

/** What the document is about, and everything else that leads to a package: an image, a folder, a lockfile in it. */
function createRoots(draft: BillDraft, sorted: Sorted): readonly GraphRoot[] {
  const roots: GraphRoot[] = [];
  for (const component of sorted.others) {
    const dependencies = edgesOf(draft, component.ref, sorted);
    const isSubject = draft.subjects.has(component.ref);
    if (!isSubject && dependencies.length === 0) continue;
    const root = {
      folder: isSubject ? "." : (component.note.place ?? component.name),
      name: nameOf(component),
      version: component.version === "" ? undefined : component.version,
      dependencies,
    };
    if (isSubject) roots.unshift(root);
    else roots.push(root);
  }
  return roots.length > 0 ? roots : [{ folder: ".", name: undefined, version: undefined, dependencies: [] }];
}

function nameOf({ purl, name }: DraftComponent): string | undefined {
  const parsed = purl === undefined ? undefined : tryParsePurl(purl);
  return parsed?.type === "npm" ? parsed.name : name === "" ? undefined : name;
}

function edgesOf(draft: BillDraft, ref: string, { members, indexOf }: Sorted): readonly DependencyEdge[] {
  const edges: DependencyEdge[] = [];
  for (const [target, group] of draft.edges.get(ref) ?? []) {
    const to = indexOf.get(target);
    const member = to === undefined ? undefined : members[to];
    if (member === undefined || to === undefined) continue;
    edges.push({ name: member.component.note.alias ?? member.name, range: member.version, group, to });
  }
  return edges;
}

/** Counts what is left out, by reason and ecosystem. */
class Gaps {
  readonly #counts = new Map<string, { gap: BillGap; count: number }>();

  add(reason: BillGapReason, { name, purl }: DraftComponent, ecosystem?: string): void {
    const key = `${reason} ${ecosystem ?? ""}`;
    const known = this.#counts.get(key);
    if (known === undefined) {
      const gap = { reason, ecosystem, count: 1, example: purl ?? name };
      this.#counts.set(key, { gap, count: 1 });
    } else {
      known.count += 1;
    }
  }

  list(): readonly BillGap[] {
    return [...this.#counts.values()].map(({ gap, count }) => ({ ...gap, count }));
  }
}
