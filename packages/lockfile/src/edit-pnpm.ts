import { notEditable } from "./lockfile-plan.ts";
import type { LockfilePlan, OverrideChange, PackageChange, RangeChange } from "./lockfile-plan.ts";
import { withoutSuffix } from "./pnpm-keys.ts";
import type { PackageAddition } from "./package-about.ts";
import {
  quotePnpmKey,
  quotePnpmValue,
  renderPnpmPackage,
  renderPnpmPairs,
  renderPnpmSnapshot,
} from "./pnpm-entry.ts";
import { TextLines } from "./text-lines.ts";

/**
 * Changes `pnpm-lock.yaml` of version 6 or 9 as pnpm writes it. A version is part of keys and of all references to them,
 * in other packages' peers too: each is replaced where it stands.
 */
export function editPnpmLockfile(text: string, plan: LockfilePlan): string {
  const lines = new TextLines(text);
  const version = /^lockfileVersion: '?(\d+)/.exec(lines.at(0))?.[1];
  const needsKeys = plan.packages.length > 0 || plan.ranges.length > 0;
  if (needsKeys && version !== "9" && version !== "6")
    throw notEditable("only versions 6 and 9 can be changed");
  const bare = plan.packages.map((change) => new KeyChange(change));
  for (const key of new Map(bare.map((change) => [change.old, change])).values()) replaceKey(lines, key);
  for (const range of plan.ranges) changeRange(lines, range);
  if (plan.overrides.length > 0) addOverrides(lines, plan.overrides);
  for (const addition of plan.additions ?? []) addPackage(lines, addition);
  return lines.result;
}

/** A package without peers has one entry in each section. */
function addPackage(lines: TextLines, addition: PackageAddition): void {
  if (findSection(lines, "snapshots") === undefined) throw notEditable("only version 9 takes packages in");
  addTo(lines, "packages", { key: addition.place, texts: renderPnpmPackage(addition) });
  addTo(lines, "snapshots", { key: addition.place, texts: renderPnpmSnapshot(addition) });
}

function addTo(
  lines: TextLines,
  section: string,
  { key, texts }: { readonly key: string; readonly texts: readonly string[] },
): void {
  const start = findSection(lines, section);
  if (start === undefined) throw notEditable(`it has no ${section}`);
  const entries = entriesOf(lines, start);
  const next = entries.find((entry) => entry.key > key)?.at;
  const head = `  ${quotePnpmKey(key)}:`;
  const block = texts.length === 0 ? [`${head} {}`] : [head, ...texts];
  if (next !== undefined) lines.splice(next, 0, [...block, ""]);
  else if (entries.length === 0) throw notEditable(`its ${section} are empty`);
  else {
    const end = lines.endOfBlock(start, 0);
    if (end >= lines.count) lines.append(["", ...block]);
    else lines.splice(end, 0, ["", ...block]);
  }
}

class KeyChange {
  readonly change: PackageChange;
  readonly name: string;
  readonly slash: string;
  readonly from: string;

  constructor(change: PackageChange) {
    const key = withoutSuffix(change.place);
    this.slash = key.startsWith("/") ? "/" : "";
    const at = key.indexOf("@", 2);
    this.name = key.slice(this.slash.length, at);
    this.from = key.slice(at + 1);
    this.change = change;
    if (at < 0 || !/^\d/.test(this.from)) throw notEditable(`"${key}" does not name a version of a registry`);
  }

  get old(): string {
    return `${this.slash}${this.name}@${this.from}`;
  }

  get wanted(): string {
    return `${this.slash}${this.name}@${this.change.version}`;
  }
}

