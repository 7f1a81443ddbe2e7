import { notEditable } from "./lockfile-plan.ts";
import type { LockfilePlan, PackageChange } from "./lockfile-plan.ts";
import { TextLines } from "./text-lines.ts";
import { parseFieldLine, parseKeyLine } from "./yarn-classic-line.ts";

const dependencies = "dependencies:";
const lists: ReadonlySet<string> = new Set([dependencies, "optionalDependencies:"]);

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
    const changed = plan.packages.find(
      ({ place, version }) =>
        version === range && place.split(", ").some((pattern) => nameOf(pattern) === name),
    );
    if (changed === undefined) throw notEditable(`nothing of the plan answers what is forced on "${name}"`);
    // What was asked for keeps its name, and the forced range joins it.
    const first = changed.place.split(", ").find((pattern) => nameOf(pattern) === name);
    const header = findHeader(lines, (patterns) => first !== undefined && patterns.includes(first));
    rename(lines, header, { gone: undefined, added: `${name}@${range}` });
  }
  return lines.result;
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
  { version, resolved, integrity, dependencies: wanted }: PackageChange,
): void {
  if (wanted !== undefined) setDependencies(lines, header, wanted);
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

function setDependencies(lines: TextLines, header: number, wanted: ReadonlyMap<string, string>): void {
  const start = lines.findIn(header, 0, dependencies);
  const texts = [...wanted].map(([name, range]) => `    ${quoteWhereNeeded(name)} ${JSON.stringify(range)}`);
  const block = texts.length === 0 ? [] : [`  ${dependencies}`, ...texts];
  if (start === undefined) {
    const optional = lines.findIn(header, 0, "optionalDependencies:");
    lines.splice(optional ?? lines.endOfBlock(header, 0), 0, block);
    return;
  }
  const end = lines.endOfBlock(start, 2);
  const old = Array.from({ length: end - start }, (_, offset) => lines.at(start + offset));
  if (old.join("\n") !== block.join("\n")) lines.splice(start, end - start, block);
}

/** Whether an entry asks for a range, so that its name has to stay. */
function isAskedFor(lines: TextLines, name: string, range: string): boolean {
  let isInList = false;
  for (let at = 0; at < lines.count; at += 1) {
    const indent = lines.indentOf(at);
    if (indent === 2) isInList = lists.has(lines.at(at).slice(2));
    if (indent !== 4 || !isInList) continue;
    const field = parseFieldLine(lines.at(at).slice(4), at + 1);
    if (field?.name === name && field.value === range) return true;
  }
  return false;
}

function rename(
  lines: TextLines,
  header: number,
  { gone, added }: { readonly gone: string | undefined; readonly added: string },
): void {
  const old = parseKeyLine(lines.at(header), header + 1);
  const kept = old.filter((pattern) => pattern !== gone && pattern !== added);
  const patterns = [...kept, added].toSorted((one, other) => (one < other ? -1 : 1));
  if (patterns.join(", ") !== old.join(", "))
    lines.set(header, `${patterns.map(quoteWhereNeeded).join(", ")}:`);
}

/** Yarn 1 quotes what could be read otherwise. */
function quoteWhereNeeded(text: string): string {
  const isPlain = /^[a-z]/i.test(text) && !/[:\s\\",[\]]/.test(text) && !/^(?:true|false)/.test(text);
  return isPlain ? text : JSON.stringify(text);
}
