import { parse } from "ini";
import { ClientsError } from "./errors.ts";
import type { Variables } from "./expand-variables.ts";
import { expandNpm } from "./expand-variables.ts";
import type { ParsedSetting, SettingValue } from "./setting.ts";
import { maxSettings } from "./setting.ts";

const maxLineCharacters = 20_000;

/**
 * Reads npm's ini files (`.npmrc`, pnpm's `rc`) line by line, so that each setting knows its own. Settings below a
 * `[section]` mean nothing to the clients and are left out; so is what a line spoils. Throws `CLIENTS_BAD_SETTINGS` for a line on which the clients fail.
 */
export function parseIniSettings(text: string, variables: Variables): readonly ParsedSetting[] {
  const found: ParsedSetting[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/, maxSettings).entries()) {
    const trimmed = line.trim();
    if (isSection(trimmed)) break;
    if (trimmed === "" || trimmed.length > maxLineCharacters) continue;
    found.push(...parseLine(trimmed, index + 1, variables));
  }
  return found;
}

/**
 * Parses ini text as npm does. npm's parser fails on a key that reads as JSON's `null`, and so does every client with such a
 * file: throws `CLIENTS_BAD_SETTINGS`.
 */
export function parseIni(text: string): Readonly<Record<string, unknown>> {
  try {
    return { ...parse(text) };
  } catch (cause) {
    throw new ClientsError("CLIENTS_BAD_SETTINGS", {
      message: "These settings are no valid ini file",
      hint: "Look for a key that stands in quotes.",
      cause,
    });
  }
}

/** What follows a section belongs to it, up to the end of the file. */
function isSection(line: string): boolean {
  return line.startsWith("[") && line.endsWith("]");
}

function parseLine(line: string, number: number, variables: Variables): readonly ParsedSetting[] {
  return Object.entries(parseIni(line)).flatMap(([key, value]) => {
    const read = valueOf(value, variables);
    return read === undefined ? [] : [{ path: [expandNpm(key, variables)], value: read, line: number }];
  });
}

function valueOf(value: unknown, variables: Variables): SettingValue | undefined {
  if (typeof value === "string") return expandNpm(value, variables);
  if (typeof value === "boolean") return value;
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((each) => (typeof each === "string" ? [expandNpm(each, variables)] : []));
}
