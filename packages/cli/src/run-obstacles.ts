import { ClientsError, parseSettings } from "@lockkeeper/clients";
import type { ParsedSetting, SettingsFormat } from "@lockkeeper/clients";

import { CliError } from "./errors.ts";
import { showForeign } from "./foreign-text.ts";

/** A setting that a client prefers to the environment, so that Lockkeeper cannot set it another way. */
export interface Obstacle {
  readonly file: string;
  readonly line: number;
  readonly setting: string;
  readonly client: string;
  /** Whether traffic or packuments would pass the firewall by; otherwise the client fails. */
  readonly isBypass: boolean;
}

interface Rule {
  readonly client: string;
  readonly isBypass: boolean;
  readonly matches: (path: readonly string[]) => boolean;
}

const pnpmRules: readonly Rule[] = [
  {
    client: "pnpm 10",
    isBypass: true,
    matches: ([name = "", ...rest]) =>
      rest.length === 0 && ["httpProxy", "httpsProxy", "cacheDir"].includes(name),
  },
  { client: "pnpm 10", isBypass: false, matches: ([name]) => name === "ca" },
];
const berryRules: readonly Rule[] = [
  {
    client: "Yarn Berry",
    isBypass: true,
    matches: ([name, , setting = ""]) =>
      name === "networkSettings" && ["httpProxy", "httpsProxy"].includes(setting),
  },
  {
    client: "Yarn Berry",
    isBypass: false,
    matches: ([name, , setting]) => name === "networkSettings" && setting === "httpsCaFilePath",
  },
];
const bunRules: readonly Rule[] = [
  {
    client: "Bun",
    isBypass: false,
    matches: ([name, setting = ""]) => name === "install" && ["ca", "cafile"].includes(setting),
  },
];

const files: ReadonlyMap<string, { readonly format: SettingsFormat; readonly rules: readonly Rule[] }> =
  new Map([
    ["pnpm-workspace.yaml", { format: "yaml", rules: pnpmRules }],
    [".yarnrc.yml", { format: "yaml", rules: berryRules }],
    ["bunfig.toml", { format: "toml", rules: bunRules }],
    [".bunfig.toml", { format: "toml", rules: bunRules }],
  ]);

/** Finds the settings of a file that cannot be overruled. A file that no client could read either has none. */
export function findObstacles(file: string, name: string, text: string): readonly Obstacle[] {
  const known = files.get(name);
  if (known === undefined) return [];
  return tryParse(known.format, text).flatMap(({ path, line }) => {
    const rule = known.rules.find(({ matches }) => matches(path));
    if (rule === undefined) return [];
    return [{ file, line, setting: path.join("."), client: rule.client, isBypass: rule.isBypass }];
  });
}

function tryParse(format: SettingsFormat, text: string): readonly ParsedSetting[] {
  try {
    return parseSettings(format, text, {});
  } catch (error) {
    if (error instanceof ClientsError) return [];
    throw error;
  }
}

/** Refuses to start where a settings file leads past the firewall. Throws CLI_RUN_PASSED_BY. */
export function refuseObstacles(obstacles: readonly Obstacle[]): void {
  const first = obstacles.find(({ isBypass }) => isBypass);
  if (first === undefined) return;
  const { file, line, setting, client } = first;
  throw new CliError("CLI_RUN_PASSED_BY", {
    message: `Cannot run behind the firewall as ${client} would go by "${showForeign(setting)}" of ${showForeign(file)}:${line} and past it`,
    hint: "Remove the setting, or say --despite-settings when the command does not use that client or file.",
  });
}
