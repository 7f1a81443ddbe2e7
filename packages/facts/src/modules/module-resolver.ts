import { memberOf, membersOf, textOf, tryParseJson } from "../manifest/json-value.ts";
import type { JsonValue } from "../manifest/json-value.ts";
import type { ManifestFacts } from "../package-facts.ts";

import { textsIn } from "./json-texts.ts";
import { bareTargetOf } from "./package-name.ts";

/** What a specifier leads to. */
export type ModuleTarget =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "package"; readonly name: string }
  | { readonly kind: "builtin" }
  | { readonly kind: "nowhere" };

/** What resolving needs to know of a package. */
export interface ResolverParts {
  readonly paths: ReadonlySet<string>;
  readonly manifest: ManifestFacts;
  /** The manifest as it stands. */
  readonly json: JsonValue | undefined;
  readonly readText: (path: string) => string | undefined;
}

/** Resolves specifiers inside one package. */
export interface ModuleResolver {
  /** As an `import` or `require` in a file does. */
  readonly resolve: (from: string, specifier: string) => ModuleTarget;
  /** Everything that it may lead to, as manifests have a target for each condition; at least one. */
  readonly resolveEach: (from: string, specifier: string) => readonly ModuleTarget[];
  /** As the start of a file does: a path of the package's root, or of the file's folder. */
  readonly resolveRun: (from: string, specifier: string) => string | undefined;
  /** A file as a field of the manifest names it: with or without extension, or a folder. */
  readonly resolveFile: (path: string) => string | undefined;
}

const extensions = [
  ".js",
  ".cjs",
  ".mjs",
  ".json",
  ".node",
  ".ts",
  ".tsx",
  ".mts",
  ".cts",
  ".jsx",
  ".sh",
  ".wasm",
];
/** Sources of TypeScript name what they will be compiled to. */
const written: readonly (readonly [string, readonly string[]])[] = [
  [".js", [".ts", ".tsx", ".jsx"]],
  [".mjs", [".mts"]],
  [".cjs", [".cts"]],
];
const maxFolders = 4;
const maxTargets = 50;