function replaceKey(lines: TextLines, key: KeyChange): void {
  const { change, old, wanted, name, from } = key;
  for (const section of ["packages", "snapshots"]) editSection(lines, section, key);
  let above = "";
  for (let at = 0; at < lines.count; at += 1) {
    const text = lines.at(at);
    const indent = lines.indentOf(at);
    if (indent < 0) continue;
    // A version stands behind its name, or below it in an importer.
    const field = splitField(text.slice(indent));
    if (field !== undefined && field.value === "") above = field.name;
    const subject = field?.name === "version" ? above : field?.name;
    let next = replacePeers(text, `${name}@${from}`, `${name}@${change.version}`);
    next = replaceReference(next, { isOwn: subject === name, from, to: change.version });
    next = replaceReference(next, { isOwn: true, from: old, to: wanted });
    if (next !== text) lines.set(at, next);
  }
}

/** Renames an entry and puts in what is known of the new version; of one that is there already, the old one goes. */
function editSection(lines: TextLines, section: string, { change, old, wanted }: KeyChange): void {
  const start = findSection(lines, section);
  if (start === undefined) return;
  const entries = entriesOf(lines, start).filter(({ key }) => withoutSuffix(key) === old);
  if (entries.length === 0 && section === "packages") throw notEditable(`it has no "${old}"`);
  for (const { at, key } of entries.toReversed()) {
    const renamed = `${wanted}${key.slice(old.length)}`;
    if (renamed !== key && entriesOf(lines, start).some((other) => other.key === renamed)) {
      throw notEditable(`it has "${renamed}" already`);
    }
    const text = lines.at(at);
    const colon = text.lastIndexOf(":", text.endsWith("}") ? text.indexOf("{") : text.length);
    if (section === "snapshots" || findSection(lines, "snapshots") === undefined) setNeeds(lines, at, change);
    if (section === "packages") setPackage(lines, at, change);
    lines.set(at, `  ${quotePnpmKey(renamed)}${lines.at(at).slice(colon)}`);
  }
}

/** In version 6 what a package needs stands beside what it is, and only the latter is known here. */
function setPackage(lines: TextLines, entry: number, change: PackageChange): void {
  const { about, integrity, resolved } = change;
  if (about === undefined || integrity === undefined || findSection(lines, "snapshots") === undefined) {
    setResolution(lines, entry, change);
    return;
  }
  const end = lines.endOfBlock(entry, 2);
  lines.splice(entry + 1, end - entry - 1, renderPnpmPackage({ integrity, resolved, about }));
}

function setResolution(lines: TextLines, entry: number, { integrity, resolved }: PackageChange): void {
  const at = lines.findIn(entry, 2, "resolution: ");
  if (at === undefined || integrity === undefined)
    throw notEditable("an entry has no hash, or would have none");
  const address = resolved === undefined ? "" : `, tarball: ${resolved}`;
  const text = `    resolution: {integrity: ${integrity}${address}}`;
  if (lines.at(at) !== text) lines.set(at, text);
}

function setNeeds(lines: TextLines, entry: number, { dependencies, about }: PackageChange): void {
  if (dependencies === undefined) return;
  if (about !== undefined) setList(lines, entry, { name: "optionalDependencies", pairs: about.optional });
  setList(lines, entry, { name: "dependencies", pairs: dependencies });
}

interface PairList {
  readonly name: "dependencies" | "optionalDependencies";
  readonly pairs: ReadonlyMap<string, string>;
}

function setList(lines: TextLines, entry: number, { name, pairs }: PairList): void {
  const block = renderPnpmPairs(name, pairs);
  const isEmpty = lines.at(entry).endsWith(": {}");
  if (isEmpty && block.length === 0) return;
  if (isEmpty) lines.set(entry, lines.at(entry).slice(0, -" {}".length));
  const start = isEmpty ? undefined : lines.findIn(entry, 2, `${name}:`);
  if (start !== undefined) {
    const end = lines.endOfBlock(start, 4);
    const old = Array.from({ length: end - start }, (_, offset) => lines.at(start + offset));
    if (old.join("\n") !== block.join("\n")) lines.splice(start, end - start, block);
  } else {
    const first = name === "dependencies" ? undefined : lines.findIn(entry, 2, "dependencies:");
    lines.splice(first === undefined ? entry + 1 : lines.endOfBlock(first, 4), 0, block);
  }
  if (lines.endOfBlock(entry, 2) === entry + 1 && lines.at(entry).endsWith(":"))
    lines.set(entry, `${lines.at(entry)} {}`);
}

