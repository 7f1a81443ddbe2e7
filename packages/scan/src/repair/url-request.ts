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
  const { file, name, version } = wish;
  const scanned = state.project.graphs.find((each) => each.file === file);
  const view = scanned === undefined ? undefined : createGraphView(scanned);
  const index = view?.graph.packages.findIndex(
    (each) => each.kind === "tarball" && each.name === name && each.version === version,
  );
  const entry = view?.graph.packages[index ?? -1];
  if (view === undefined || index === undefined || entry === undefined) return { kind: "gone" };
  const said = (why: string): WorkedRequest => ({
    kind: "refused",
    why: `${labelOf(entry)} comes from an address: ${why}`,
    command: undefined,
  });
  const { integrity = "" } = entry;
  if (!strongHash.test(integrity)) return said("without a locked hash nobody can say whose bytes these are");
  if (view.dependentsOf(index).some(({ from }) => !isOwn(view, from)))
    return said("a dependency asks for that address, and only its next release can ask for another");
  const known = parts.published.get(name);
  if (known === undefined && !parts.published.has(name)) return { kind: "wanting", names: [name] };
  const hash = known === undefined ? undefined : hashOf(known, version);
  if (hash === undefined) return said(whyUnknown(name, parts));
  if (hash.kind === "none") return said(hash.why);
  if (hash.integrity !== integrity || hash.release.tarball === undefined)
    return said("the registry has other bytes under that name and version: find out which are meant");
  return exchange({ wish, view, entry, state }, hash.release.tarball);
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

const fields = ["dependencies", "devDependencies", "optionalDependencies"];

/** Every manifest of the project that asks for the address. */
function changeManifests(
  { name, version }: EntryWish,
  { resolved = "" }: GraphPackage,
  { project, texts }: RepairState,
): readonly ManifestChange[] {
  return project.manifests.flatMap(({ file, dependencies }) => {
    const asked = dependencies.find(
      (each) => each.name === name && fields.includes(each.field) && isAddress(each.range, resolved),
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
