import { notEditable } from "./lockfile-plan.ts";
import type { LockfilePlan, PackageChange } from "./lockfile-plan.ts";
import { TextLines } from "./text-lines.ts";
import {
  addYarnClassicEntry,
  moveYarnClassicEntry,
  quoteWhereNeeded,
  renderYarnClassicList,
} from "./yarn-classic-entry.ts";
import { parseFieldLine, parseKeyLine } from "./yarn-classic-line.ts";

const lists: ReadonlySet<string> = new Set(["dependencies:", "optionalDependencies:"]);

/** Changes `yarn.lock` of Yarn 1, whose entries are named by what is asked for: another range is another name. */
export function editYarnClassicLockfile(text: string, plan: LockfilePlan): string {
  const lines = new TextLines(text);
  // From the last to the first, so that places that were found stay true.
  const changes = plan.packages
    .map((change) => ({
      change,
      header: findHeader(lines, (patterns) => patterns.join(", ") === change.place),
    }))
    .toSorted((one, other) => other.header - one.header);
  for (const { change, header } of changes) editEntry(lines, header, change);
  for (const { name, from, to } of plan.ranges) {
    const header = findHeader(lines, (patterns) => patterns.includes(`${name}@${from}`));
    rename(lines, header, {
      gone: isAskedFor(lines, name, from) ? undefined : `${name}@${from}`,
      added: `${name}@${to}`,
    });
  }
  for (const { name, range } of plan.overrides) {
    // What was asked for keeps its name, and the forced range joins it.
    const header = findVersion(lines, name, range);
    if (header === undefined) throw notEditable(`nothing answers what is forced on "${name}"`);
    rename(lines, header, { gone: undefined, added: `${name}@${range}` });
  }
  for (const { place, added } of plan.names ?? []) {
    const known = place.split(", ");
    const header = findHeader(lines, (patterns) => patterns.some((pattern) => known.includes(pattern)));
    rename(lines, header, { gone: undefined, added });
  }
  for (const addition of plan.additions ?? []) addYarnClassicEntry(lines, addition);
  return lines.result;
}

/** The entry of a package that stands for exactly this version. */
function findVersion(lines: TextLines, name: string, version: string): number | undefined {
  for (let at = 0; at < lines.count; at += 1) {
    if (lines.indentOf(at) !== 0) continue;
    if (!parseKeyLine(lines.at(at), at + 1).some((pattern) => nameOf(pattern) === name)) continue;
    const field = lines.findIn(at, 0, "version ");
    const value =
      field === undefined ? undefined : parseFieldLine(lines.at(field).slice(2), field + 1)?.value;
    if (value === version) return at;
  }
  return undefined;
}

function nameOf(pattern: string): string {
  return pattern.slice(0, pattern.indexOf("@", 1));
}

function findHeader(lines: TextLines, isWanted: (patterns: readonly string[]) => boolean): number {
  for (let at = 0; at < lines.count; at += 1) {
    if (lines.indentOf(at) === 0 && isWanted(parseKeyLine(lines.at(at), at + 1))) return at;
  }
  throw notEditable("it has no entry for what is to change");
}

function editEntry(
  lines: TextLines,
  header: number,
  { version, resolved, integrity, dependencies: wanted, about }: PackageChange,
): void {
  if (about !== undefined) setList(lines, header, { name: "optionalDependencies", pairs: about.optional });
  if (wanted !== undefined) setList(lines, header, { name: "dependencies", pairs: wanted });
  setField(lines, header, { name: "integrity", value: integrity, isQuoted: false, after: "resolved" });
  setField(lines, header, { name: "resolved", value: resolved, isQuoted: true, after: "version" });
  setField(lines, header, { name: "version", value: version, isQuoted: true, after: undefined });
}

interface Field {
  readonly name: string;
  readonly value: string | undefined;
  readonly isQuoted: boolean;
  readonly after: string | undefined;
}

