import { splitSpec } from "./dependency-spec.ts";
import { notEditable } from "./lockfile-plan.ts";
import type { LockfilePlan, PackageChange, RangeChange } from "./lockfile-plan.ts";
import type { PackageAddition } from "./package-about.ts";
import { TextLines } from "./text-lines.ts";
import { quoteBerryText, renderBerryEntry } from "./yarn-berry-entry.ts";

const dependencies = "dependencies:";
const registryProtocol = "npm:";

/**
 * Changes `yarn.lock` of Yarn 2 and later. Its checksums are of archives that Yarn makes itself: without one the line is
 * taken out, and Yarn writes it at its next installation that may.
 */
export function editYarnBerryLockfile(text: string, plan: LockfilePlan): string {
  const lines = new TextLines(text);
  const changes = plan.packages
    .map((change) => ({ change, header: findHeader(lines, (key) => key === change.place) }))
    .toSorted((one, other) => other.header - one.header);
  for (const { change, header } of changes) editEntry(lines, header, change);
  for (const range of plan.ranges) changeRange(lines, range);
  for (const { name, range } of plan.overrides) force(lines, name, range);
  for (const { place, added } of plan.names ?? []) addName(lines, place, added);
  for (const addition of plan.additions ?? []) addEntry(lines, addition);
  return lines.result;
}

function findHeader(lines: TextLines, isWanted: (key: string) => boolean): number {
  const header = listHeaders(lines).find((at) => isWanted(keyAt(lines, at)));
  if (header === undefined) throw notEditable("it has no entry for what is to change");
  return header;
}

function listHeaders(lines: TextLines): readonly number[] {
  return Array.from({ length: lines.count }, (_, at) => at).filter((at) => {
    const text = lines.at(at);
    return lines.indentOf(at) === 0 && (text.endsWith(":") || text.startsWith("? ")) && text !== ":";
  });
}

/** The key of an entry; Yarn writes long ones behind a question mark, with the colon on a line of its own. */
function keyAt(lines: TextLines, header: number): string {
  const text = lines.at(header);
  const written = text.startsWith("? ") ? text.slice(2) : text.slice(0, -1);
  return unquote(written);
}

function setKey(lines: TextLines, header: number, key: string): void {
  if (key === keyAt(lines, header)) return;
  const isLong = lines.at(header).startsWith("? ");
  lines.set(header, isLong ? `? ${quoteBerryText(key)}` : `${quoteBerryText(key)}:`);
  moveInOrder(lines, header, key);
}

/** Yarn keeps its entries in the order of their keys. */
function moveInOrder(lines: TextLines, header: number, key: string): void {
  const headers = listHeaders(lines);
  const at = headers.indexOf(header);
  const [before, next] = [headers[at - 1], headers[at + 1]];
  const isBehind = before === undefined || keyAt(lines, before) < key || keyAt(lines, before) === metadata;
  if (isBehind && (next === undefined || key < keyAt(lines, next))) return;
  const end = lines.endOfBlock(bodyOf(lines, header), 0);
  const block = Array.from({ length: end - header }, (_, offset) => lines.at(header + offset));
  const isLast = next === undefined;
  // With the empty line behind it, or before it where it is the last.
  lines.splice(isLast ? header - 1 : header, end - header + 1, []);
  insertEntry(lines, key, block);
}

const metadata = "__metadata";

function insertEntry(lines: TextLines, key: string, block: readonly string[]): void {
  const next = listHeaders(lines).find((at) => keyAt(lines, at) !== metadata && keyAt(lines, at) > key);
  if (next === undefined) lines.append(["", ...block]);
  else lines.splice(next, 0, [...block, ""]);
}

/** The line from which an entry's fields begin to be looked for. */
function bodyOf(lines: TextLines, header: number): number {
  return lines.at(header).startsWith("? ") ? header + 1 : header;
}

/**
 * Takes names out of entries that somebody asked for in the text before and nobody does in the one after: Yarn would
 * write such a key anew. What is named for another reason stays.
 */
