import type { GraphRoot } from "@lockkeeper/lockfile";
import { valid } from "semver";

import type { JsonValue } from "./edit-json.ts";
import { compareNames, removeJsonMember, setJsonMember } from "./edit-json.ts";
import type { NpmEntry } from "./npm-entry.ts";
import { isRecord } from "./npm-entry.ts";
import type { NpmTree } from "./npm-tree.ts";
import { versionAt } from "./npm-tree.ts";
import type { PublishedPackage, PublishedPackages } from "./published-package.ts";

const maxDepth = 90;

/**
 * Reads version 1 of npm's lockfile, a nested tree, as the list of paths that later versions have; `undefined` for other
 * texts. What the project asks for itself, its manifest tells. Peers are not installed by the npm that writes it.
 */
export function readLegacyTree(text: string, roots: readonly GraphRoot[]): NpmTree | undefined {
  const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
  if (!isRecord(document) || document["lockfileVersion"] !== 1) return undefined;
  const tree: NpmTree = new Map([["", rootOf(roots)]]);
  addLevel(document["dependencies"], "", tree);
  return tree;
}

function rootOf(roots: readonly GraphRoot[]): NpmEntry {
  const root = roots.find(({ folder }) => folder === ".");
  const groupOf = (wanted: string): JsonValue =>
    Object.fromEntries(
      (root?.dependencies ?? []).flatMap(({ name, range, group }) =>
        group === wanted ? [[name, range]] : [],
      ),
    );
  return {
    dependencies: groupOf("production"),
    devDependencies: groupOf("development"),
    optionalDependencies: groupOf("optional"),
  };
}

function addLevel(level: unknown, above: string, tree: NpmTree): void {
  if (!isRecord(level) || above.split("node_modules/").length > maxDepth) return;
  for (const [name, entry] of Object.entries(level)) {
    if (!isRecord(entry)) continue;
    const place = `${above}node_modules/${name}`;
    tree.set(place, entryOf(entry));
    addLevel(entry["dependencies"], `${place}/`, tree);
  }
}

const kept = ["resolved", "integrity", "dev", "optional"] as const;

function entryOf(entry: NpmEntry): NpmEntry {
  const written = versionAt(entry);
  const alias = /^npm:(.+)@([^@]+)$/.exec(written);
  const version = alias?.[2] ?? written;
  const requires = entry["requires"];
  return Object.fromEntries([
    ...(alias?.[1] === undefined ? [] : [["name", alias[1]] as const]),
    // A repository or a folder has its address in place of a version.
    ...(valid(version) === null ? [] : [["version", version] as const]),
    ...kept.flatMap((key) => (entry[key] === undefined ? [] : [[key, entry[key]] as const])),
    ...(entry["bundled"] === true ? [["inBundle", true] as const] : []),
    ...(isRecord(requires) ? [["dependencies", requires] as const] : []),
  ]);
}

/** Writes what a tree has otherwise than the one that was read from the text, and leaves every other byte. */
export function writeLegacyTree(text: string, before: NpmTree, tree: NpmTree): string {
  let result = text;
  for (const [place, entry] of outerFirst(tree)) {
    if (place === "" || JSON.stringify(before.get(place)) === JSON.stringify(entry)) continue;
    result = setLegacyEntry(result, place, { entry, isNew: !before.has(place), isOld: true });
  }
  for (const place of before.keys())
    if (!tree.has(place)) result = removeJsonMember(result, legacyPath(place) ?? ["", ""]);
  // npm writes no list of nothing.
  for (const place of tree.keys())
    if (hasNested(before, place) && !hasNested(tree, place))
      result = removeJsonMember(result, [...(legacyPath(place) ?? ["", ""]), "dependencies"]);
  return result;
}

function hasNested(tree: NpmTree, place: string): boolean {
  return place !== "" && [...tree.keys()].some((each) => each.startsWith(`${place}/node_modules/`));
}

/** Entries before those that are nested in them. */
export function outerFirst(tree: NpmTree): readonly (readonly [string, NpmEntry])[] {
  return [...tree].toSorted(
    ([left], [right]) => left.split("node_modules/").length - right.split("node_modules/").length,
  );
}

/** The path in the nested tree; `undefined` for what lies in a member of the workspace. */
export function legacyPath(place: string): readonly string[] | undefined {
  const names = place.split(/(?:^|\/)node_modules\//);
  if (names[0] !== "") return undefined;
  return names.slice(1).flatMap((name) => ["dependencies", name]);
}

/** An entry of the nested tree. */
export interface LegacyEntry {
  readonly entry: NpmEntry;
  /** Whether the text has none at that place. */
  readonly isNew: boolean;
  /** Whether the file has this tree alone, as npm 6 writes it. */
  readonly isOld: boolean;
}

/** Writes an entry of the nested tree; what is nested below it stays. */
export function setLegacyEntry(text: string, place: string, { entry, isNew, isOld }: LegacyEntry): string {
  const path = legacyPath(place);
  if (path === undefined || entry["link"] === true) return text;
  const about: Record<string, JsonValue | undefined> = {
    version:
      typeof entry["name"] === "string" ? `npm:${entry["name"]}@${versionAt(entry)}` : entry["version"],
    resolved: entry["resolved"],
    integrity: entry["integrity"],
  };
  const fields: Record<string, JsonValue | undefined> = {
    // Of a repository or a folder only who needs it changes.
    ...(versionAt(entry) === "" ? {} : about),
    dev: isOld ? (entry["dev"] ?? entry["devOptional"]) : entry["dev"],
    optional: isOld ? (entry["optional"] ?? entry["devOptional"]) : entry["optional"],
    devOptional: isOld ? undefined : entry["devOptional"],
    requires: requiresOf(entry),
  };
  if (!isNew) {
    return Object.entries(fields).reduce(
      (result, [key, value]) =>
        value === undefined
          ? removeJsonMember(result, [...path, key])
          : setJsonMember(result, [...path, key], value),
      text,
    );
  }
  const whole = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return setJsonMember(text, path, Object.fromEntries(whole));
}

function requiresOf(entry: NpmEntry): JsonValue | undefined {
  const all = ["dependencies", "optionalDependencies"].flatMap((member) => {
    const value = entry[member];
    return isRecord(value) ? Object.entries(value) : [];
  });
  if (all.length === 0) return undefined;
  return Object.fromEntries(all.toSorted(([left], [right]) => compareNames(left, right)));
}

/** Packages without their peers, which npm 6 leaves to people. */
export function withoutPeers(published: PublishedPackages): PublishedPackages {
  return new Map([...published].map(([name, each]) => [name, each === undefined ? each : peerless(each)]));
}

function peerless(published: PublishedPackage): PublishedPackage {
  return {
    ...published,
    manifestOf: (version) => {
      const manifest = published.manifestOf(version);
      if (manifest === undefined) return undefined;
      const { peerDependencies: _peers, peerDependenciesMeta: _meta, ...others } = manifest;
      return others;
    },
  };
}
