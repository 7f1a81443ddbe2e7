import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { Document, Node, Pair, YAMLMap, YAMLSeq } from "yaml";

import type { WantedSetting } from "./user-configuration.ts";
import { applyEdits, insertLines, notEditable, setupRemark } from "./user-configuration-edit.ts";
import type { TextEdit } from "./user-configuration-edit.ts";
import { isSatisfied, verifyTree } from "./user-configuration-tree.ts";

/** A file as it is written, and as plain values. */
export interface ParsedYaml {
  readonly root: YAMLMap | undefined;
  /** The document as plain values. */
  readonly tree: unknown;
}

/** Settings that a mapping lacks, by their path from there; `undefined` stands for an empty document. */
type Lacking = Map<YAMLMap | undefined, WantedSetting[]>;

/**
 * Edits `.yarnrc.yml` and pnpm's `config.yaml`: values are replaced where they stand, and what is not there is added
 * as lines of its own. Throws `CLIENTS_BAD_SETTINGS` for forms that this cannot be done to.
 */
export function editYaml(text: string, wanted: readonly WantedSetting[]): readonly TextEdit[] {
  const { root, tree } = parseYaml(text);
  const missing = wanted.filter((setting) => !isSatisfied(tree, setting));
  if (missing.length === 0) return [];
  const edit = (place: "end" | "start"): readonly TextEdit[] => {
    const edits = editDocument(text, root, missing, place);
    verifyTree(tree, parseYaml(applyEdits(text, edits)).tree, missing);
    return edits;
  };
  try {
    return edit("end");
  } catch (error) {
    // Some files end in a way that nothing can follow, such as a text whose last line is its value.
    if (root === undefined) throw error;
    return edit("start");
  }
}

/** Reads a file. Throws `CLIENTS_BAD_SETTINGS`. */
export function parseYaml(text: string): ParsedYaml {
  try {
    const document: Document = parseDocument(text, { logLevel: "error" });
    const [problem] = document.errors;
    if (problem !== undefined) throw problem;
    return { root: rootOf(document.contents), tree: document.toJS({ maxAliasCount: 100 }) };
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split("\n", 1)[0] ?? "") : "unknown";
    throw notEditable(why.slice(0, 200), cause);
  }
}

function rootOf(contents: Node | null): YAMLMap | undefined {
  if (contents === null || (isScalar(contents) && contents.value === null)) return undefined;
  if (isMap(contents) && contents.flow !== true && contents.items.length > 0) return contents;
  throw new TypeError("the document is no list of keys");
}

function editDocument(
  text: string,
  root: YAMLMap | undefined,
  missing: readonly WantedSetting[],
  place: "end" | "start",
): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const lacking: Lacking = new Map();
  for (const setting of missing) {
    const edit = root === undefined ? undefined : replaceIn(text, root, setting, lacking);
    if (edit !== undefined) edits.push(edit.path === undefined ? edit : { ...edit, path: setting.path });
    if (root === undefined) lacking.set(root, [...(lacking.get(root) ?? []), setting]);
  }
  for (const [map, settings] of lacking) {
    const isAtEnd = map === undefined || (map === root && place === "end");
    edits.push(addTo(text, map, settings, isAtEnd));
  }
  return edits.toSorted((left, right) => left.at - right.at);
}

/** The edit of the value that is there, or a note of the innermost mapping that lacks the setting. */
function replaceIn(
  text: string,
  map: YAMLMap,
  setting: WantedSetting,
  lacking: Lacking,
): TextEdit | undefined {
  const [key, ...rest] = setting.path;
  const pair = map.items.find((each) => isScalar(each.key) && each.key.value === key);
  if (pair === undefined) {
    lacking.set(map, [...(lacking.get(map) ?? []), setting]);
    return undefined;
  }
  if (rest.length === 0) return replaceValue(text, pair, setting);
  if (!isMap(pair.value) || pair.value.flow === true) throw notEditable(`"${key ?? ""}" is no block of keys`);
  return replaceIn(text, pair.value, { ...setting, path: rest }, lacking);
}

function replaceValue(text: string, { value: node }: Pair, { mode, value, path }: WantedSetting): TextEdit {
  if (mode === "include" && isSeq(node)) return includeIn(text, node, value);
  if (!isScalar(node) || node.range === undefined || node.range === null)
    throw notEditable("a value is no text");
  const [at, end] = node.range;
  if (mode === "include" && node.value !== null) throw notEditable("a list is written as a text");
  const rendered = mode === "include" ? `[${renderValue(value)}]` : renderValue(value);
  const removed = text.slice(at, end);
  return removed === ""
    ? { at, removed, inserted: ` ${rendered}` }
    : { at, removed, inserted: rendered, path };
}

function includeIn(text: string, list: YAMLSeq, value: string): TextEdit {
  const last = rangeOf(list.items.at(-1));
  const start = rangeOf(list)[0];
  if (list.flow === true) {
    const at = list.items.length === 0 ? start + 1 : last[1];
    return { at, removed: "", inserted: `${list.items.length === 0 ? "" : ", "}${renderValue(value)}` };
  }
  const found = text.indexOf("\n", last[1]);
  const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (indent.trim() !== "") throw notEditable("a list begins on the line of its key");
  return insertLines(text, found < 0 ? text.length : found + 1, [`${indent}- ${renderValue(value)}`]);
}

/** Where a node begins and ends in its text. */
export function rangeOf(node: unknown): readonly [number, number] {
  const range = isScalar(node) || isSeq(node) || isMap(node) ? node.range : undefined;
  return range === undefined || range === null ? [0, 0] : [range[0], range[1]];
}

function addTo(
  text: string,
  map: YAMLMap | undefined,
  settings: readonly WantedSetting[],
  isAtEnd: boolean,
): TextEdit {
  const first = map === undefined ? 0 : rangeOf(map.items[0]?.key)[0];
  const lineStart = text.lastIndexOf("\n", first - 1) + 1;
  const indent = map === undefined ? "" : text.slice(lineStart, first);
  if (indent.trim() !== "") throw notEditable("its keys do not begin their lines");
  const lines = [setupRemark, ...renderSettings(settings)].map((line) => `${indent}${line}`);
  return insertLines(text, isAtEnd ? text.length : lineStart, lines);
}

/** Settings as lines, those with the same first key below it. */
function renderSettings(settings: readonly WantedSetting[]): readonly string[] {
  const groups = new Map<string, WantedSetting[]>();
  for (const setting of settings) {
    const [key = ""] = setting.path;
    groups.set(key, [...(groups.get(key) ?? []), setting]);
  }
  return [...groups].flatMap(([key, group]) => {
    const [only] = group;
    if (only !== undefined && only.path.length === 1) return renderSetting(key, only);
    const inner = group.map((setting) => ({ ...setting, path: setting.path.slice(1) }));
    return [`${renderKey(key)}:`, ...renderSettings(inner).map((line) => `  ${line}`)];
  });
}

function renderSetting(key: string, { value, mode }: WantedSetting): readonly string[] {
  if (mode === "set") return [`${renderKey(key)}: ${renderValue(value)}`];
  return [`${renderKey(key)}:`, `  - ${renderValue(value)}`];
}

function renderKey(key: string): string {
  return /^[A-Za-z][\w-]*$/.test(key) ? key : JSON.stringify(key);
}

function renderValue(value: string): string {
  return value === "true" ? value : JSON.stringify(value);
}