export function dropUnaskedNames(before: string, after: string): string {
  const lines = new TextLines(after);
  const [asked, stillAsked] = [listAsked(new TextLines(before)), listAsked(lines)];
  for (const key of listHeaders(lines).map((header) => keyAt(lines, header))) {
    const names = key.split(", ");
    const kept = names.filter((name) => !asked.has(name) || stillAsked.has(name));
    if (kept.length === 0 || kept.length === names.length) continue;
    setKey(
      lines,
      findHeader(lines, (each) => each === key),
      kept.join(", "),
    );
  }
  return lines.result;
}

/** How Yarn names its own patch of a package, for those that it patches whoever asks for them. */
export function compatibilityPatchOf(name: string, range: string): string {
  const inner = range.replaceAll("%", "%25").replaceAll(":", "%3A").replaceAll("#", "%23");
  return `${name}@patch:${name}@${inner}#optional!builtin<compat/${name}>`;
}

/** Every `name@range` that an entry needs. */
function listAsked(lines: TextLines): ReadonlySet<string> {
  const asked = new Set<string>();
  let isInList = false;
  for (let at = 0; at < lines.count; at += 1) {
    const indent = lines.indentOf(at);
    if (indent === 2) isInList = lines.at(at) === `  ${dependencies}`;
    if (indent !== 4 || !isInList) continue;
    const field = /^ {4}("[^"]*"|[^"\s]+): (.*)$/.exec(lines.at(at));
    if (field === null) continue;
    // Before its fourth version, Yarn wrote ranges of a registry without saying so.
    const [name, range] = [unquote(field[1] ?? ""), withProtocol(unquote(field[2] ?? ""))];
    asked.add(`${name}@${range}`);
    asked.add(compatibilityPatchOf(name, range));
  }
  return asked;
}

function addName(lines: TextLines, place: string, added: string): void {
  const [first = ""] = place.split(", ");
  const header = findHeader(lines, (key) => key.split(", ").includes(first));
  setKey(lines, header, sortDescriptors([...keyAt(lines, header).split(", "), added]));
}

function addEntry(lines: TextLines, addition: PackageAddition): void {
  insertEntry(lines, addition.place, [`${quoteBerryText(addition.place)}:`, ...renderBerryEntry(addition)]);
}

/** Writes an entry anew from what is known of its manifest; its name stays. */
function rewriteEntry(
  lines: TextLines,
  body: number,
  { name, change }: { readonly name: string; readonly change: PackageChange },
): void {
  const { version, resolved, integrity, about, dependencies: wanted } = change;
  if (about === undefined || wanted === undefined) throw notEditable("half of a manifest was given");
  const texts = renderBerryEntry({ name, version, resolved, integrity, dependencies: wanted, about });
  lines.splice(body + 1, lines.endOfBlock(body, 0) - body - 1, texts);
}

function editEntry(lines: TextLines, header: number, change: PackageChange): void {
  const { version, resolved, integrity, dependencies: wanted } = change;
  const body = bodyOf(lines, header);
  const line = lines.findIn(body, 0, "resolution: ");
  if (line === undefined) throw notEditable("an entry has no resolution");
  const { name, spec } = splitSpec(unquote(lines.at(line).slice("  resolution: ".length)));
  if (!/^npm:[^:]*$/.test(spec))
    throw notEditable("an entry does not come from a registry by its name alone");
  if (change.about !== undefined) {
    rewriteEntry(lines, body, { name, change });
    return;
  }
  const address = resolved === undefined ? "" : `::__archiveUrl=${encodeURIComponent(resolved)}`;
  setField(lines, body, "checksum", integrity);
  setField(lines, body, "resolution", `${name}@${registryProtocol}${version}${address}`);
  setField(lines, body, "version", version);
  if (wanted !== undefined) setDependencies(lines, body, wanted);
}

