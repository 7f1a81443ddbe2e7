import type { DeclaredDependency, ManifestFacts } from "../package-facts.ts";
import { isObject, itemsOf, memberOf, membersOf, textOf } from "./json-value.ts";
import type { JsonObject } from "./json-value.ts";
import { cleanPath } from "./package-files.ts";
import type { PackageFileIndex } from "./package-files.ts";

const dependencyMax = 5000;
const scriptMax = 500;
const scriptMaxCharacters = 2000;
const specMaxCharacters = 500;

/** The commands that a package puts on the path, as npm normalizes them: a text, an object, an array or a folder. */
export function readBins(manifest: JsonObject, files: PackageFileIndex): ManifestFacts["bins"] {
  const bin = memberOf(manifest, "bin");
  if (typeof bin === "string") return withCommand(textOf(manifest, "name") ?? "", bin);
  if (isObject(bin)) {
    return membersOf(bin).flatMap(([name, path]) =>
      typeof path === "string" ? withCommand(name, path) : [],
    );
  }
  if (Array.isArray(bin)) {
    return itemsOf(bin).flatMap((path) => (typeof path === "string" ? withCommand(path, path) : []));
  }
  const folder = textOf(memberOf(manifest, "directories"), "bin");
  if (folder === undefined) return [];
  const prefix = `${cleanPath(folder)}/`;
  return files.paths
    .filter((path) => path.startsWith(prefix) && !path.slice(prefix.length - 1).includes("/."))
    .flatMap((path) => withCommand(path, path));
}

/** A command is the last part of its name, so that no scope and no folder is in it. */
function withCommand(name: string, path: string): ManifestFacts["bins"] {
  const command = cleanPath(name.replaceAll(":", "/")).split("/").at(-1) ?? "";
  return command === "" ? [] : [{ command, path: cleanPath(path) }];
}

/** Every script that is a text, in its order. */
export function readScripts(manifest: JsonObject): Readonly<Record<string, string>> {
  const scripts: Record<string, string> = Object.create(null) as Record<string, string>; // An object without inherited names.
  const texts = membersOf(memberOf(manifest, "scripts")).filter(([, script]) => typeof script === "string");
  for (const [name, script] of texts.slice(0, scriptMax)) {
    if (typeof script === "string") scripts[name.slice(0, 200)] = script.slice(0, scriptMaxCharacters);
  }
  return scripts;
}

/**
 * The scripts that an install of the package runs, in their order. Without one of its own, npm runs `node-gyp rebuild`
 * for a package with a `binding.gyp`, unless the manifest says `"gypfile": false`.
 */
export function installScriptsOf(
  manifest: JsonObject,
  scripts: Readonly<Record<string, string>>,
  files: PackageFileIndex,
): readonly string[] {
  const isImplicit =
    !scripts["install"] &&
    !scripts["preinstall"] &&
    memberOf(manifest, "gypfile") !== false &&
    files.has("binding.gyp");
  const names = ["preinstall", "install", "postinstall"];
  return names.filter((name) => (scripts[name] ?? "") !== "" || (name === "install" && isImplicit));
}

const dependencyKinds = [
  "dependencies",
  "optionalDependencies",
  "peerDependencies",
  "devDependencies",
] as const;

/** Dependencies of every kind as they are stated; those that are bundled once more, with their own kind. */
export function readDependencies(manifest: JsonObject): readonly DeclaredDependency[] {
  const declared = dependencyKinds.flatMap((kind) =>
    membersOf(memberOf(manifest, kind)).map(([name, spec]) => ({
      name: name.slice(0, 300),
      spec: (typeof spec === "string" ? spec : JSON.stringify(spec)).slice(0, specMaxCharacters),
      kind,
    })),
  );
  return [...declared, ...bundledOf(manifest, declared)].slice(0, dependencyMax);
}

function bundledOf(
  manifest: JsonObject,
  declared: readonly DeclaredDependency[],
): readonly DeclaredDependency[] {
  const stated = memberOf(manifest, "bundleDependencies") ?? memberOf(manifest, "bundledDependencies");
  const specs = new Map(declared.map(({ name, spec }) => [name, spec]));
  const isAll = stated === true;
  const names = isAll
    ? declared.filter(({ kind }) => kind === "dependencies").map(({ name }) => name)
    : isObject(stated)
      ? Object.keys(stated)
      : itemsOf(stated).filter((name) => typeof name === "string");
  return names.map((name) => ({ name: name.slice(0, 300), spec: specs.get(name) ?? "", kind: "bundled" }));
}