function changeRange(lines: TextLines, { folder, name, to }: RangeChange): void {
  const importers = findSection(lines, "importers");
  const root = importers === undefined ? undefined : lines.findIn(importers, 0, `${quotePnpmKey(folder)}:`);
  const groups = root === undefined ? [] : ["dependencies:", "devDependencies:", "optionalDependencies:"];
  for (const group of groups) {
    const start = root === undefined ? undefined : lines.findIn(root, 2, group);
    const entry = start === undefined ? undefined : lines.findIn(start, 4, `${quotePnpmKey(name)}:`);
    const at = entry === undefined ? undefined : lines.findIn(entry, 6, "specifier: ");
    if (at === undefined) continue;
    lines.set(at, `        specifier: ${quotePnpmValue(to)}`);
    return;
  }
  throw notEditable(`its "${folder}" does not ask for "${name}"`);
}

function addOverrides(lines: TextLines, overrides: readonly OverrideChange[]): void {
  let start = findSection(lines, "overrides");
  if (start === undefined) {
    const next = ["importers", "dependencies", "packages"]
      .map((name) => findSection(lines, name))
      .find((at) => at !== undefined);
    if (next === undefined) throw notEditable("it has no importers");
    start = next;
    lines.splice(next, 0, ["overrides:", ""]);
  }
  for (const { name, range } of overrides) {
    const field = `${quotePnpmKey(name)}: `;
    const at = lines.findIn(start, 0, field);
    const text = `  ${field}${quotePnpmValue(range)}`;
    if (at === undefined) lines.splice(lines.endOfBlock(start, 0), 0, [text]);
    else if (lines.at(at) !== text) lines.set(at, text);
  }
}

function findSection(lines: TextLines, name: string): number | undefined {
  for (let at = 0; at < lines.count; at += 1) if (lines.at(at) === `${name}:`) return at;
  return undefined;
}

function entriesOf(
  lines: TextLines,
  section: number,
): readonly { readonly at: number; readonly key: string }[] {
  const end = lines.endOfBlock(section, 0);
  const found: { readonly at: number; readonly key: string }[] = [];
  for (let at = section + 1; at < end; at += 1) {
    const field = lines.indentOf(at) === 2 ? splitField(lines.at(at).slice(2)) : undefined;
    if (field !== undefined) found.push({ at, key: field.name });
  }
  return found;
}

function splitField(text: string): { readonly name: string; readonly value: string } | undefined {
  const quoted = text.startsWith("'") ? text.indexOf("':", 1) : -1;
  if (quoted > 0) return { name: text.slice(1, quoted), value: text.slice(quoted + 2).trim() };
  const end = text.endsWith(":") ? text.length - 1 : text.indexOf(": ");
  return end < 0 ? undefined : { name: text.slice(0, end), value: text.slice(end + 1).trim() };
}

/** Replaces a package among the peers of others: `(name@1.0.0)` and `(name@1.0.0(…))`. */
function replacePeers(text: string, from: string, to: string): string {
  return text.replaceAll(`(${from})`, () => `(${to})`).replaceAll(`(${from}(`, () => `(${to}(`);
}

/** Replaces a field's value that is a reference, with or without peers. */
function replaceReference(
  text: string,
  { isOwn, from, to }: { readonly isOwn: boolean; readonly from: string; readonly to: string },
): string {
  if (!isOwn) return text;
  const at = text.lastIndexOf(`: ${from}`);
  const quoted = text.lastIndexOf(`: '${from}`);
  const start = at >= 0 ? at + 2 : quoted + 3;
  if (at < 0 && quoted < 0) return text;
  const rest = text.slice(start + from.length);
  return rest === "" || rest.startsWith("(") || rest === "'" ? `${text.slice(0, start)}${to}${rest}` : text;
}
