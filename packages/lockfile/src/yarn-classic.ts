import { followAlias, kindOfSpec, splitSpec } from "./dependency-spec.ts";
import { badFormat } from "./errors.ts";
import type { LockedPackage, LockedPackageKind, LockfileLimits } from "./locked-package.ts";
import { PackageList } from "./package-list.ts";
import { parseKeyLine, parseFieldLine } from "./yarn-classic-line.ts";

interface OpenEntry {
  readonly line: number;
  /** `name@range` as asked for by the project and its packages. */
  readonly patterns: readonly string[];
  readonly fields: Map<string, string>;
}

/**
 * Reads `yarn.lock` of Yarn 1: lines without indentation name the ranges that an entry answers, those indented once
 * are its fields, and those below are lists of dependencies, which say nothing about this entry.
 */
export function parseYarnClassicLockfile(text: string, limits: LockfileLimits): readonly LockedPackage[] {
  const list = new PackageList(limits);
  let open: OpenEntry | undefined;
  let line = 0;
  for (const content of linesOf(text)) {
    line += 1;
    const indent = indentOf(content, line);
    if (indent === content.length || content[indent] === "#") continue;
    if (indent === 0) {
      addEntry(open, list);
      open = { line, patterns: parseKeyLine(content, line), fields: new Map() };
    } else if (open === undefined) throw badFormat("a field comes before the first entry", line);
    else if (indent === 2) {
      const field = parseFieldLine(content.slice(indent), line);
      if (field !== undefined) open.fields.set(field.name, field.value);
    }
  }
  addEntry(open, list);
  return list.packages;
}

function* linesOf(text: string): Iterable<string> {
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    yield text.slice(start, end > start && text[end - 1] === "\r" ? end - 1 : end);
    start = end + 1;
  }
}

function indentOf(content: string, line: number): number {
  let indent = 0;
  while (content[indent] === " ") indent += 1;
  if (content[indent] === "\t") throw badFormat("it is indented with a tab", line);
  if (indent % 2 !== 0 && indent < content.length) throw badFormat("its indentation is odd", line);
  return indent;
}

/** Adds an entry once per package that it answers for: ranges under several aliases are one package. */
function addEntry(entry: OpenEntry | undefined, list: PackageList): void {
  if (entry === undefined) return;
  const { line, fields } = entry;
  const version = fields.get("version");
  if (version === undefined) throw badFormat("an entry has no version", line);
  const resolved = fields.get("resolved");
  const integrity = fields.get("integrity") ?? hashOf(resolved);
  const kinds = new Map<string, LockedPackageKind>();
  for (const pattern of entry.patterns) {
    const { name, spec } = followAlias(splitSpec(pattern));
    const kind = kindOfSpec(spec);
    // A registry's package that one place asks for by URL is answered for by the URL.
    if (!kinds.has(name) || kind !== "registry") kinds.set(name, kind);
  }
  for (const [name, kind] of kinds) list.add({ name, version, resolved, integrity, line, kind });
}

/** Before it knew `integrity`, Yarn 1 wrote the SHA-1 behind the address. */
function hashOf(resolved: string | undefined): string | undefined {
  return /^(?!git)[^#]*#([0-9a-f]{40})$/.exec(resolved ?? "")?.[1];
}
