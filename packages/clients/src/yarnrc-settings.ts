import type { ParsedSetting, SettingValue } from "./setting.ts";
import { maxSettings } from "./setting.ts";

const word = /^(?:"((?:[^"\\]|\\.)*)"|([^\s":][^\s"]*?)):?(?=\s|$)/;
const maxLineCharacters = 5000;

/**
 * Reads Yarn 1's `.yarnrc`: a key and a value a line, both quoted or plain. Blocks and comments are passed over.
 * Variables are not expanded, as Yarn 1 does not either. Never throws.
 */
export function parseYarnrcSettings(text: string): readonly ParsedSetting[] {
  const found: ParsedSetting[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/, maxSettings).entries()) {
    const setting = parseLine(line, index + 1);
    if (setting !== undefined) found.push(setting);
  }
  return found;
}

function parseLine(line: string, number: number): ParsedSetting | undefined {
  const trimmed = line.trim();
  if (line.startsWith(" ") || trimmed.startsWith("#") || trimmed.length > maxLineCharacters) return undefined;
  const key = word.exec(trimmed);
  if (key === null) return undefined;
  const value = trimmed.slice(key[0].length).trim();
  return { path: [textOf(key)], value: valueOf(value), line: number };
}

function valueOf(text: string): SettingValue {
  const match = word.exec(text);
  if (match === null) return text;
  const value = textOf(match);
  const isQuoted = match[1] !== undefined;
  return !isQuoted && (value === "true" || value === "false") ? value === "true" : value;
}

function textOf(match: RegExpExecArray): string {
  const [, quoted, plain = ""] = match;
  return quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1");
}
