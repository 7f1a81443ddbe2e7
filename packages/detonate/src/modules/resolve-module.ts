import type { Disk } from "../disk/disk.ts";
import type { Runtime } from "../services/service.ts";

import { resolveExports, resolveImports } from "./package-exports.ts";
import { readManifestAt } from "./read-manifest.ts";
import type { ModuleManifest } from "./read-manifest.ts";

/** What a specifier leads to. */
export type ResolvedModule =
  | { readonly kind: "file"; readonly path: string; readonly format: ModuleFormat }
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "url"; readonly url: string }
  /** A package that is not there; whether the package that asks declares it. */
  | {
      readonly kind: "absent";
      readonly name: string;
      readonly isDeclared: boolean;
      /** Whether it is declared as one that an install may leave out. */
      readonly isOptional?: boolean;
    }
  | { readonly kind: "missing" };

export type ModuleFormat = "commonjs" | "module" | "json" | "native" | "wasm";

export interface ModuleQuestion {
  readonly disk: Disk;
  readonly specifier: string;
  /** The file that asks. */
  readonly from: string;
  readonly style: "require" | "import";
  readonly isBuiltin: (name: string) => boolean;
  /** Node where it is missing. */
  readonly runtime?: Runtime;
}

const extensions = [".js", ".json", ".node", ".mjs", ".cjs", ".ts", ".mts", ".cts"] as const;
const formats: ReadonlyMap<string, ModuleFormat> = new Map([
  ["json", "json"],
  ["wasm", "wasm"],
  ["node", "native"],
  ["mjs", "module"],
  ["mts", "module"],
  ["cjs", "commonjs"],
  ["cts", "commonjs"],
]);
const indexNames = extensions.map((extension) => `index${extension}`);
const specifierMaxCharacters = 2_000;
const shared = ["module-sync", "default"] as const;
/** What packages may tell apart, by what runs them. */
const conditionsOfRuntime: Readonly<Record<Runtime, readonly string[]>> = {
  node: ["node", "node-addons", ...shared],
  bun: ["bun", "node", "node-addons", ...shared],
  deno: ["deno", "node", ...shared],
  page: ["browser", "development", "module", ...shared],
};

function conditionsOf({ style, runtime = "node" }: ModuleQuestion): ReadonlySet<string> {
  return new Set([style, ...conditionsOfRuntime[runtime]]);
}

/** Finds what Node would load, a little more generously: an import may leave the extension out. */
export function resolveModule(question: ModuleQuestion): ResolvedModule {
  const { specifier, disk, from, isBuiltin } = question;
  if (specifier === "" || specifier.length > specifierMaxCharacters) return { kind: "missing" };
  const name = specifier.startsWith("node:") ? specifier.slice("node:".length) : specifier;
  const fromRegistry = /^(?:npm|jsr):\/?((?:@[^/@]+\/)?[^/@]+)(?:@[^/]*)?(\/.*)?$/.exec(specifier);
  if (fromRegistry !== null) {
    return resolveModule({ ...question, specifier: `${fromRegistry[1] ?? ""}${fromRegistry[2] ?? ""}` });
  }
  if (isBuiltin(name)) return { kind: "builtin", name };
  const folder = disk.places.parentOf(from);
  if (specifier.startsWith("file:")) return resolvePlace(question, placeOfUrl(specifier));
  if (/^[a-z][a-z+.-]+:/i.test(specifier)) return { kind: "url", url: specifier };
  if (isPlace(specifier)) return resolvePlace(question, disk.places.resolve(folder, specifier));
  if (specifier.startsWith("#")) return resolveInner(question, folder);
  return resolvePackage(question, folder);
}

function isPlace(specifier: string): boolean {
  return /^(?:\.{1,2}(?:[\\/]|$)|[\\/]|[a-z]:[\\/])/i.test(specifier);
}

function placeOfUrl(url: string): string {
  if (!URL.canParse(url)) return "";
  const place = decodeURIComponent(new URL(url).pathname.replaceAll(/%(?![0-9a-f]{2})/gi, "%25"));
  return /^\/[a-z]:\//i.test(place) ? place.slice(1) : place;
}

function resolvePlace({ disk }: ModuleQuestion, place: string): ResolvedModule {
  const file = place === "" ? undefined : (asFile(disk, place) ?? asFolder(disk, place));
  return file === undefined ? { kind: "missing" } : fileOf(disk, file);
}

function fileOf(disk: Disk, place: string): ResolvedModule {
  const path = disk.real(place);
  return { kind: "file", path, format: formatOf(disk, path) };
}

function asFile(disk: Disk, place: string): string | undefined {
  const kindAt = (candidate: string): string | undefined => disk.find(candidate)?.kind;
  if (kindAt(place) === "file") return place;
  const added = extensions.map((extension) => place + extension).find((one) => kindAt(one) === "file");
  if (added !== undefined || !place.endsWith(".js")) return added;
  // What a compiler of types would have been told.
  const typed = `${place.slice(0, -".js".length)}.ts`;
  return kindAt(typed) === "file" ? typed : undefined;
}

