import { describeJsonFault } from "@lockkeeper/lockfile";

import { ScanError } from "./errors.ts";

/** The fields of a manifest that declare dependencies. */
export const dependencyFields = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
] as const;
/** One of {@link dependencyFields}. */
export type DependencyField = (typeof dependencyFields)[number];

/** A dependency as a project's own manifest declares it. */
export interface DeclaredDependency {
  readonly field: DependencyField;
  readonly name: string;
  readonly range: string;
  /** From 1. */
  readonly line: number;
}

/** The `package.json` of a project or of a member of its workspace, as far as rules read it. Texts are foreign. */
export interface ProjectManifest {
  /** Relative to the project with forward slashes. */
  readonly file: string;
  readonly name: string | undefined;
  readonly isPrivate: boolean;
  readonly packageManager: string | undefined;
  readonly dependencies: readonly DeclaredDependency[];
  /** Names with their commands. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Whether the manifest declares workspaces. */
  readonly hasWorkspaces: boolean;
  readonly text: string;
}

const maxEntries = 20_000;

/** Parses a project's manifest. Throws `SCAN_BAD_MANIFEST`. */
export function parseProjectManifest(file: string, text: string): ProjectManifest {
  const members = membersOf(parse(file, text.replace(/^\uFEFF/, "")));
  if (members === undefined) throw badManifest(file, "it is no object");
  return {
    file,
    name: textOf(members.get("name")),
    isPrivate: members.get("private") === true,
    packageManager: textOf(members.get("packageManager")),
    dependencies: dependencyFields.flatMap((field) => declaredIn(members, field, text)),
    scripts: new Map(textEntries(members.get("scripts"))),
    hasWorkspaces: members.get("workspaces") !== undefined,
    text,
  };
}

/** The line of a key's first mention, from 1; 1 where it is not there. */
export function lineOfKey(text: string, key: string, below?: string): number {
  const start = below === undefined ? 0 : Math.max(0, text.indexOf(JSON.stringify(below)));
  const at = text.indexOf(JSON.stringify(key), start);
  return at < 0 ? 1 : lineAt(text, at);
}

/** The line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

function declaredIn(
  members: ReadonlyMap<string, unknown>,
  field: DependencyField,
  text: string,
): readonly DeclaredDependency[] {
  const entries = textEntries(members.get(field));
  if (entries.length === 0) return [];
  const findLine = createLineFinder(text, Math.max(0, text.indexOf(`"${field}"`)));
  return entries.map(([name, range]) => ({ field, name, range, line: findLine(name) }));
}

/** Finds keys that come in the order of the text, so that a long list is walked once. */
function createLineFinder(text: string, start: number): (key: string) => number {
  let at = start;
  let line = lineAt(text, start);
  return (key) => {
    const found = text.indexOf(JSON.stringify(key), at);
    if (found < 0) return lineOfKey(text, key);
    for (let next = text.indexOf("\n", at); next >= 0 && next < found; next = text.indexOf("\n", next + 1))
      line += 1;
    at = found;
    return line;
  };
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badManifest(file, describeJsonFault(text), cause);
  }
}

function badManifest(file: string, detail: string, cause?: unknown): ScanError {
  return new ScanError("SCAN_BAD_MANIFEST", {
    message: `Cannot read "${file}" as it is no manifest: ${detail}`,
    hint: "What cannot be read was not checked.",
    cause,
  });
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value).slice(0, maxEntries));
}

function textEntries(value: unknown): readonly (readonly [string, string])[] {
  const members = membersOf(value);
  if (members === undefined) return [];
  return [...members].flatMap(([key, each]): readonly (readonly [string, string])[] =>
    typeof each === "string" ? [[key, each]] : [],
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
