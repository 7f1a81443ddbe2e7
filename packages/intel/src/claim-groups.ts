import { severities, type Severity } from "@lockkeeper/core";
import type { Claim } from "./matches.ts";

/** Things that speak of one matter, in their order. */
export type Group<Item> = readonly [Item, ...Item[]];

/** The source of a claim that the built-in catalogue makes. */
export const catalogueSource = "catalogue";

type Identified = Pick<Claim, "id" | "aliases">;

/** Groups what shares an id or alias, also through a third. */
export function groupByMatter<Item>(
  items: readonly Item[],
  identify: (item: Item) => Identified,
): readonly Group<Item>[] {
  let groups: { readonly ids: ReadonlySet<string>; readonly items: Group<Item> }[] = [];
  for (const item of items) {
    const { id, aliases } = identify(item);
    const ids = new Set([id, ...aliases]);
    const same = groups.filter((group) => [...ids].some((each) => group.ids.has(each)));
    const [first, ...others] = same.flatMap((group) => group.items);
    const merged: Group<Item> = first === undefined ? [item] : [first, ...others, item];
    const joinedIds = new Set([...same.flatMap((group) => [...group.ids]), ...ids]);
    groups = [...groups.filter((group) => !same.includes(group)), { ids: joinedIds, items: merged }];
  }
  return groups.map((group) => group.items);
}

/** The claims that decide: those of malware, where there are any. */
export function decidingClaims(group: Group<Claim>): readonly Claim[] {
  const malware = group.filter((claim) => claim.kind === "malware");
  return malware.length > 0 ? malware : group;
}

/** The claim that gives a group its id: the catalogue's, then the databases' in the order of their standing. */
export function leaderOf(group: Group<Claim>): Claim {
  const [leader = group[0]] = [...decidingClaims(group)].sort((left, right) => rankOf(left) - rankOf(right));
  return leader;
}

/** Every id and alias of a group without the leader's id. */
export function aliasesOf(group: Group<Claim>, leader: Claim): readonly string[] {
  const ids = new Set(group.flatMap((claim) => [claim.id, ...claim.aliases]));
  ids.delete(leader.id);
  return [...ids];
}

/** The worst severity that a group of vulnerabilities states; `undefined` for malware and where none is stated. */
export function worstSeverity(group: Group<Claim>): Severity | undefined {
  if (group.some((claim) => claim.kind === "malware")) return undefined;
  return severities.findLast((severity) => group.some((claim) => claim.severity === severity));
}

const standing = [/^MAL-/, /^GHSA-/] as const;

function rankOf(claim: Claim): number {
  if (claim.source === catalogueSource) return -1;
  const rank = standing.findIndex((form) => form.test(claim.id));
  return rank < 0 ? standing.length : rank;
}
