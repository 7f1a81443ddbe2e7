import type { ManifestFacts } from "../package-facts.ts";
import { isObject, itemsOf, memberOf, membersOf, textOf } from "./json-value.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";
import { cleanPath } from "./package-files.ts";
import type { PackageFileIndex } from "./package-files.ts";

type Entry = ManifestFacts["entries"][number];

/** Fields that name one file that something loads: Node, bundlers, networks that deliver files. */
const singleFields: readonly string[] = [
  "main",
  "module",
  "jsnext:main",
  "esnext",
  "es2015",
  "umd:main",
  "unpkg",
  "jsdelivr",
  "browser",
  "react-native",
  "svelte",
  "electron",
];

const entryMax = 5000;
const depthMax = 12;

/** The files that a manifest has loaded, each with the field and the conditions that lead to it. Types are left out. */
export function readEntries(manifest: JsonObject, files: PackageFileIndex): readonly Entry[] {
  const entries: Entry[] = [];
  for (const field of singleFields) {
    const path = textOf(manifest, field);
    if (path !== undefined) entries.push({ field, path: files.resolve(path) });
  }
  if (textOf(manifest, "main") === undefined && files.has("index.js")) {
    entries.push({ field: "main", path: "index.js" });
  }
  for (const field of ["browser", "react-native"]) entries.push(...replacedFiles(manifest, field, files));
  for (const field of ["exports", "imports"]) {
    for (const { at, path } of targetsIn(memberOf(manifest, field), field, 0)) {
      entries.push(...expand(path, files).map((file) => ({ field: at, path: file })));
      if (entries.length > entryMax) return entries.slice(0, entryMax);
    }
  }
  return entries.slice(0, entryMax);
}

/** `"browser": { "./node.js": "./browser.js" }`: the files on the right are what a bundle takes. */
function replacedFiles(manifest: JsonObject, field: string, files: PackageFileIndex): readonly Entry[] {
  return membersOf(memberOf(manifest, field)).flatMap(([from, to]) =>
    typeof to === "string" && to.startsWith(".")
      ? [{ field: `${field} ${from}`, path: files.resolve(to) }]
      : [],
  );
}

interface Target {
  readonly at: string;
  readonly path: string;
}

/** Every target below subpaths and conditions, but for those of types alone. */
function* targetsIn(value: JsonValue | undefined, at: string, depth: number): Generator<Target> {
  if (depth > depthMax) return;
  if (typeof value === "string") {
    if (value.startsWith("./")) yield { at, path: value };
  } else if (isObject(value)) {
    for (const [name, child] of membersOf(value)) {
      if (!isTypes(name)) yield* targetsIn(child, `${at} ${name.slice(0, 100)}`, depth + 1);
    }
  } else {
    for (const item of itemsOf(value)) yield* targetsIn(item, at, depth + 1);
  }
}

function isTypes(condition: string): boolean {
  return condition === "types" || condition.startsWith("types@");
}

/** The files that a target stands for: one, or all that fit a pattern or lie in a folder. */
function expand(target: string, files: PackageFileIndex): readonly string[] {
  const path = cleanPath(target);
  const star = path.indexOf("*");
  if (star < 0)
    return target.endsWith("/") ? files.paths.filter((one) => one.startsWith(`${path}/`)) : [path];
  const before = path.slice(0, star);
  const after = path.slice(path.lastIndexOf("*") + 1);
  return files.paths.filter(
    (one) => one.length >= before.length + after.length && one.startsWith(before) && one.endsWith(after),
  );
}
