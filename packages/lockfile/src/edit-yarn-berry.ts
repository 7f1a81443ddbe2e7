import { splitSpec } from "./dependency-spec.ts";
import { notEditable } from "./lockfile-plan.ts";
import type { LockfilePlan, PackageChange, RangeChange } from "./lockfile-plan.ts";
import { TextLines } from "./text-lines.ts";

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
  lines.set(header, isLong ? `? ${quoteWhereNeeded(key)}` : `${quoteWhereNeeded(key)}:`);
}

/** The line from which an entry's fields begin to be looked for. */
function bodyOf(lines: TextLines, header: number): number {
  return lines.at(header).startsWith("? ") ? header + 1 : header;
}

function editEntry(
  lines: TextLines,
  header: number,
  { version, resolved, integrity, dependencies: wanted }: PackageChange,
): void {
  const body = bodyOf(lines, header);
  const line = lines.findIn(body, 0, "resolution: ");
  if (line === undefined) throw notEditable("an entry has no resolution");
  const { name, spec } = splitSpec(unquote(lines.at(line).slice("  resolution: ".length)));
  if (!/^npm:[^:]*$/.test(spec))
    throw notEditable("an entry does not come from a registry by its name alone");
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
    lines.splice(next ?? lines.endOfBlock(body, 0), 0, [`  ${name}: ${quoteWhereNeeded(value)}`]);
  } else if (unquote(lines.at(at).slice(name.length + 4)) !== value) {
    const isQuoted = name === "resolution";
    lines.set(at, `  ${name}: ${isQuoted ? JSON.stringify(value) : quoteWhereNeeded(value)}`);
  }
}

function setDependencies(lines: TextLines, body: number, wanted: ReadonlyMap<string, string>): void {
  const texts = [...wanted].map(
    ([name, range]) => `    ${quoteWhereNeeded(name)}: ${quoteWhereNeeded(range)}`,
  );
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
  const field = `${quoteWhereNeeded(name)}: `;
  const list = lines.findIn(bodyOf(lines, member), 0, dependencies);
  const line = list === undefined ? undefined : lines.findIn(list, 2, field);
  if (line === undefined) throw notEditable(`its workspace does not ask for "${name}"`);
  lines.set(line, `    ${field}${quoteWhereNeeded(wanted)}`);
  const header = findHeader(lines, (key) => key.split(", ").includes(`${name}@${old}`));
  const isStillAsked = listHeaders(lines).some((at) =>
    asksFor(lines, at, `${field}${quoteWhereNeeded(old)}`),
  );
  const kept = keyAt(lines, header)
    .split(", ")
    .filter((descriptor) => descriptor !== `${name}@${old}` || isStillAsked);
  const descriptors = [...new Set([...kept, `${name}@${wanted}`])].toSorted((one, other) =>
    one < other ? -1 : 1,
  );
  setKey(lines, header, descriptors.join(", "));
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

function quoteWhereNeeded(text: string): string {
  return /^[\w~^/][\w.~^+/-]*$/.test(text) ? text : JSON.stringify(text);
}
