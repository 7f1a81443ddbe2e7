import { unreachable } from "@lockkeeper/core";
import type { Client } from "./client-kind.ts";
import { environmentSettings } from "./environment-settings.ts";
import { ClientsError } from "./errors.ts";
import type { Variables } from "./expand-variables.ts";
import { expandBun, expandYarn } from "./expand-variables.ts";
import { parseIniSettings } from "./ini-settings.ts";
import { parseManifestSettings } from "./json-settings.ts";
import { readBounded } from "./read-bounded.ts";
import type { ParsedSetting, Setting } from "./setting.ts";
import type { ClientPlace, SettingsFile, SettingsFormat } from "./settings-files.ts";
import { settingsFiles } from "./settings-files.ts";
import { parseTomlSettings } from "./toml-settings.ts";
import { parseYamlSettings } from "./yaml-settings.ts";
import { parseYarnrcSettings } from "./yarnrc-settings.ts";

/** All settings of one client in one place. */
export interface ClientSettings {
  readonly client: Client;
  /** The environment first, then the files as the client prefers them. A file's later line wins over its earlier. */
  readonly settings: readonly Setting[];
  /** The files that are there. */
  readonly files: readonly SettingsFile[];
  /** Files that are there and could not be read: never treat them as empty. */
  readonly unreadable: readonly UnreadableSettings[];
}

/** A settings file of which nothing is known. */
export interface UnreadableSettings {
  readonly file: string;
  readonly error: ClientsError;
}

/** Reads everything that a client would read. Never throws for what a file holds. */
export async function readClientSettings(client: Client, place: ClientPlace): Promise<ClientSettings> {
  const settings: Setting[] = [...environmentSettings(client, place.env)];
  const files: SettingsFile[] = [];
  const unreadable: UnreadableSettings[] = [];
  for (const file of distinct(settingsFiles(client, place))) {
    try {
      const read = await readFile(file, place.env);
      if (read === undefined) continue;
      files.push(file);
      settings.push(...read);
    } catch (error) {
      if (!(error instanceof ClientsError)) throw error;
      unreadable.push({ file: file.file, error });
    }
  }
  return { client, settings, files, unreadable };
}

/** Parses one settings file's text. Throws `CLIENTS_BAD_SETTINGS`. */
export function parseSettings(
  format: SettingsFormat,
  text: string,
  variables: Variables,
): readonly ParsedSetting[] {
  switch (format) {
    case "ini":
      return parseIniSettings(text, variables);
    case "yarnrc":
      return parseYarnrcSettings(text);
    case "yaml":
      return parseYamlSettings(text, (value) => expandYarn(value, variables));
    case "toml":
      return parseTomlSettings(text, (value) => expandBun(value, variables));
    case "manifest":
      return parseManifestSettings(text);
    default:
      return unreachable(format);
  }
}

async function readFile(
  { file, format, level }: SettingsFile,
  env: Variables,
): Promise<readonly Setting[] | undefined> {
  const text = await readBounded(file);
  if (text === undefined) return undefined;
  const parsed = parseSettings(format, text, env);
  // In a file the later line wins: last first.
  return parsed.toReversed().map(({ path, value, line }) => ({
    path,
    value,
    origin: { kind: "file", level, file, line },
  }));
}

function distinct(files: readonly SettingsFile[]): readonly SettingsFile[] {
  const seen = new Set<string>();
  return files.filter(({ file }) => !seen.has(file) && seen.add(file));
}
