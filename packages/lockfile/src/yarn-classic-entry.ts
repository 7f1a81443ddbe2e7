import type { PackageAddition } from "./package-about.ts";
import type { TextLines } from "./text-lines.ts";
import { parseKeyLine } from "./yarn-classic-line.ts";

/** Puts an entry where Yarn 1 would write it: in the order of names. */
export function addYarnClassicEntry(lines: TextLines, addition: PackageAddition): void {
  insertInOrder(lines, addition.place, renderEntry(addition));
}

/** Moves an entry to where its name belongs, with the empty line behind it or, for the last one, before it. */
export function moveYarnClassicEntry(lines: TextLines, header: number): void {
  const headers = Array.from({ length: lines.count }, (_, at) => at).filter((at) => lines.indentOf(at) === 0);
  const at = headers.indexOf(header);
  const [before, next] = [headers[at - 1], headers[at + 1]];
  const key = keyAt(lines, header);
  const isBehind = before === undefined || keyAt(lines, before) < key;
  if (isBehind && (next === undefined || key < keyAt(lines, next))) return;
  const end = lines.endOfBlock(header, 0);
  const block = Array.from({ length: end - header }, (_, offset) => lines.at(header + offset));
  lines.splice(next === undefined ? header - 1 : header, end - header + 1, []);
  insertInOrder(lines, key, block);
}

function insertInOrder(lines: TextLines, key: string, block: readonly string[]): void {
  for (let at = 0; at < lines.count; at += 1) {
    if (lines.indentOf(at) !== 0 || keyAt(lines, at) <= key) continue;
    lines.splice(at, 0, [...block, ""]);
    return;
  }
  lines.append(["", ...block]);
}

function keyAt(lines: TextLines, header: number): string {
  return parseKeyLine(lines.at(header), header + 1).join(", ");
}

function renderEntry({
  place,
  version,
  resolved,
  integrity,
  dependencies,
  about,
}: PackageAddition): readonly string[] {
  return [
    `${place.split(", ").map(quoteWhereNeeded).join(", ")}:`,
    `  version ${JSON.stringify(version)}`,
    ...(resolved === undefined ? [] : [`  resolved ${JSON.stringify(resolved)}`]),
    ...(integrity === undefined ? [] : [`  integrity ${integrity}`]),
    ...renderYarnClassicList("dependencies", dependencies),
    ...renderYarnClassicList("optionalDependencies", about.optional),
  ];
}

/** The lines of a list of names and ranges; none for an empty one. */
export function renderYarnClassicList(name: string, pairs: ReadonlyMap<string, string>): readonly string[] {
  if (pairs.size === 0) return [];
  return [
    `  ${name}:`,
    ...[...pairs].map(([key, range]) => `    ${quoteWhereNeeded(key)} ${JSON.stringify(range)}`),
  ];
}

/** Yarn 1 quotes what could be read otherwise. */
export function quoteWhereNeeded(text: string): string {
  const isPlain = /^[a-z]/i.test(text) && !/[:\s\\",[\]]/.test(text) && !/^(?:true|false)/.test(text);
  return isPlain ? text : JSON.stringify(text);
}