/** Creates a resolver that does what Node and bundlers do, on the files of the package alone. */
export function createModuleResolver({ paths, manifest, json, readText }: ResolverParts): ModuleResolver {
  const known = new Map<string, string | undefined>();

  function resolveFile(path: string, depth = 0): string | undefined {
    const clean = normalize(path);
    if (clean === undefined) return undefined;
    if (depth === 0 && known.has(clean)) return known.get(clean);
    const found = fileAt(paths, clean) ?? folderAt(clean, depth);
    if (depth === 0) known.set(clean, found);
    return found;
  }

  /** A folder's own manifest says what is loaded for it; otherwise its index. */
  function folderAt(folder: string, depth: number): string | undefined {
    const prefix = folder === "" ? "" : `${folder}/`;
    const own = folder === "" ? undefined : mainOf(readText(`${prefix}package.json`));
    if (own !== undefined && depth < maxFolders) {
      const found = resolveFile(`${prefix}${own}`, depth + 1);
      if (found !== undefined) return found;
    }
    return fileAt(paths, `${prefix}index`);
  }

  function resolveBare(specifier: string): ModuleTarget {
    const bare = bareTargetOf(specifier);
    if (bare === undefined) return { kind: "nowhere" };
    if (bare.kind === "builtin") return { kind: "builtin" };
    if (bare.name === manifest.name) {
      const path = ownEntry(manifest, bare.subpath) ?? bare.subpath;
      const found = resolveFile(path);
      return found === undefined ? { kind: "nowhere" } : { kind: "file", path: found };
    }
    const bundled = resolveFile(`node_modules/${bare.name}${bare.subpath === "" ? "" : `/${bare.subpath}`}`);
    return bundled === undefined ? { kind: "package", name: bare.name } : { kind: "file", path: bundled };
  }

  const { internal, bundled } = createAlternatives(
    { json, manifest, readText },
    { resolveFile, resolveBare },
  );

  function resolveEach(from: string, specifier: string): readonly ModuleTarget[] {
    const plain = plainPath(specifier);
    if (!plain.startsWith("#")) return [resolve(from, specifier), ...bundled(plain)];
    const targets = internal(plain);
    return targets.length > 0 ? targets : [{ kind: "nowhere" }];
  }

  function resolve(from: string, specifier: string): ModuleTarget {
    const plain = plainPath(specifier);
    if (plain.startsWith("#")) return internal(plain)[0] ?? { kind: "nowhere" };
    if (!isRelative(plain)) return resolveBare(plain);
    const base = plain.startsWith("/") ? plain : `${folderOf(from)}/${plain}`;
    const found = resolveFile(base);
    return found === undefined ? { kind: "nowhere" } : { kind: "file", path: found };
  }

  function resolveRun(from: string, specifier: string): string | undefined {
    const plain = plainPath(specifier);
    if (/[*<>|"'\n]|\$\{/.test(plain) || plain.length > 500) return undefined;
    const beside = resolveFile(`${folderOf(from)}/${plain}`);
    const found = beside ?? resolveFile(plain);
    return found === "package.json" ? undefined : found;
  }

  return { resolve, resolveEach, resolveRun, resolveFile: (path) => resolveFile(path) };
}

/** How paths and names are looked up. */
interface LookUp {
  readonly resolveFile: (path: string) => string | undefined;
  readonly resolveBare: (specifier: string) => ModuleTarget;
}

/** Specifiers of which a manifest names a target for each condition. */
interface Alternatives {
  /** `#name`, by the package's own `imports`, in their order. */
  readonly internal: (specifier: string) => readonly ModuleTarget[];
  /** What a package that comes along in `node_modules` exports, under any condition. */
  readonly bundled: (specifier: string) => readonly ModuleTarget[];
}

function createAlternatives(
  { json, manifest, readText }: Omit<ResolverParts, "paths">,
  { resolveFile, resolveBare }: LookUp,
): Alternatives {
  const follow = (targets: readonly string[]): readonly ModuleTarget[] =>
    targets.flatMap((target): readonly ModuleTarget[] => {
      if (!target.startsWith(".") && !target.startsWith("node_modules/")) return [resolveBare(target)];
      const found = resolveFile(target);
      return found === undefined ? [] : [{ kind: "file", path: found }];
    });
  return {
    internal: (specifier) => follow(internalTargets(memberOf(json, "imports"), specifier)),
    bundled(specifier) {
      const bare = isRelative(specifier) ? undefined : bareTargetOf(specifier);
      if (bare?.kind !== "package" || bare.name === manifest.name) return [];
      const folder = `node_modules/${bare.name}`;
      return follow(exportedTargets(readText(`${folder}/package.json`), folder));
    },
  };
}

function isRelative(plain: string): boolean {
  return /^(?:\.{0,2}\/|\.\.?$)/.test(plain);
}

/** Takes off what stands for a known folder: `${__dirname}/`, `%~dp0`, a `file:` URL, a query of a bundler. */
function plainPath(specifier: string): string {
  return specifier
    .replace(/^file:(?:\/\/)?/, "")
    .replace(/^(?:\$\{__dirname\}|\$\{import\.meta\.dirname\}|%~dp0|\$PSScriptRoot)[/\\]?/, "./")
    .replace(/^\$\{(?:process\.cwd\(\)|INIT_CWD|PWD)\}\//, "./")
    .replaceAll("\\", "/")
    .replace(/^(\.{1,2}\/[^?!]*)\?[\w=&.-]*$/, "$1");
}

function fileAt(paths: ReadonlySet<string>, path: string): string | undefined {
  if (paths.has(path)) return path;
  for (const extension of extensions) if (paths.has(path + extension)) return path + extension;
  for (const [compiled, sources] of written) {
    if (!path.endsWith(compiled)) continue;
    const stem = path.slice(0, -compiled.length);
    for (const source of sources) if (paths.has(stem + source)) return stem + source;
  }
  return undefined;
}

function mainOf(text: string | undefined): string | undefined {
  const json = text === undefined ? undefined : tryParseJson(text);
  for (const field of ["main", "module", "browser"]) {
    const value = textOf(json, field);
    if (value !== undefined) return value;
  }
  return textsIn(memberOf(json, "exports"), 20).find((target) => /^\.\/.*\.[cm]?js$/.test(target));
}

/** The file that the package's own `exports` name for a subpath. */
function ownEntry({ entries }: ManifestFacts, subpath: string): string | undefined {
  const key = subpath === "" ? "." : `./${subpath}`;
  const exported = entries.find(
    ({ field }) => field === `exports ${key}` || field.startsWith(`exports ${key} `),
  );
  if (exported !== undefined || subpath !== "") return exported?.path;
  return entries.find(
    ({ field }) => field === "main" || (field.startsWith("exports ") && !field.includes("./")),
  )?.path;
}

const declaration = /\.d\.[cm]?ts$/;

/** The targets of an internal specifier under every condition, in the order of the manifest, as Node looks through it. */
function internalTargets(imports: JsonValue | undefined, specifier: string): readonly string[] {
  return targetsOf(imports, specifier)
    .toReversed()
    .filter((target) => !declaration.test(target));
}

/** The paths below the root to what a bundled package exports. */
function exportedTargets(manifestText: string | undefined, folder: string): readonly string[] {
  const json = manifestText === undefined ? undefined : tryParseJson(manifestText);
  const targets = textsIn(memberOf(json, "exports"), maxTargets);
  return targets.filter((target) => !declaration.test(target)).map((target) => `${folder}/${target}`);
}

/** What `imports` names for a specifier, with the one `*` of a pattern filled in. */
function targetsOf(imports: JsonValue | undefined, specifier: string): readonly string[] {
  const exact = memberOf(imports, specifier);
  if (exact !== undefined) return textsIn(exact, 20);
  for (const [key, value] of membersOf(imports).slice(0, 500)) {
    const star = key.indexOf("*");
    if (star === -1) continue;
    const head = key.slice(0, star);
    const tail = key.slice(star + 1);
    if (!specifier.startsWith(head) || !specifier.endsWith(tail)) continue;
    const part = specifier.slice(head.length, specifier.length - tail.length);
    return textsIn(value, 20).map((target) => target.replaceAll("*", part));
  }
  return [];
}

/** The folder of a file, without a slash at its end. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

/** Takes out `.` and `..`; `undefined` when the path leaves the package. */
export function normalize(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
