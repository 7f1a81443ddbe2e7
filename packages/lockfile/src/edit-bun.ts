import type { Node } from "jsonc-parser";

import { renderBunAbout, renderBunEntry } from "./bun-entry.ts";
import { splitSpec } from "./dependency-spec.ts";
import { JsonEdits, memberOf } from "./json-edits.ts";
import type { LockfileLimits } from "./locked-package.ts";
import { notEditable } from "./lockfile-plan.ts";
import type { LockfilePlan, OverrideChange, PackageChange } from "./lockfile-plan.ts";

const groups = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/** Changes `bun.lock`. */
export function editBunLockfile(text: string, plan: LockfilePlan, limits: LockfileLimits): string {
  const edits = new JsonEdits(text, { isLenient: true, limits });
  for (const change of plan.packages) {
    const entry = edits.find(["packages", change.place]);
    if (entry?.type !== "array") throw notEditable(`it has no "${change.place}"`);
    editEntry(edits, entry.children ?? [], change);
  }
  for (const { folder, name, to } of plan.ranges) {
    for (const group of groups) {
      const node = edits.find(["workspaces", folder === "." ? "" : folder, group, name]);
      if (node !== undefined) edits.replace(node, JSON.stringify(to));
    }
  }
  setOverrides(edits, plan.overrides);
  const packages = edits.find(["packages"]);
  for (const addition of plan.additions ?? []) {
    if (packages === undefined) throw notEditable("it has no packages");
    edits.addSorted(packages, addition.place, renderBunEntry(addition));
  }
  return edits.result;
}

function setOverrides(edits: JsonEdits, overrides: readonly OverrideChange[]): void {
  const root = edits.find([]);
  if (overrides.length === 0 || root === undefined) return;
  const old = (memberOf(root, "overrides")?.children?.[1]?.children ?? []).map(
    ({ children }) => [String(children?.[0]?.value), String(children?.[1]?.value)] as const,
  );
  const pairs = new Map([...old, ...overrides.map(({ name, range }) => [name, range] as const)]);
  edits.setTexts(root, "overrides", { pairs, after: "workspaces" });
}

function editEntry(
  edits: JsonEdits,
  items: readonly Node[],
  { version, resolved, integrity, dependencies, about: kept }: PackageChange,
): void {
  const [id, address] = items;
  if (id?.type !== "string") throw notEditable("an entry does not begin with a name");
  edits.replace(id, JSON.stringify(`${splitSpec(String(id.value)).name}@${version}`));
  if (address?.type === "string" && items.length > 2) edits.replace(address, JSON.stringify(resolved ?? ""));
  setHash(edits, items, integrity);
  const about = items.find(({ type }) => type === "object");
  if (dependencies === undefined || about === undefined) return;
  if (kept !== undefined) edits.replace(about, renderBunAbout(dependencies, kept));
  else setDependencies(edits, about, dependencies);
}

function setHash(edits: JsonEdits, items: readonly Node[], integrity: string | undefined): void {
  const hash = items.find(({ type, value }) => type === "string" && /^sha\d+-/.test(String(value)));
  const last = items.at(-1);
  if (hash !== undefined && integrity !== undefined) edits.replace(hash, JSON.stringify(integrity));
  // Of a version of a registry only the hash can be missing: name, address, what is known of it, hash.
  else if (integrity !== undefined && items.length === 3 && last?.type === "object")
    edits.addItem(last, JSON.stringify(integrity));
  else if (hash !== undefined || integrity !== undefined)
    throw notEditable("an entry would gain or lose its hash");
}

/** Where Bun has nothing to say of a package, it writes an empty object. */
function setDependencies(edits: JsonEdits, about: Node, wanted: ReadonlyMap<string, string>): void {
  if ((about.children ?? []).length > 0) edits.setTexts(about, "dependencies", { pairs: wanted, after: "" });
  else if (wanted.size > 0) edits.replace(about, renderAbout(wanted));
}

function renderAbout(dependencies: ReadonlyMap<string, string>): string {
  const members = [...dependencies].map(
    ([name, range]) => `${JSON.stringify(name)}: ${JSON.stringify(range)}`,
  );
  return `{ "dependencies": { ${members.join(", ")} } }`;
}
