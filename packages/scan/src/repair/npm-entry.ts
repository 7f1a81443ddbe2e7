import type { JsonValue } from "./edit-json.ts";
import { compareNames } from "./edit-json.ts";

/** An entry of `packages` in npm's lockfile. */
export type NpmEntry = Readonly<Record<string, JsonValue>>;

/** What of a manifest npm copies into its lockfile, and nothing else of it: it is foreign. */
const copied = ["license", "deprecated", "bin", "engines", "os", "cpu", "libc", "funding"] as const;
const dependencyMembers = [
  "dependencies",
  "optionalDependencies",
  "peerDependencies",
  "peerDependenciesMeta",
] as const;
const keptFlags = ["dev", "optional", "devOptional", "peer", "inBundle", "extraneous"] as const;
const maxCharacters = 20_000;

/** What a new entry is made of. */
export interface EntryParts {
  /** The published manifest; foreign. */
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly version: string;
  /** Where the client takes it from; `undefined` where the lockfile keeps no addresses. */
  readonly resolved: string | undefined;
  readonly integrity: string | undefined;
  /** What stood there before; its flags stay. */
  readonly before: NpmEntry | undefined;
}

/** Makes an entry in the order of npm: what it is, plain members and lists by name, `dependencies`, other objects by name. */
export function makeNpmEntry({ manifest, version, resolved, integrity, before }: EntryParts): NpmEntry {
  const rest = new Map<string, JsonValue>();
  for (const key of [...copied, ...dependencyMembers]) {
    const value = copyOf(key, manifest);
    if (value !== undefined) rest.set(key, value);
  }
  if (runsAtInstall(manifest)) rest.set("hasInstallScript", true);
  for (const flag of keptFlags) if (before?.[flag] === true) rest.set(flag, true);
  const name = before?.["name"];
  return Object.fromEntries([
    ...(typeof name === "string" ? [["name", name] as const] : []),
    ["version", version] as const,
    ...(resolved === undefined ? [] : [["resolved", resolved] as const]),
    ...(integrity === undefined ? [] : [["integrity", integrity] as const]),
    ...[...rest].sort(byNpmOrder),
  ]);
}

function byNpmOrder(
  [leftKey, left]: readonly [string, JsonValue],
  [rightKey, right]: readonly [string, JsonValue],
): number {
  const gravity = Number(isRecord(left)) - Number(isRecord(right));
  const first = Number(rightKey === "dependencies") - Number(leftKey === "dependencies");
  return gravity || first || compareNames(leftKey, rightKey);
}

/** An entry with flags changed, the others in their order. */
export function withFlags(entry: NpmEntry, flags: ReadonlyMap<string, boolean>): NpmEntry {
  const { name, version, resolved, integrity, ...others } = entry;
  const rest = new Map<string, JsonValue>(Object.entries(others));
  for (const [flag, isSet] of flags) {
    if (isSet) rest.set(flag, true);
    else rest.delete(flag);
  }
  const first = { name, version, resolved, integrity };
  return Object.fromEntries([
    ...Object.entries(first).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
    ...[...rest].sort(byNpmOrder),
  ]);
}

function copyOf(key: string, manifest: Readonly<Record<string, unknown>>): JsonValue | undefined {
  const value = asJson(Object.hasOwn(manifest, key) ? manifest[key] : undefined, 0);
  if (value === undefined || JSON.stringify(value).length > maxCharacters) return undefined;
  switch (key) {
    case "bin":
      return binOf(value, manifest);
    case "funding":
      return typeof value === "string" ? { url: value } : value;
    case "license":
      return licenseOf(value);
    case "dependencies":
      return withoutOptional(value, manifest);
    default:
      return isEmpty(value) ? undefined : sortNames(value);
  }
}

/** What is optional stands among the optional ones alone, as npm writes it. */
function withoutOptional(
  value: JsonValue,
  manifest: Readonly<Record<string, unknown>>,
): JsonValue | undefined {
  const optional = manifest["optionalDependencies"];
  if (!isRecord(value)) return undefined;
  const left = Object.entries(value).filter(
    ([name]) => typeof optional !== "object" || optional === null || !Object.hasOwn(optional, name),
  );
  return left.length === 0 ? undefined : sortNames(Object.fromEntries(left));
}

/** npm writes the members of every object in the order of their names. */
function sortNames(value: JsonValue): JsonValue {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => compareNames(left, right))
      .map(([name, inner]) => [name, sortNames(inner)] as const),
  );
}

function binOf(value: JsonValue, { name }: Readonly<Record<string, unknown>>): JsonValue | undefined {
  if (typeof value === "string" && typeof name === "string")
    return Object.fromEntries([[name.replace(/^@[^/]*\//, ""), value.replace(/^\.\//, "")]]);
  if (!isRecord(value)) return undefined;
  const commands = Object.entries(value).map(
    ([command, file]) => [command, typeof file === "string" ? file.replace(/^\.\//, "") : file] as const,
  );
  return commands.length === 0 ? undefined : Object.fromEntries(commands);
}

function licenseOf(value: JsonValue): JsonValue | undefined {
  if (typeof value === "string") return value;
  const type = isRecord(value) ? value["type"] : undefined;
  return typeof type === "string" ? type : undefined;
}

function runsAtInstall(manifest: Readonly<Record<string, unknown>>): boolean {
  if (manifest["hasInstallScript"] === true) return true;
  const scripts = manifest["scripts"];
  return (
    typeof scripts === "object" &&
    scripts !== null &&
    ["preinstall", "install", "postinstall"].some((each) => Object.hasOwn(scripts, each))
  );
}

function isEmpty(value: JsonValue): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** Whether a value is an object with members. */
export function isRecord(value: unknown): value is Readonly<Record<string, JsonValue>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const maxDepth = 8;

function asJson(value: unknown, depth: number): JsonValue | undefined {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (typeof value !== "object" || depth > maxDepth) return undefined;
  if (Array.isArray(value)) return value.flatMap((each) => asJson(each, depth + 1) ?? []);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      const inner = asJson(each, depth + 1);
      return inner === undefined ? [] : [[key, inner] as const];
    }),
  );
}