function setField(lines: TextLines, body: number, name: string, value: string | undefined): void {
  const at = lines.findIn(body, 0, `${name}: `);
  if (value === undefined) {
    if (at !== undefined) lines.splice(at, 1, []);
    return;
  }
  if (at === undefined) {
    const next = lines.findIn(body, 0, "conditions:") ?? lines.findIn(body, 0, "languageName:");
    lines.splice(next ?? lines.endOfBlock(body, 0), 0, [`  ${name}: ${quoteBerryText(value)}`]);
  } else if (unquote(lines.at(at).slice(name.length + 4)) !== value) {
    const isQuoted = name === "resolution";
    lines.set(at, `  ${name}: ${isQuoted ? JSON.stringify(value) : quoteBerryText(value)}`);
  }
}

function setDependencies(lines: TextLines, body: number, wanted: ReadonlyMap<string, string>): void {
  const texts = [...wanted].map(([name, range]) => `    ${quoteBerryText(name)}: ${quoteBerryText(range)}`);
  const block = texts.length === 0 ? [] : [`  ${dependencies}`, ...texts];
  const start = lines.findIn(body, 0, dependencies);
  if (start === undefined) {
    const line = lines.findIn(body, 0, "resolution: ") ?? body;
    lines.splice(line + 1, 0, block);
    return;
  }
  const end = lines.endOfBlock(start, 2);
  const old = Array.from({ length: end - start }, (_, offset) => lines.at(start + offset));
  if (old.join("\n") !== block.join("\n")) lines.splice(start, end - start, block);
}

function changeRange(lines: TextLines, { folder, name, from, to }: RangeChange): void {
  const [old, wanted] = [withProtocol(from), withProtocol(to)];
  const member = findHeader(lines, (key) =>
    key.split(", ").some((descriptor) => descriptor.endsWith(`@workspace:${folder}`)),
  );
  const field = `${quoteBerryText(name)}: `;
  const list = lines.findIn(bodyOf(lines, member), 0, dependencies);
  const line = list === undefined ? undefined : lines.findIn(list, 2, field);
  if (line === undefined) throw notEditable(`its workspace does not ask for "${name}"`);
  const isBare = lines.at(line) === `    ${field}${quoteBerryText(from)}` && from !== old;
  const [oldText, text] = isBare ? [from, wanted.replace(/^npm:/, "")] : [old, wanted];
  lines.set(line, `    ${field}${quoteBerryText(text)}`);
  const header = findHeader(lines, (key) => key.split(", ").includes(`${name}@${old}`));
  const isStillAsked = listHeaders(lines).some((at) =>
    asksFor(lines, at, `${field}${quoteBerryText(oldText)}`),
  );
  const kept = keyAt(lines, header)
    .split(", ")
    .filter((descriptor) => descriptor !== `${name}@${old}` || isStillAsked);
  setKey(lines, header, sortDescriptors([...kept, `${name}@${wanted}`]));
}

function sortDescriptors(descriptors: readonly string[]): string {
  return [...new Set(descriptors)].toSorted((one, other) => (one < other ? -1 : 1)).join(", ");
}

function asksFor(lines: TextLines, header: number, field: string): boolean {
  const list = lines.findIn(bodyOf(lines, header), 0, dependencies);
  const line = list === undefined ? undefined : lines.findIn(list, 2, field);
  return line !== undefined && lines.at(line) === `    ${field}`;
}

/** What is forced takes the place of all that was asked for; with several entries, only Yarn knows whose goes. */
function force(lines: TextLines, name: string, range: string): void {
  const headers = listHeaders(lines).filter((at) =>
    keyAt(lines, at)
      .split(", ")
      .some((descriptor) => splitSpec(descriptor).name === name),
  );
  const [header] = headers;
  if (header === undefined || headers.length > 1) {
    throw notEditable(
      `it has ${String(headers.length)} entries for "${name}", on which one version is forced`,
    );
  }
  setKey(lines, header, `${name}@${withProtocol(range)}`);
}

function withProtocol(range: string): string {
  return range.includes(":") ? range : `${registryProtocol}${range}`;
}

function unquote(text: string): string {
  return text.startsWith('"') ? String(JSON.parse(text)) : text;
}
