import type { ArchiveEntry } from "@lockkeeper/archive";

import type { ManifestFacts } from "../package-facts.ts";
import { findDuplicateMembers } from "./duplicate-members.ts";
import { isObject, memberOf, membersOf, textOf, tryParseJson } from "./json-value.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";
import { readEntries } from "./manifest-entries.ts";
import { findMemberPlaces } from "./member-places.ts";
import { installScriptsOf, readBins, readDependencies, readScripts } from "./manifest-members.ts";
import { PackageFileIndex } from "./package-files.ts";

const textMaxCharacters = 1000;

/** Reads the package.json among the files of a package. Never throws: what is wrong with it are its `problems`. */
export function readManifest(entries: readonly ArchiveEntry[]): ManifestFacts {
  const files = new PackageFileIndex(entries);
  const text = files.text("package.json");
  const value = text === undefined ? undefined : tryParseJson(text);
  const manifest = isObject(value) ? value : {};
  const scripts = readScripts(manifest);
  return {
    name: shortText(textOf(manifest, "name")),
    version: shortText(textOf(manifest, "version")),
    description: shortText(textOf(manifest, "description")),
    repository: shortText(textOrMember(manifest, "repository", "url")),
    author: authorOf(memberOf(manifest, "author")),
    type: textOf(manifest, "type") === "module" ? "module" : "commonjs",
    scripts,
    installScripts: installScriptsOf(manifest, scripts, files),
    bins: readBins(manifest, files),
    entries: readEntries(manifest, files),
    dependencies: readDependencies(manifest),
    places: isObject(value) && text !== undefined ? findMemberPlaces(text) : [],
    problems: problemsOf(text, value),
  };
}

function shortText(text: string | undefined): string | undefined {
  return text?.slice(0, textMaxCharacters);
}

function textOrMember(manifest: JsonObject, name: string, member: string): string | undefined {
  return textOf(manifest, name) ?? textOf(memberOf(manifest, name), member);
}

/** `name <email>`, as npm writes people. */
function authorOf(author: JsonValue | undefined): string | undefined {
  if (typeof author === "string") return shortText(author);
  const name = textOf(author, "name");
  const email = textOf(author, "email");
  if (name === undefined) return shortText(email);
  return shortText(email === undefined ? name : `${name} <${email}>`);
}

function problemsOf(text: string | undefined, value: JsonValue | undefined): readonly string[] {
  if (text === undefined) return ["it has no package.json"];
  if (value === undefined) return ["package.json is not JSON"];
  if (!isObject(value)) return ["package.json is no object"];
  return [
    ...findDuplicateMembers(text).map(({ path }) => `"${path.slice(0, 200)}" occurs twice`),
    ...(Object.hasOwn(value, "__proto__") ? ['it has a member "__proto__"'] : []),
    ...wrongTypes(value),
  ];
}

function wrongTypes(manifest: JsonObject): readonly string[] {
  const missing = ["name", "version"].filter((name) => textOf(manifest, name) === undefined);
  const noObjects = objectMembers.filter((name) => {
    const member = memberOf(manifest, name);
    return member !== undefined && member !== null && !isObject(member) && !isEmptyArray(member);
  });
  const odd = membersOf(memberOf(manifest, "scripts")).filter(([, script]) => typeof script !== "string");
  return [
    ...missing.map((name) => `it has no ${name}`),
    ...noObjects.map((name) => `"${name}" is no object`),
    ...odd.slice(0, 20).map(([name]) => `"scripts.${name.slice(0, 100)}" is no text`),
  ];
}

const objectMembers = [
  "scripts",
  "dependencies",
  "optionalDependencies",
  "peerDependencies",
  "devDependencies",
];

function isEmptyArray(value: JsonValue): boolean {
  return Array.isArray(value) && value.length === 0;
}
