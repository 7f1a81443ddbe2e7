import { parseIni } from "./ini-settings.ts";
import type { WantedSetting } from "./user-configuration.ts";
import { applyEdits, insertLines, setupRemark, withoutLine } from "./user-configuration-edit.ts";
import type { TextEdit } from "./user-configuration-edit.ts";
import { isSatisfied, verifyTree } from "./user-configuration-tree.ts";
import { parseYarnrcSettings } from "./yarnrc-settings.ts";

interface Line {
  readonly at: number;
  readonly content: string;
}

/** How a format of one setting a line writes and reads. */
export interface LineFormat {
  /** The key of a line, or `undefined` for a line without. */
  readonly keyOf: (content: string) => string | undefined;
  /** Whether what follows a line belongs to something else. */
  readonly endsAt: (content: string) => boolean;
  readonly render: (key: string, value: string) => string;
  /** The settings of a text by key. Throws `CLIENTS_BAD_SETTINGS` for a text on which the clients fail. */
  readonly read: (text: string) => Readonly<Record<string, unknown>>;
}

/** npm's ini files. */
export const iniFormat: LineFormat = {
  keyOf: (content) => {
    const trimmed = content.trim();
    if (/^[;#]/.test(trimmed)) return undefined;
    const end = trimmed.indexOf("=");
    return unquote((end < 0 ? trimmed : trimmed.slice(0, end)).trim());
  },
  endsAt: (content) => /^\[.*\]$/.test(content.trim()),
  render: (key, value) => `${key}=${value}`,
  read: parseIni,
};

/** Yarn 1's `.yarnrc`. */
export const yarnrcFormat: LineFormat = {
  keyOf: (content) => {
    if (/^[\s#]/.test(content)) return undefined;
    return unquote(/^(?:"[^"]*"|[^\s:]*)/.exec(content)?.[0] ?? "");
  },
  endsAt: () => false,
  render: (key, value) => `${key} "${value}"`,
  read: (text) =>
    Object.fromEntries(parseYarnrcSettings(text).map(({ path: [key = ""], value }) => [key, value])),
};

/** Edits npm's ini files. Throws `CLIENTS_BAD_SETTINGS`. */
export function editIni(text: string, wanted: readonly WantedSetting[]): readonly TextEdit[] {
  return editLines(text, wanted, iniFormat);
}

/** Edits Yarn 1's `.yarnrc`. Throws `CLIENTS_BAD_SETTINGS`. */
export function editYarnrc(text: string, wanted: readonly WantedSetting[]): readonly TextEdit[] {
  return editLines(text, wanted, yarnrcFormat);
}

function editLines(text: string, wanted: readonly WantedSetting[], format: LineFormat): readonly TextEdit[] {
  const before = format.read(text);
  const missing = wanted.filter((setting) => !isSatisfied(before, setting));
  if (missing.length === 0) return [];
  const lines = linesOf(text);
  const end = lines.findIndex(({ content }) => format.endsAt(content));
  const top = end < 0 ? lines : lines.slice(0, end);
  const edits = missing.flatMap((setting) => replaceSetting(top, setting, format));
  const added = missing.filter(({ path }) =>
    top.every(({ content }) => format.keyOf(content) !== path.join()),
  );
  if (added.length > 0) {
    const rendered = added.map(({ path, value }) => format.render(path.join(), value));
    const place = (end < 0 ? undefined : lines[end])?.at ?? text.length;
    edits.push(insertLines(text, place, [setupRemark, ...rendered]));
  }
  const ordered = edits.toSorted((left, right) => left.at - right.at);
  verifyTree(before, format.read(applyEdits(text, ordered)), wanted);
  return ordered;
}

/** The last line of a key wins and is replaced; earlier ones make room, since Yarn 1 stumbles over two. */
function replaceSetting(
  top: readonly Line[],
  { path, value }: WantedSetting,
  format: LineFormat,
): TextEdit[] {
  const found = top.filter(({ content }) => format.keyOf(content) === path.join());
  const last = found.pop();
  if (last === undefined) return [];
  // What stands before the key stays: blanks, or the mark of the byte order.
  const indent = /^\s*/.exec(last.content)?.[0] ?? "";
  const rendered = format.render(path.join(), value);
  return [
    ...found.map(({ at, content }) => ({ at, removed: content, inserted: setupRemark })),
    { at: last.at + indent.length, removed: last.content.slice(indent.length), inserted: rendered, path },
  ];
}

/** A text in which a setting is what it was before, or gone. */
export function forgetLine(
  text: string,
  { path }: WantedSetting,
  original: string | undefined,
  format: LineFormat,
): string {
  const line = linesOf(text).findLast(({ content }) => format.keyOf(content) === path.join());
  if (line === undefined) return text;
  if (original === undefined) return withoutLine(text, line.at);
  const indent = /^\s*/.exec(line.content)?.[0] ?? "";
  return text.slice(0, line.at + indent.length) + original + text.slice(line.at + line.content.length);
}

function linesOf(text: string): readonly Line[] {
  return Array.from(text.matchAll(/[^\r\n]+/g), ({ 0: content, index }) => ({ at: index, content }));
}

function unquote(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}
