import { parse as parseToml, stringify as stringifyToml } from "smol-toml";
import { parseDocument } from "yaml";
import { unreachable } from "@lockkeeper/core";
import { ClientsError } from "./errors.ts";
import { parseIniSettings } from "./ini-settings.ts";
import type { ParsedSetting } from "./setting.ts";
import { renderPath } from "./setting.ts";
import type { SettingsFormat } from "./settings-files.ts";
import { parseYarnrcSettings } from "./yarnrc-settings.ts";

/** A settings file as it may be used in another folder. */
export interface SettingsCopy {
  readonly text: string;
  /** The settings that were left out, since they name code or files of the project. */
  readonly leftOut: readonly string[];
}

/** Settings of npm's ini files that name a program, or code to load. */
const iniCode = new Set([
  "git",
  "script-shell",
  "shell",
  "node-options",
  "init-module",
  "pnpmfile",
  "global-pnpmfile",
]);
const yarnrcCode = new Set(["yarn-path", "script-shell"]);
const yamlCode = new Set([
  "yarnPath",
  "plugins",
  "constraintsPath",
  "lockfileFilename",
  "packages",
  "patchedDependencies",
  "configDependencies",
  "overrides",
  "catalog",
  "catalogs",
  "packageExtensions",
  "pnpmfile",
  "globalPnpmfile",
  "scriptShell",
  "nodeOptions",
  "packageConfigs",
]);
const manifestSettings = new Set(["allowScripts", "strictAllowScripts", "trustedDependencies"]);
const pnpmLeftOut = new Set([
  "patchedDependencies",
  "configDependencies",
  "overrides",
  "packageExtensions",
  "packages",
]);

/**
 * Copies a settings file without what would run code of the project, or needs files that a copy does not have.
 * Throws `CLIENTS_BAD_SETTINGS` for a file that its client would not understand either.
 */
export function copySettings(format: SettingsFormat, text: string): SettingsCopy {
  switch (format) {
    case "ini":
      return withoutLines(beforeSections(text), parseIniSettings(text, {}), iniCode);
    case "yarnrc":
      return withoutLines(text, parseYarnrcSettings(text), yarnrcCode);
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
  if (!isTable(pnpm)) return Object.fromEntries(picked);
  const kept = Object.entries(pnpm).filter(([key]) => !pnpmLeftOut.has(key));
  return Object.fromEntries([...picked, ["pnpm", Object.fromEntries(kept)]]);
}

/** What stands below a section means nothing, and would swallow what is appended. */
function beforeSections(text: string): string {
  const lines = text.split(/\r\n|\n|\r/);
  const section = lines.findIndex((line) => /^\s*\[/.test(line));
  return section < 0 ? text : lines.slice(0, section).join("\n");
}

function withoutLines(
  text: string,
  settings: readonly ParsedSetting[],
  isCode: ReadonlySet<string>,
): SettingsCopy {
  const found = settings.filter(({ path: [key = ""] }) => isCode.has(key));
  const lines = new Set(found.map(({ line }) => line));
  const kept = text.split(/\r\n|\n|\r/).filter((_line, index) => !lines.has(index + 1));
  return { text: kept.join("\n"), leftOut: found.map(({ path }) => renderPath(path)) };
}

function copyYaml(text: string): SettingsCopy {
  try {
    const document = parseDocument(text, { logLevel: "silent", uniqueKeys: false });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const leftOut = [...yamlCode].filter((key) => document.has(key) && document.delete(key));
    return { text: document.toString(), leftOut };
  } catch (cause) {
    throw badSettings("YAML", cause);
  }
}

/** A scanner of Bun's is code of a package. */
function copyToml(text: string): SettingsCopy {
  try {
    const table = parseToml(text, { maxDepth: 50 });
    const install = table["install"];
    const hasScanner = isTable(install) && "security" in install;
    const kept = isTable(install) ? withoutKey(install, "security") : install;
    const rest = Object.entries(table).filter(([key]) => key !== "preload" && key !== "install");
    const copy = Object.fromEntries(kept === undefined ? rest : [...rest, ["install", kept]]);
    return { text: stringifyToml(copy), leftOut: hasScanner ? ["install.security"] : [] };
  } catch (cause) {
    throw badSettings("TOML", cause);
  }
}

function withoutKey(
  table: Readonly<Record<string, unknown>>,
  key: string,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(table).filter(([each]) => each !== key));
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
