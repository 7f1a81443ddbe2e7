import { join } from "node:path";

import { unreachable } from "@lockkeeper/core";

import type { ClientCommand } from "./client-kind.ts";
import type { ClientPlace, SettingsFormat } from "./settings-files.ts";
import { settingsFiles } from "./settings-files.ts";

/** One setting that a user's file is to have. */
export interface WantedSetting {
  readonly path: readonly string[];
  readonly value: string;
  /** `include` puts the value into a list and leaves what is in it. */
  readonly mode: "set" | "include";
}

/** A file of the user's, and what it is to say so that a client goes through the firewall. */
export interface UserConfiguration {
  /** Absolute; need not exist. */
  readonly file: string;
  readonly format: Exclude<SettingsFormat, "manifest">;
  readonly commands: readonly ClientCommand[];
  readonly wanted: readonly WantedSetting[];
}

/** Where the clients are to go. */
export interface UserConfigurationGoal {
  /** The firewall's URL with a final slash. */
  readonly registry: string;
  /** The variable that holds the token for the firewall; the token itself is never written down. */
  readonly tokenVariable: string | undefined;
  /** Whether Yarn 1 is among the clients; it sends a token for unscoped packages only where told so. */
  readonly isYarnClassicUsed: boolean;
}

/**
 * The files of the user's that point clients at a firewall, for every version of each client: which one a project
 * starts is its own choice (`packageManager`, `yarnPath`).
 */
export function userConfigurations(
  commands: readonly ClientCommand[],
  place: ClientPlace,
  goal: UserConfigurationGoal,
): readonly UserConfiguration[] {
  const found = new Map<string, UserConfiguration>();
  for (const command of commands) {
    for (const configuration of configurationsOf(command, place, goal)) {
      const known = found.get(configuration.file);
      const wanted = [...(known?.wanted ?? []), ...configuration.wanted];
      found.set(configuration.file, {
        ...configuration,
        commands: [...(known?.commands ?? []), command],
        wanted: wanted.filter(
          ({ path }, at) => wanted.findIndex((each) => each.path.join() === path.join()) === at,
        ),
      });
    }
  }
  return [...found.values()];
}

type OneConfiguration = Omit<UserConfiguration, "commands">;

function configurationsOf(
  command: ClientCommand,
  place: ClientPlace,
  goal: UserConfigurationGoal,
): readonly OneConfiguration[] {
  switch (command) {
    case "npm":
      return [npmrc(place, goal), ...npmToken(place, goal)];
    case "pnpm":
      return [npmrc(place, goal), ...npmToken(place, goal), pnpmConfiguration(place, goal)];
    case "yarn":
      return [
        ...npmToken(place, goal),
        ...yarnClassicToken(place, goal),
        { file: join(place.home, ".yarnrc"), format: "yarnrc", wanted: [set(["registry"], goal.registry)] },
        { file: join(place.home, ".yarnrc.yml"), format: "yaml", wanted: berrySettings(goal) },
      ];
    case "bun":
      return [...npmToken(place, goal), bunfig(place, goal)];
    default:
      return unreachable(command);
  }
}

function npmrc(place: ClientPlace, { registry }: UserConfigurationGoal): OneConfiguration {
  return npmFile(place, set(["registry"], registry));
}

/** All clients but Berry take their tokens from npm's file. */
function npmToken(
  place: ClientPlace,
  { registry, tokenVariable }: UserConfigurationGoal,
): readonly OneConfiguration[] {
  if (tokenVariable === undefined) return [];
  return [npmFile(place, set([`${keyOfRegistry(registry)}:_authToken`], `\${${tokenVariable}}`))];
}

/** npm warns of this setting, so it is written where Yarn 1 is used alone; bound to the address, so that no other gets the token. */
function yarnClassicToken(
  place: ClientPlace,
  { registry, tokenVariable, isYarnClassicUsed }: UserConfigurationGoal,
): readonly OneConfiguration[] {
  if (tokenVariable === undefined || !isYarnClassicUsed) return [];
  return [npmFile(place, set([`${keyOfRegistry(registry)}:always-auth`], "true"))];
}

function npmFile(place: ClientPlace, setting: WantedSetting): OneConfiguration {
  return { file: userFile("npm", place, "ini"), format: "ini", wanted: [setting] };
}

/** From version 11 on, pnpm's own file wins over npm's. */
function pnpmConfiguration(place: ClientPlace, { registry }: UserConfigurationGoal): OneConfiguration {
  const file = userFile("pnpm", place, "yaml");
  return { file, format: "yaml", wanted: [set(["registry"], registry)] };
}

function bunfig(place: ClientPlace, { registry }: UserConfigurationGoal): OneConfiguration {
  const file = userFile("bun", place, "toml");
  return { file, format: "toml", wanted: [set(["install", "registry"], registry)] };
}

function berrySettings({ registry, tokenVariable }: UserConfigurationGoal): readonly WantedSetting[] {
  const { hostname, protocol } = new URL(registry);
  const key = keyOfRegistry(registry).replace(/\/$/, "");
  return [
    set(["npmRegistryServer"], registry),
    // Berry refuses plain http unless the host is listed.
    ...(protocol === "http:"
      ? [{ path: ["unsafeHttpWhitelist"], value: hostname, mode: "include" } as const]
      : []),
    // A variable that is not set would end every command of Berry's; this way it is empty.
    ...(tokenVariable === undefined
      ? []
      : [
          set(["npmRegistries", key, "npmAlwaysAuth"], "true"),
          set(["npmRegistries", key, "npmAuthToken"], `\${${tokenVariable}:-}`),
        ]),
  ];
}

/** How npm's settings name a registry: `//host:port/path/`. */
function keyOfRegistry(registry: string): string {
  const { host, pathname } = new URL(registry);
  return `//${host}${pathname}`;
}

function set(path: readonly string[], value: string): WantedSetting {
  return { path, value, mode: "set" };
}

/** The user's own file of a client, as the client looks for it. */
function userFile(kind: "npm" | "pnpm" | "bun", place: ClientPlace, format: SettingsFormat): string {
  // Of pnpm the files of version 11 and later are meant: before, it reads npm's.
  const files = settingsFiles({ kind, version: "11.0.0", major: 11 }, place);
  const found = files.find((each) => each.level === "user" && each.format === format);
  return found?.file ?? join(place.home, ".npmrc");
}
