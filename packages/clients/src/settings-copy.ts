import { parse as parseToml, stringify as stringifyToml } from "smol-toml";
import { unreachable } from "@lockkeeper/core";
import { isMap, parseDocument } from "yaml";
import { ClientsError } from "./errors.ts";
import { parseIniSettings } from "./ini-settings.ts";
import { isCopied } from "./copied-settings.ts";
import type { ParsedSetting } from "./setting.ts";
import { renderPath } from "./setting.ts";
import type { SettingsFormat } from "./settings-files.ts";
import { parseYarnrcSettings } from "./yarnrc-settings.ts";

/** A settings file as it may be used in another folder. */
export interface SettingsCopy {
  readonly text: string;
  /** The settings that were left out: they bear on neither registries nor scripts, or name code or files. */
  readonly leftOut: readonly string[];
}

/** Parts of a manifest that say which scripts may run. */
const manifestSettings = new Set(["allowScripts", "strictAllowScripts", "trustedDependencies"]);

/**
 * Copies what a settings file says of registries, of the way there and of scripts, and nothing else: a project could name
 * code to run or folders to write to. Throws `CLIENTS_BAD_SETTINGS` for a file that its client would not understand either.
 */
export function copySettings(format: SettingsFormat, text: string): SettingsCopy {
  switch (format) {
    case "ini":
      return copyLines(beforeSections(text), parseIniSettings(text, {}));
    case "yarnrc":
      return copyLines(text, parseYarnrcSettings(text));
    case "yaml":
      return copyYaml(text);
    case "toml":
      return copyToml(text);
    case "manifest":
      return { text: "", leftOut: [] };
    default:
      return unreachable(format);
  }
}

/** The settings of a manifest that say which scripts may run, as members for another manifest. */
export function copyManifestSettings(text: string): Readonly<Record<string, unknown>> {
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch (cause) {
    throw badSettings("JSON", cause);
  }
  if (!isTable(tree)) return {};
  const picked = Object.entries(tree).filter(([key]) => manifestSettings.has(key));
  const pnpm = tree["pnpm"];
  return Object.fromEntries(isTable(pnpm) ? [...picked, ["pnpm", keptOf(pnpm)]] : picked);
}

/** What stands below a section means nothing, and would swallow what is appended. */
function beforeSections(text: string): string {
  const lines = text.split(/\r\n|\n|\r/);
  const section = lines.findIndex((line) => /^\s*\[/.test(line));
  return section < 0 ? text : lines.slice(0, section).join("\n");
}

function copyLines(text: string, settings: readonly ParsedSetting[]): SettingsCopy {
  const copied = new Set(settings.filter(({ path }) => isCopied(path)).map(({ line }) => line));
  const others = settings.filter(({ path }) => !isCopied(path));
  const lines = text.split(/\r\n|\n|\r/).filter((_line, index) => copied.has(index + 1));
  return {
    text: lines.map((line) => `${line}\n`).join(""),
    leftOut: others.map(({ path }) => renderPath(path)),
  };
}

function copyYaml(text: string): SettingsCopy {
  try {
    const document = parseDocument(text, { logLevel: "silent", uniqueKeys: false });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const { contents } = document;
    if (!isMap(contents)) return { text: "", leftOut: [] };
    const keys = contents.items.map(({ key }) => String(key));
    const leftOut = keys.filter((key) => !isCopied([key]));
    contents.items = contents.items.filter(({ key }) => isCopied([String(key)]));
    return { text: contents.items.length === 0 ? "" : document.toString(), leftOut };
  } catch (cause) {
    throw badSettings("YAML", cause);
  }
}

/** Of Bun's file, installing alone; a scanner is code of a package. */
function copyToml(text: string): SettingsCopy {
  try {
    const install = parseToml(text, { maxDepth: 50 })["install"];
    if (!isTable(install)) return { text: "", leftOut: [] };
    const leftOut = Object.keys(install).filter((key) => !isCopied([key]));
    return {
      text: stringifyToml({ install: keptOf(install) }),
      leftOut: leftOut.map((key) => renderPath(["install", key])),
    };
  } catch (cause) {
    throw badSettings("TOML", cause);
  }
}

function keptOf(table: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(table).filter(([key]) => isCopied([key])));
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function badSettings(format: string, cause: unknown): ClientsError {
  return new ClientsError("CLIENTS_BAD_SETTINGS", {
    message: `Cannot copy the settings as they are no valid ${format}`,
    cause,
  });
}
