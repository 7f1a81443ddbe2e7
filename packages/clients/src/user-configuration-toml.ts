import { parse } from "smol-toml";

import type { WantedSetting } from "./user-configuration.ts";
import { applyEdits, insertLines, notEditable, setupRemark, withoutLine } from "./user-configuration-edit.ts";
import type { TextEdit } from "./user-configuration-edit.ts";
import { isSatisfied, valueAt, verifyTree } from "./user-configuration-tree.ts";

interface Line {
  readonly at: number;
  readonly content: string;
  /** Where the next line begins. */
  readonly next: number;
  /** The table that the line is in; empty at the top. */
  readonly table: string;
  /** Whether the line is the header of that table. */
  readonly isHeader: boolean;
}

/** Edits Bun's `bunfig.toml`. Throws `CLIENTS_BAD_SETTINGS`, also for a registry that is written as a table of its own. */
export function editToml(text: string, wanted: readonly WantedSetting[]): readonly TextEdit[] {
  const tree = parseToml(text);
  const missing = wanted.filter((setting) => !isSatisfied(tree, setting));
  const edits = missing.map((setting) => editSetting(text, tree, setting));
  if (edits.length > 0) verifyTree(tree, parseToml(applyEdits(text, edits)), missing);
  return edits;
}

/** Reads a file as plain values. Throws `CLIENTS_BAD_SETTINGS`. */
export function parseToml(text: string): unknown {
  try {
    return parse(text, { maxDepth: 50 });
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split("\n", 1)[0] ?? "") : "unknown";
    throw notEditable(why.slice(0, 200), cause);
  }
}

function editSetting(text: string, tree: unknown, { path, value }: WantedSetting): TextEdit {
  const [table = "", key = ""] = path;
  const lines = linesOf(text);
  if (valueAt(tree, path) !== undefined) return replaceValue(lines, table, key, value);
  const assignment = `${key} = ${JSON.stringify(value)}`;
  const header = lines.find((line) => line.isHeader && line.table === table);
  if (header !== undefined) return insertLines(text, header.next, [setupRemark, assignment]);
  const dotted = lines.find(({ table: at, content }) => at === "" && dottedKey(content) === table);
  if (dotted !== undefined) return insertLines(text, dotted.at, [setupRemark, `${table}.${assignment}`]);
  // A table that stands on its own is followed by nothing of somebody else's, so it goes to the end.
  return insertLines(text, text.length, [setupRemark, `[${table}]`, assignment]);
}

function replaceValue(lines: readonly Line[], table: string, key: string, value: string): TextEdit {
  const found = findAssignment(lines, table, key);
  if (found === undefined) throw notEditable(`${table}.${key} is a table of its own`);
  const start = found.content.indexOf("=") + 1;
  return {
    at: found.at + start,
    removed: found.content.slice(start),
    inserted: ` ${JSON.stringify(value)}`,
    path: [table, key],
  };
}

function findAssignment(lines: readonly Line[], table: string, key: string): Line | undefined {
  return lines.find(
    (line) =>
      !line.isHeader &&
      ((line.table === table && keyOf(line.content) === key) ||
        (line.table === "" && keyOf(line.content) === `${table}.${key}`)),
  );
}

/** A text in which a setting is what it was before, or gone with a table that then holds nothing. */
export function forgetToml(text: string, { path }: WantedSetting, original: string | undefined): string {
  const [table = "", key = ""] = path;
  const lines = linesOf(text);
  const found = findAssignment(lines, table, key);
  if (found === undefined) return text;
  const start = found.content.indexOf("=") + 1;
  if (original !== undefined)
    return text.slice(0, found.at + start) + original + text.slice(found.at + found.content.length);
  const others = lines.filter((line) => line.table === table && line !== found);
  const [header, ...more] = others.filter(({ content }) => content.trim() !== "");
  const rest = withoutLine(text, found.at);
  const isEmptied = header?.isHeader === true && more.every(({ content }) => content.trim() === setupRemark);
  return isEmptied ? withoutLine(rest, header.at) : rest;
}

function dottedKey(content: string): string | undefined {
  return /^\s*([\w-]+)\s*\./.exec(content)?.[1];
}

/** The key of an assignment with the blanks around its dots left out. */
function keyOf(content: string): string | undefined {
  const key = /^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=/.exec(
    content,
  )?.[1];
  return key?.replace(/["'\s]/g, "");
}

/** Reads headers line by line; a text over several lines that looks like one is found out by the check afterwards. */
function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let table = "";
  for (const { 0: whole, 1: content = "", index } of text.matchAll(/([^\r\n]*)(?:\r\n|\n|$)/g)) {
    if (whole === "") continue;
    const header = /^\s*\[\[?([^[\]]+)\]\]?\s*(?:#.*)?$/.exec(content)?.[1];
    table = header?.replace(/["'\s]/g, "") ?? table;
    lines.push({ at: index, content, next: index + whole.length, table, isHeader: header !== undefined });
  }
  return lines;
}
