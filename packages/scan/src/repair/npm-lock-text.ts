import { removeJsonMember, setJsonMember } from "./edit-json.ts";
import type { NpmEntry } from "./npm-entry.ts";
import { isRecord } from "./npm-entry.ts";
import { legacyPath, outerFirst, setLegacyEntry } from "./npm-legacy-tree.ts";
import type { NpmTree } from "./npm-tree.ts";
import { readNpmTree } from "./npm-tree.ts";

/** Writes what a tree has otherwise than the text it was read from, and leaves every other byte. */
export function writeNpmTree(text: string, tree: NpmTree): string {
  const before = readNpmTree(text) ?? new Map<string, NpmEntry>();
  const hasLegacy = hasLegacyTree(text);
  let result = text;
  for (const [place, entry] of outerFirst(tree)) {
    if (JSON.stringify(before.get(place)) === JSON.stringify(entry)) continue;
    result = setJsonMember(result, ["packages", place], entry);
    if (hasLegacy && place !== "")
      result = setLegacyEntry(result, place, { entry, isNew: !before.has(place), isOld: false });
  }
  for (const place of before.keys()) {
    if (tree.has(place)) continue;
    result = removeJsonMember(result, ["packages", place]);
    if (hasLegacy) result = removeJsonMember(result, legacyPath(place) ?? ["", ""]);
  }
  return result;
}

/** Sets a hash wherever the file has the entry. */
export function setNpmIntegrity(text: string, place: string, integrity: string): string {
  const [isListed, nested] = [readNpmTree(text) !== undefined, legacyPath(place)];
  const listed = isListed ? setJsonMember(text, ["packages", place, "integrity"], integrity) : text;
  return nested === undefined || (isListed && !hasLegacyTree(text))
    ? listed
    : setJsonMember(listed, [...nested, "integrity"], integrity);
}

/** Version 2 says everything again for npm 6. */
function hasLegacyTree(text: string): boolean {
  const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
  return isRecord(document) && document["lockfileVersion"] === 2 && isRecord(document["dependencies"]);
}