function setField(lines: TextLines, header: number, { name, value, isQuoted, after }: Field): void {
  const at = lines.findIn(header, 0, `${name} `);
  if (value === undefined) {
    if (at !== undefined) lines.splice(at, 1, []);
    return;
  }
  if (at !== undefined && parseFieldLine(lines.at(at).slice(2), at + 1)?.value === value) return;
  const text = `  ${name} ${isQuoted ? JSON.stringify(value) : value}`;
  if (at !== undefined) lines.set(at, text);
  else {
    const before = after === undefined ? undefined : lines.findIn(header, 0, `${after} `);
    lines.splice((before ?? lines.findIn(header, 0, "version ") ?? header) + 1, 0, [text]);
  }
}

interface PairList {
  readonly name: "dependencies" | "optionalDependencies";
  readonly pairs: ReadonlyMap<string, string>;
}

function setList(lines: TextLines, header: number, { name, pairs }: PairList): void {
  const start = lines.findIn(header, 0, `${name}:`);
  const block = renderYarnClassicList(name, pairs);
  if (start === undefined) {
    const optional = name === "dependencies" ? lines.findIn(header, 0, "optionalDependencies:") : undefined;
    lines.splice(optional ?? lines.endOfBlock(header, 0), 0, block);
    return;
  }
  const end = lines.endOfBlock(start, 2);
  const old = Array.from({ length: end - start }, (_, offset) => lines.at(start + offset));
  if (old.join("\n") !== block.join("\n")) lines.splice(start, end - start, block);
}

/** Whether an entry asks for a range, so that its name has to stay. */
function isAskedFor(lines: TextLines, name: string, range: string): boolean {
  return listAsked(lines).has(`${name}@${range}`);
}

function listAsked(lines: TextLines): ReadonlySet<string> {
  const asked = new Set<string>();
  let isInList = false;
  for (let at = 0; at < lines.count; at += 1) {
    const indent = lines.indentOf(at);
    if (indent === 2) isInList = lists.has(lines.at(at).slice(2));
    if (indent !== 4 || !isInList) continue;
    const field = parseFieldLine(lines.at(at).slice(4), at + 1);
    if (field !== undefined) asked.add(`${field.name}@${field.value}`);
  }
  return asked;
}

function rename(
  lines: TextLines,
  header: number,
  { gone, added }: { readonly gone: string | undefined; readonly added: string },
): void {
  const old = parseKeyLine(lines.at(header), header + 1);
  const kept = old.filter((pattern) => pattern !== gone && pattern !== added);
  const patterns = [...kept, added].toSorted((one, other) => (one < other ? -1 : 1));
  setPatterns(lines, header, patterns);
}

function setPatterns(lines: TextLines, header: number, patterns: readonly string[]): void {
  if (patterns.join(", ") === parseKeyLine(lines.at(header), header + 1).join(", ")) return;
  lines.set(header, `${patterns.map(quoteWhereNeeded).join(", ")}:`);
  moveYarnClassicEntry(lines, header);
}

/** As for Yarn 2 and later; what the project itself asks for stands in its manifests alone. */
export function dropUnaskedPatterns(before: string, after: string, roots: ReadonlySet<string>): string {
  const lines = new TextLines(after);
  const [asked, stillAsked] = [listAsked(new TextLines(before)), listAsked(lines)];
  const isKept = (pattern: string): boolean =>
    !asked.has(pattern) || stillAsked.has(pattern) || roots.has(pattern);
  for (const patterns of listKeys(lines)) {
    const kept = patterns.filter(isKept);
    if (kept.length === 0 || kept.length === patterns.length) continue;
    const header = findHeader(lines, (each) => each.join(", ") === patterns.join(", "));
    setPatterns(lines, header, kept);
  }
  return lines.result;
}

function listKeys(lines: TextLines): readonly (readonly string[])[] {
  return Array.from({ length: lines.count }, (_, at) => at).flatMap((at) =>
    lines.indentOf(at) === 0 ? [parseKeyLine(lines.at(at), at + 1)] : [],
  );
}