function asFolder(disk: Disk, place: string): string | undefined {
  if (disk.find(place)?.kind !== "folder") return undefined;
  const main = readManifestAt(disk, place)?.main;
  if (main !== undefined && main !== "") {
    const target = disk.places.resolve(place, main);
    const found = asFile(disk, target) ?? asIndex(disk, target);
    if (found !== undefined) return found;
  }
  return asIndex(disk, place);
}

function asIndex(disk: Disk, place: string): string | undefined {
  return indexNames
    .map((name) => disk.places.join(place, name))
    .find((candidate) => disk.find(candidate)?.kind === "file");
}

function resolveInner(question: ModuleQuestion, folder: string): ResolvedModule {
  const { disk, specifier } = question;
  const scope = scopeOf(disk, folder);
  if (scope === undefined) return { kind: "missing" };
  const target = resolveImports(scope.manifest.imports, specifier, conditionsOf(question));
  if (target === undefined) return { kind: "missing" };
  if (!target.startsWith("./")) return resolveModule({ ...question, specifier: target });
  return resolvePlace(question, disk.places.resolve(scope.folder, target));
}

function resolvePackage(question: ModuleQuestion, folder: string): ResolvedModule {
  const { disk, specifier } = question;
  const [name, rest] = splitSpecifier(specifier);
  if (name === undefined) return { kind: "missing" };
  const own = scopeOf(disk, folder);
  if (own?.manifest.name === name && own.manifest.exports !== undefined) {
    return resolveInPackage(question, own.folder, rest);
  }
  for (const above of foldersAbove(disk, folder)) {
    const place = disk.places.join(disk.places.join(above, "node_modules"), name);
    if (disk.find(place)?.kind !== "folder") continue;
    const found = resolveInPackage(question, place, rest);
    // Of some packages nothing is there but the files that others look for.
    const isFragment = found.kind === "missing" && rest === ".";
    return isFragment ? { kind: "absent", name, isDeclared: false } : found;
  }
  return { kind: "absent", name, ...declarationOf(disk, folder, name) };
}

/** Manifests within a package only say how its files are read: what it needs may stand in one further up. */
function declarationOf(
  disk: Disk,
  folder: string,
  name: string,
): { readonly isDeclared: boolean; readonly isOptional?: boolean } {
  for (const above of foldersAbove(disk, folder)) {
    const manifest = readManifestAt(disk, above);
    if (manifest?.dependencies.has(name) === true)
      return { isDeclared: true, isOptional: manifest.optionalDependencies.has(name) };
    if (isPackageFolder(disk, above)) return { isDeclared: false };
  }
  return { isDeclared: false };
}

function isPackageFolder({ places }: Disk, folder: string): boolean {
  const around = places.parentOf(folder);
  const outer = places.nameOf(around).startsWith("@") ? places.parentOf(around) : around;
  return places.nameOf(outer) === "node_modules";
}

function resolveInPackage(question: ModuleQuestion, place: string, rest: string): ResolvedModule {
  const { disk } = question;
  const exports = readManifestAt(disk, place)?.exports;
  const target = exports === undefined ? rest : resolveExports(exports, rest, conditionsOf(question));
  return target === undefined
    ? { kind: "missing" }
    : resolvePlace(question, disk.places.resolve(place, target));
}

function splitSpecifier(specifier: string): readonly [name: string | undefined, rest: string] {
  const parts = specifier.split("/");
  const count = specifier.startsWith("@") ? 2 : 1;
  const name = parts.slice(0, count).join("/");
  if (parts.length < count || name.includes("\\")) return [undefined, "."];
  return [name, [".", ...parts.slice(count)].join("/")];
}

function foldersAbove(disk: Disk, folder: string): readonly string[] {
  const all: string[] = [];
  for (let current = folder; ; current = disk.places.parentOf(current)) {
    if (disk.places.nameOf(current) !== "node_modules") all.push(current);
    if (disk.places.parentOf(current) === current) return all;
  }
}

/** The package that a file belongs to. */
export function scopeOf(
  disk: Disk,
  folder: string,
): { readonly folder: string; readonly manifest: ModuleManifest } | undefined {
  for (const above of foldersAbove(disk, folder)) {
    const manifest = readManifestAt(disk, above);
    if (manifest !== undefined) return { folder: above, manifest };
  }
  return undefined;
}

/** How a file is to be loaded, by its extension and the manifest above it. */
export function formatOf(disk: Disk, path: string): ModuleFormat {
  const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  const format = formats.get(extension);
  if (format !== undefined) return format;
  const isModule = scopeOf(disk, disk.places.parentOf(path))?.manifest.isModule === true;
  return isModule && (extension === "js" || extension === "ts") ? "module" : "commonjs";
}
