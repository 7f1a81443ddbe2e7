import { editLockfile } from "@lockkeeper/lockfile";
import type { GraphPackage, RangeChange } from "@lockkeeper/lockfile";

import { clientOf, takeCommand } from "../client-commands.ts";
import { createGraphView, labelOf } from "../graph-view.ts";
import type { GraphView } from "../graph-view.ts";
import { setJsonMember } from "./edit-json.ts";
import { whyUnknown } from "./move-request.ts";
import { hashOf } from "./published-package.ts";
import type { RepairState } from "./repair-state.ts";
import type { EntryWish, TextChange } from "./repair.ts";
import type { RepairParts, WorkedRequest } from "./worked-request.ts";

const strongHash = /^sha(?:256|384|512)-/;

/**
 * Has a dependency from an address come from the registry, as an exact version, where the registry's bytes are the locked
 * ones. What is behind the address today is asked of nobody.
 */
export function workUrl(wish: EntryWish, state: RepairState, parts: RepairParts): WorkedRequest {
  const scanned = state.project.graphs.find((each) => each.file === wish.file);
  const view = scanned === undefined ? undefined : createGraphView(scanned);
  const entry = view?.graph.packages.find((each) => isMeant(each, wish));
  if (view === undefined || entry === undefined) return { kind: "gone" };
  const { name } = wish;
  const objection = objectionTo(view, entry);
  if (objection === undefined && !parts.published.has(name)) return { kind: "wanting", names: [name] };
  const tarball = objection ?? addressOf(entry, parts);
  if (typeof tarball !== "string") return exchange({ wish, view, entry, state }, tarball.url);
  const why = `${labelOf(entry)} comes from an address: ${tarball}`;
  return { kind: "refused", why, command: undefined };
}

function isMeant(each: GraphPackage, { name, version }: EntryWish): boolean {
  return each.kind === "tarball" && each.name === name && each.version === version;
}

function objectionTo(view: GraphView, entry: GraphPackage): string | undefined {
  if (!strongHash.test(entry.integrity ?? ""))
    return "without a locked hash nobody can say whose bytes these are";
  const index = view.graph.packages.indexOf(entry);
  return view.dependentsOf(index).every(({ from }) => isOwn(view, from))
    ? undefined
    : "a dependency asks for that address, and only its next release can ask for another";
}

/** Where the registry has the locked bytes, or why it has not. */
function addressOf(
  { name, version, integrity }: GraphPackage,
  parts: RepairParts,
): { readonly url: string } | string {
  const known = parts.published.get(name);
  if (known === undefined) return whyUnknown(name, parts);
  const hash = hashOf(known, version);
  if (hash.kind === "none") return hash.why;
  const { tarball } = hash.release;
  return hash.integrity === integrity && tarball !== undefined
    ? { url: tarball }
    : "the registry has other bytes under that name and version: find out which are meant";
}

function isOwn({ graph }: GraphView, from: number | undefined): boolean {
  return from === undefined || graph.packages[from]?.kind === "workspace";
}

interface Exchange {
  readonly wish: EntryWish;
  readonly view: GraphView;
  readonly entry: GraphPackage;
  readonly state: RepairState;
}

function exchange({ wish, view, entry, state }: Exchange, tarball: string): WorkedRequest {
  const { file, name, version } = wish;
  const { integrity, place } = entry;
  const client = clientOf(view.graph.source);
  const before = state.texts.get(file) ?? "";
  const manifests = changeManifests(wish, entry, state);
  const ranges = manifests.map(({ folder, from }): RangeChange => ({ folder, name, from, to: version }));
  const changed = { place, version, resolved: tarball, integrity, dependencies: undefined };
  const command = takeCommand(client, name, version);
  if (client !== "npm" && client !== "yarn-classic")
    return {
      kind: "refused",
      why: `${labelOf(entry)} comes from an address, and the registry has the same bytes: its client can ask for the version instead`,
      command,
    };
  const after = editLockfile(client, before, { packages: [changed], ranges, overrides: [] });
  return {
    kind: "worked",
    title: `${labelOf(entry)} from the registry instead of an address`,
    risk: "moderate",
    riskReason: "the same bytes by their hash; newer ones come from whoever owns that name on the registry",
    changes: [...manifests.map(({ change }) => change), { file, before, after }],
  };
}

interface ManifestChange {
  readonly folder: string;
  readonly from: string;
  readonly change: TextChange;
}

const fields: ReadonlySet<string> = new Set(["dependencies", "devDependencies", "optionalDependencies"]);

/** Every manifest of the project that asks for the address. */
function changeManifests(
  { name, version }: EntryWish,
  { resolved = "" }: GraphPackage,
  { project, texts }: RepairState,
): readonly ManifestChange[] {
  return project.manifests.flatMap(({ file, dependencies }) => {
    const asked = dependencies.find(
      (each) => each.name === name && fields.has(each.field) && isAddress(each.range, resolved),
    );
    const before = texts.get(file);
    if (asked === undefined || before === undefined) return [];
    const after = setJsonMember(before, [asked.field, name], version);
    const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".";
    return [{ folder, from: asked.range, change: { file, before, after } }];
  });
}

/** Yarn 1 writes the hash behind the address. */
function isAddress(range: string, resolved: string): boolean {
  return range.replace(/#.*$/s, "") === resolved.replace(/#.*$/s, "");
}
