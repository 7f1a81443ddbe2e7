import type { DependencyGraph } from "@lockkeeper/lockfile";
import { editLockfile } from "@lockkeeper/lockfile";

import { clientOf } from "../client-commands.ts";
import { labelOf } from "../graph-view.ts";
import { whyUnknown } from "./move-request.ts";
import type { RepairParts, WorkedRequest } from "./worked-request.ts";
import { hashOf } from "./published-package.ts";
import type { RepairState } from "./repair-state.ts";
import type { EntryWish } from "./repair.ts";

type GraphPackage = DependencyGraph["packages"][number];

const strongHash = /^sha(?:256|384|512)-/;

/** Has an entry fetched over TLS from the same host: its hash stays, so that other bytes are refused. */
export function workAddress(wish: EntryWish, state: RepairState): WorkedRequest {
  return changeEntries(wish, state, (entry) => {
    const { resolved = "", integrity = "" } = entry;
    if (!/^http:\/\//i.test(resolved)) return undefined;
    if (!strongHash.test(integrity)) return "without a hash the host could serve other bytes";
    return {
      resolved: resolved.replace(/^http:/i, "https:"),
      title: `ask ${entry.name}'s host over TLS`,
      riskReason: "the same bytes by their hash; the host may not answer over TLS",
    };
  });
}

/**
 * Has an entry fetched from the registry again, where the registry's bytes are the locked ones. Where they are others, a
 * package of one's own may merely share its name with a public one: that is left to people.
 */
export function workSource(wish: EntryWish, state: RepairState, parts: RepairParts): WorkedRequest {
  const { published } = parts;
  const known = published.get(wish.name);
  if (known === undefined && !published.has(wish.name)) return { kind: "wanting", names: [wish.name] };
  return changeEntries(wish, state, (entry) => {
    const hash = known === undefined ? undefined : hashOf(known, wish.version);
    if (hash === undefined) return whyUnknown(wish.name, parts);
    if (hash.kind === "none") return hash.why;
    const { tarball } = hash.release;
    if (hash.integrity !== entry.integrity || tarball === undefined)
      return "the registry has other bytes than are locked: find out which are meant";
    return {
      resolved: tarball,
      title: `${labelOf(entry)} from the registry`,
      riskReason: "the same bytes by their hash, from where the others come",
    };
  });
}

interface EntryChange {
  readonly resolved: string;
  readonly title: string;
  readonly riskReason: string;
}

function changeEntries(
  { file, name, version }: EntryWish,
  state: RepairState,
  changeOf: (entry: GraphPackage) => EntryChange | string | undefined,
): WorkedRequest {
  const scanned = state.project.graphs.find((each) => each.file === file);
  const before = state.texts.get(file);
  if (scanned === undefined || before === undefined) return { kind: "gone" };
  const entries = scanned.graph.packages.filter((each) => each.name === name && each.version === version);
  let [after, last] = [before, undefined as EntryChange | undefined]; // nothing is changed yet
  for (const entry of entries) {
    const change = changeOf(entry);
    if (typeof change === "string")
      return { kind: "refused", why: `${labelOf(entry)}: ${change}`, command: undefined };
    if (change === undefined) continue;
    last = change;
    const { place, integrity } = entry;
    const changed = { place, version, resolved: change.resolved, integrity, dependencies: undefined };
    after = editLockfile(clientOf(scanned.graph.source), after, {
      packages: [changed],
      ranges: [],
      overrides: [],
    });
  }
  if (last === undefined) return { kind: "gone" };
  const { title, riskReason } = last;
  return { kind: "worked", title, risk: "low", riskReason, changes: [{ file, before, after }] };
}
