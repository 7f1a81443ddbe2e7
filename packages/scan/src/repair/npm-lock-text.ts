import type { JsonValue } from "./edit-json.ts";
import { removeJsonMember, setJsonMember } from "./edit-json.ts";
import type { NpmEntry } from "./npm-entry.ts";
import { isRecord } from "./npm-entry.ts";
import type { NpmTree } from "./npm-tree.ts";
import { readNpmTree, versionAt } from "./npm-tree.ts";

/** Writes what a tree has otherwise than the text it was read from, and leaves every other byte. */
export function writeNpmTree(text: string, tree: NpmTree): string {
  const before = readNpmTree(text) ?? new Map<string, NpmEntry>();
  const hasLegacy = hasLegacyTree(text);
  let result = text;
  for (const [place, entry] of tree) {
    if (JSON.stringify(before.get(place)) === JSON.stringify(entry)) continue;
    result = setJsonMember(result, ["packages", place], entry);
    if (hasLegacy && place !== "") result = setLegacy(result, place, { entry, tree });
  }
  for (const place of before.keys()) {
    if (tree.has(place)) continue;
    result = removeJsonMember(result, ["packages", place]);
    if (hasLegacy) result = removeJsonMember(result, legacyPath(place) ?? ["", ""]);
  }
  return result;
}

/** Version 2 says everything again for npm 6. */
function hasLegacyTree(text: string): boolean {
  const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
  return isRecord(document) && document["lockfileVersion"] === 2 && isRecord(document["dependencies"]);
}

/** The path in the nested tree; `undefined` for what lies in a member of the workspace. */
function legacyPath(place: string): readonly string[] | undefined {
  const names = place.split(/(?:^|\/)node_modules\//);
  if (names[0] !== "") return undefined;
  return names.slice(1).flatMap((name) => ["dependencies", name]);
}

function setLegacy(
  text: string,
  place: string,
  { entry, tree }: { readonly entry: NpmEntry; readonly tree: NpmTree },
): string {
  const path = legacyPath(place);
  if (path === undefined || entry["link"] === true) return text;
  const children = [...tree.keys()].some((each) => each.startsWith(`${place}/node_modules/`));
  const fields: Record<string, JsonValue | undefined> = {
    version:
      typeof entry["name"] === "string" ? `npm:${entry["name"]}@${versionAt(entry)}` : entry["version"],
    resolved: entry["resolved"],
    integrity: entry["integrity"],
    dev: entry["dev"],
    optional: entry["optional"],
    devOptional: entry["devOptional"],
    requires: requiresOf(entry),
  };
  if (children) {
    // What is nested below stays: each member is set by itself.
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
  return all.length === 0 ? undefined : Object.fromEntries(all);
}
