import { followAlias, kindOfSpec, splitSpec } from "./dependency-spec.ts";
import { badFormat } from "./errors.ts";
import type { LockedPackage, LockedPackageKind, LockfileLimits } from "./locked-package.ts";
import { PackageList } from "./package-list.ts";
import { parseFieldLine, parseKeyLine, parseListName } from "./yarn-classic-line.ts";

/** One entry as it stands in the file. */
export interface YarnClassicEntry {
  readonly line: number;
  /** `name@range` as asked for by the project and its packages. */
  readonly patterns: readonly string[];
  readonly fields: ReadonlyMap<string, string>;
  /** The lists below the entry, such as `dependencies`, by their names. */
  readonly lists: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Reads `yarn.lock` of Yarn 1. */
export function parseYarnClassicLockfile(text: string, limits: LockfileLimits): readonly LockedPackage[] {
  const list = new PackageList(limits);
  for (const entry of readYarnClassicEntries(text)) {
    for (const locked of fromYarnClassicEntry(entry)) list.add(locked);
  }
  return list.packages;
}

/**
 * Goes through the entries: lines without indentation name the ranges that an entry answers, those indented once are its
 * fields, and those indented twice belong to the list that begins above them. Throws `LOCKFILE_BAD_FORMAT`.
 */
export function* readYarnClassicEntries(text: string): Iterable<YarnClassicEntry> {
  let open: OpenEntry | undefined;
  let line = 0;
  let hasWholeHashes = false;
  for (const content of linesOf(text)) {
    line += 1;
    const indent = indentOf(content, line);
    if (indent === content.length || content[indent] === "#") continue;
    if (indent === 0) {
      if (open !== undefined) {
        hasWholeHashes ||= open.fields.has("integrity") && isWholeHash(open);
        yield finished(open);
      }
      open = { line, patterns: parseKeyLine(content, line), fields: new Map(), lists: new Map() };
    } else if (open === undefined) throw badFormat("a field comes before the first entry", line);
    else addField(open, content, { indent, line });
  }
  if (open === undefined) return;
  if (hasWholeHashes && !isWholeHash(open)) throw badFormat("the hash of its last entry is cut", open.line);
  yield finished(open);
}

const wholeHash = /^(?:sha1-[\w+/]{27}=|sha256-[\w+/]{43}=|sha384-[\w+/]{64}|sha512-[\w+/]{86}==)$/;

/** Where a file ends before its time, the hash is what can be short and still be one word. */
function isWholeHash({ fields }: YarnClassicEntry): boolean {
  const integrity = fields.get("integrity");
  return integrity === undefined || integrity.split(" ").every((each) => wholeHash.test(each));
}

/** No list is empty: one without members is where the file ends before its time. */
function finished(open: OpenEntry): YarnClassicEntry {
  for (const [name, list] of open.lists)
    if (list.size === 0) throw badFormat(`${name.slice(0, 40)} has no members: it was cut`, open.line);
  return open;
}

interface OpenEntry extends YarnClassicEntry {
  readonly fields: Map<string, string>;
  readonly lists: Map<string, Map<string, string>>;
  list?: Map<string, string>;
}

function addField(
  open: OpenEntry,
  content: string,
  { indent, line }: { readonly indent: number; readonly line: number },
): void {
  const field = parseFieldLine(content.slice(indent), line);
  if (indent === 2 && field === undefined) {
    open.list = new Map();
    open.lists.set(parseListName(content.slice(indent), line), open.list);
  } else if (field !== undefined && indent === 2) open.fields.set(field.name, field.value);
  else if (field !== undefined && indent === 4) open.list?.set(field.name, field.value);
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

/** What an entry pins: one package for each that it answers for; ranges under several aliases are one package. */
export function fromYarnClassicEntry({ line, fields, patterns }: YarnClassicEntry): readonly LockedPackage[] {
  const version = fields.get("version");
  if (version === undefined) throw badFormat("an entry has no version", line);
  const resolved = fields.get("resolved");
  const integrity = fields.get("integrity") ?? hashOf(resolved);
  const kinds = new Map<string, LockedPackageKind>();
  for (const pattern of patterns) {
    const { name, spec } = followAlias(splitSpec(pattern));
    const kind = kindOfSpec(spec);
    // A registry's package that one place asks for by URL is answered for by the URL.
    if (!kinds.has(name) || kind !== "registry") kinds.set(name, kind);
  }
  return [...kinds].map(([name, kind]) => ({ name, version, resolved, integrity, line, kind }));
}

/** Before it knew `integrity`, Yarn 1 wrote the SHA-1 behind the address. */
function hashOf(resolved: string | undefined): string | undefined {
  return /^(?!git)[^#]*#([0-9a-f]{40})$/.exec(resolved ?? "")?.[1];
}
