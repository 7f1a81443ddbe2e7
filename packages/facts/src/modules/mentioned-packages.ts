import type { ArchiveEntry } from "@lockkeeper/archive";

import type { JsonValue } from "../manifest/json-value.ts";
import { memberOf, membersOf } from "../manifest/json-value.ts";
import type { FileKind, ManifestFacts } from "../package-facts.ts";

import { textsIn } from "./json-texts.ts";
import { bareTargetOf } from "./package-name.ts";

/** Members of the manifest that are no configuration: what they name is not used by naming it. */
const notConfiguration = new Set([
  "name",
  "version",
  "description",
  "keywords",
  "author",
  "contributors",
  "maintainers",
  "license",
  "homepage",
  "repository",
  "bugs",
  "readme",
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "bundledDependencies",
  "bundleDependencies",
  "scripts",
  "files",
  "engines",
  "packageManager",
  "overrides",
  "resolutions",
]);

/** Prefixes by which configuration shortens names of plugins. */
const pluginForms: readonly ((name: string) => string)[] = [
  (name) => `eslint-plugin-${name}`,
  (name) => `eslint-config-${name}`,
  (name) => `babel-plugin-${name}`,
  (name) => `babel-preset-${name}`,
  (name) => `@babel/plugin-${name}`,
  (name) => `@babel/preset-${name}`,
  (name) => `postcss-${name}`,
  (name) => `${name}-loader`,
];

/** Kinds of files in which a name is prose, or a copy of what stands elsewhere. */
const prose: ReadonlySet<FileKind> = new Set([
  "markdown",
  "source-map",
  "native",
  "wasm",
  "archive",
  "image",
  "font",
  "binary",
]);
const proseName =
  /(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|(?:readme|changelog|history|licen[sc]e|notice|contributing|authors)[\w.-]*)$/i;

/** Commands of packages that have other names than the package. */
const commandsOfPackages: ReadonlyMap<string, readonly string[]> = new Map([
  ["typescript", ["tsc"]],
  ["@babel/cli", ["babel"]],
  ["@mapbox/node-pre-gyp", ["node-pre-gyp"]],
  ["@angular/cli", ["ng"]],
  ["npm-run-all", ["run-s", "run-p"]],
  ["npm-run-all2", ["run-s", "run-p"]],
]);

/** What the manifest declares, and where else its names may stand. */
export interface MentionParts {
  readonly manifest: ManifestFacts;
  readonly json: JsonValue | undefined;
  readonly files: readonly { readonly entry: ArchiveEntry; readonly kind: FileKind }[];
  /** Commands of the manifest and of build descriptions. */
  readonly commands: readonly string[];
  readonly imported: ReadonlySet<string>;
  /** Computed specifiers, with `${…}` for what is not known. */
  readonly patterns: readonly string[];
}

/**
 * Names of declared packages that no source imports but something else of the package names: configuration, commands,
 * declarations, styles, templates, a text with the name, a computed specifier. Documentation does not count. Sorted.
 */
export function findMentionedPackages(parts: MentionParts): readonly string[] {
  const { manifest, json, commands, imported, patterns } = parts;
  const byConfiguration = new Set(namesOfConfiguration(json));
  const expressions = patterns.flatMap(expressionOf);
  const declared = [...new Set(manifest.dependencies.map(({ name }) => name))].filter(
    (name) => !imported.has(name),
  );
  const peers = new Set(
    manifest.dependencies.filter(({ kind }) => kind === "peerDependencies").map(({ name }) => name),
  );
  return declared
    .filter(
      (name) =>
        peers.has(name) ||
        byConfiguration.has(name) ||
        isTypesOf(name, imported) ||
        isOwnPlatform(name, manifest) ||
        expressions.some((expression) => expression.test(name)) ||
        isNamedByCommand(name, commands) ||
        isNamedInFiles(name, parts),
    )
    .sort();
}

function namesOfConfiguration(json: JsonValue | undefined): readonly string[] {
  return [
    ...membersOf(json)
      .filter(([field]) => !notConfiguration.has(field))
      .flatMap(([field, value]) => [
        ...textsIn(value, 2_000).flatMap(namesOfText),
        ...(field === "exports" || field === "imports"
          ? []
          : membersOf(value).flatMap(([key]) => namesOfText(key))),
      ]),
    ...membersOf(memberOf(json, "peerDependenciesMeta")).map(([name]) => name),
  ];
}

function namesOfText(text: string): readonly string[] {
  const bare = text.length > 214 ? undefined : bareTargetOf(text.replace(/^(?:plugin|module|file):/, ""));
  return bare?.kind === "package" ? [bare.name, ...pluginForms.map((form) => form(bare.name))] : [];
}

/** Declarations of what is imported, and of Node itself, are used by compilers. */
function isTypesOf(name: string, imported: ReadonlySet<string>): boolean {
  if (!name.startsWith("@types/")) return false;
  const plain = name.slice("@types/".length);
  const scoped = plain.includes("__") ? `@${plain.replace("__", "/")}` : plain;
  return plain === "node" || imported.has(scoped);
}

/** `@esbuild/linux-x64` of esbuild: machine code for one platform, loaded by a computed name. */
function isOwnPlatform(name: string, manifest: ManifestFacts): boolean {
  const own = manifest.name;
  if (own === undefined || !platformName.test(name)) return false;
  const scope = name.startsWith("@") ? name.slice(0, name.indexOf("/")) : undefined;
  return (
    name.startsWith(`${own}-`) || scope === `@${own}` || (scope !== undefined && own.startsWith(`${scope}/`))
  );
}

const platformName =
  /(?:^|[-/])(?:darwin|linux|win32|windows|android|freebsd|openbsd|netbsd|sunos|aix|openharmony|wasm32|wasm|musl|gnu|universal)(?:-|$)/;

/** A pattern with a known beginning; one that could be anything explains nothing. */
function expressionOf(pattern: string): readonly RegExp[] {
  const parts = pattern.split(/\$\{[^}]*\}/);
  if (parts.length < 2 || (parts[0] ?? "").length < 4 || pattern.length > 200 || /^[./]/.test(pattern))
    return [];
  const source = parts.map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("[\\w.-]{1,60}");
  return [new RegExp(`^${source.replace(/\\\/[^\]]*$/, (tail) => (pattern.startsWith("@") ? tail : ""))}`)];
}

function isNamedByCommand(name: string, commands: readonly string[]): boolean {
  const words = [name, ...(commandsOfPackages.get(name) ?? []), name.replace(/-cli$/, "")];
  return words.some((word) => commands.some((command) => namesWord(command, word)));
}

function namesWord(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!/[\w@-]/.test(text.charAt(at - 1)) && !/[\w-]/.test(text.charAt(at + name.length))) return true;
  }
  return false;
}

/** Whether a file has the name between quotes, slashes or the like. */
function isNamedInFiles(name: string, { files }: MentionParts): boolean {
  return files.some(({ entry, kind }) => {
    if (entry.path.startsWith(`node_modules/${name}/`)) return true;
    if (prose.has(kind) || proseName.test(entry.path)) return false;
    const bytes = Buffer.from(entry.bytes.buffer, entry.bytes.byteOffset, entry.bytes.length);
    for (let at = bytes.indexOf(name); at !== -1; at = bytes.indexOf(name, at + 1)) {
      const before = String.fromCharCode(bytes[at - 1] ?? 32);
      const after = String.fromCharCode(bytes[at + name.length] ?? 32);
      if (/["'`/~!,]/.test(before) && /["'`/!,]/.test(after)) return true;
    }
    return false;
  });
}
