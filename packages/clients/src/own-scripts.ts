import { unreachable } from "@lockkeeper/core";
import type { Bypass } from "./bypass.ts";
import { bypassOf } from "./bypass.ts";
import type { Client } from "./client-kind.ts";
import { findSetting, findSettings, plainKey, toSwitch, toText, toTexts } from "./look-up-setting.ts";
import type { ClientSettings } from "./read-settings.ts";
import type { Setting, SettingOrigin } from "./setting.ts";

/** What a client's settings say of install scripts. The canary shows what comes of them. */
export interface OwnScripts {
  /** Whether scripts of packages that nobody named are run. */
  readonly areRun: boolean;
  /** The packages whose scripts are run all the same; patterns and versions as they are written. */
  readonly allowed: readonly string[];
  readonly message: string;
  readonly origin: SettingOrigin;
}

/** Reads what a client does with install scripts, by its default and by its settings. */
export function ownScripts(all: ClientSettings): OwnScripts {
  const { client, settings } = all;
  const setting = switchOf(client, settings);
  const areRun = setting === undefined ? runsByDefault(client) : setting.areRun;
  const allowed = allowedOf(all);
  const origin = setting?.origin ?? ({ kind: "default" } as const);
  const whether = areRun ? "install scripts are run" : "install scripts are not run";
  const why = setting === undefined ? "the default of this client" : setting.what;
  return { areRun, allowed, message: `${whether} (${why})${renderAllowed(client, areRun, allowed)}`, origin };
}

/** Settings that let the scripts of some packages run, or of all. */
export function scriptBypasses(all: ClientSettings): readonly Bypass[] {
  return all.settings.flatMap((setting) => {
    const key = plainKey(setting.path);
    const details = isBlanket(key, setting)
      ? ({ weight: "doubtful", message: `scripts of every package may run (${key})` } as const)
      : undefined;
    if (details === undefined) return [];
    const fix = "set it to false and name the packages that need a script";
    return [bypassOf(setting.origin, { ...details, id: "scripts-allowed", fix })];
  });
}

interface Switch {
  readonly areRun: boolean;
  readonly what: string;
  readonly origin: SettingOrigin;
}

const blanketKeys = new Set([
  "dangerously-allow-all-builds",
  "dangerously-allow-all-scripts",
  "never-built-dependencies",
  "enable-scripts",
]);

/** pnpm 10 runs the scripts of all packages but the listed ones where such a list is, be it empty. */
function isBlanket(key: string, { value }: Setting): boolean {
  return blanketKeys.has(key) && (toSwitch(value) === true || key === "never-built-dependencies");
}

function switchOf(client: Client, settings: readonly Setting[]): Switch | undefined {
  if (client.kind === "yarn-berry") {
    const enable = findSetting(settings, "enable-scripts");
    return enable === undefined ? undefined : switchFrom(enable, toSwitch(enable.value) !== false);
  }
  const ignore = findSettings(settings, ...ignoreKeys).find((setting) => isHeeded(client, setting));
  if (ignore !== undefined && toSwitch(ignore.value) === true) return switchFrom(ignore, false);
  const blanket = settings.find((setting) => isBlanket(plainKey(setting.path), setting));
  if (blanket !== undefined) return switchFrom(blanket, true);
  // Where a pnpm that would run all has a list of those that may, be it empty, the others may not.
  const hasLists = client.kind === "pnpm" && runsByDefault(client);
  const list = hasLists ? findSettings(settings, ...listsOf(client))[0] : undefined;
  if (list !== undefined) return switchFrom(list, false);
  return ignore === undefined ? undefined : switchFrom(ignore, runsByDefault(client));
}

const ignoreKeys = [
  "ignore-scripts",
  "--ignore-scripts",
  "--install.ignore-scripts",
  "install.ignore-scripts",
] as const;

/** Yarn 1 reads npm's files and variables, but not for this. */
function isHeeded({ kind }: Client, { origin }: Setting): boolean {
  if (kind !== "yarn-classic") return true;
  if (origin.kind === "file") return origin.file.endsWith("yarnrc");
  return origin.kind === "environment" && origin.variable.toLowerCase().startsWith("yarn_");
}

function switchFrom({ path, value, origin }: Setting, areRun: boolean): Switch {
  return { areRun, what: `${path.join(".")} is ${toText(value).slice(0, 40)}`, origin };
}

function runsByDefault({ kind, major, version }: Client): boolean {
  switch (kind) {
    case "npm":
      return major < 12;
    case "pnpm":
      return major < 10;
    case "yarn-classic":
      return true;
    case "yarn-berry":
      // Off since 4.14; a project of before may still say otherwise.
      return major < 4 || (major === 4 && Number(version.split(".", 2)[1] ?? "0") < 14);
    case "bun":
      return false;
    default:
      return unreachable(kind);
  }
}

/** npm and pnpm name packages as keys of a table, older pnpm and Bun in a list, Yarn in `dependenciesMeta`. */
function allowedOf({ settings, client }: ClientSettings): readonly string[] {
  const lists = findSettings(settings, ...listsOf(client)).flatMap(({ value }) => toTexts(value));
  const tables = settings.flatMap(({ path, value }) => {
    const [table, name, last] = path;
    const isAllowed =
      table === tableOf(client) && path.length === (last === "built" ? 3 : 2) && value === true;
    return isAllowed && name !== undefined ? [name] : [];
  });
  return [...new Set([...lists, ...tables])];
}

function listsOf({ kind, major }: Client): readonly string[] {
  if (kind === "bun") return ["trusted-dependencies"];
  return kind === "pnpm" && major < 11 ? ["only-built-dependencies", "pnpm.only-built-dependencies"] : [];
}

function tableOf({ kind }: Client): string | undefined {
  switch (kind) {
    case "npm":
      return "allowScripts";
    case "pnpm":
      return "allowBuilds";
    case "yarn-berry":
      return "dependenciesMeta";
    case "yarn-classic":
    case "bun":
      return undefined;
    default:
      return unreachable(kind);
  }
}

const maxNames = 8;

function renderAllowed({ kind }: Client, areRun: boolean, allowed: readonly string[]): string {
  if (areRun) return "";
  if (allowed.length === 0) return kind === "bun" ? ", but for the packages on Bun's own list" : "";
  const shown = allowed.slice(0, maxNames).map((name) => JSON.stringify(name.slice(0, 80)));
  const more = allowed.length > maxNames ? ` and ${allowed.length - maxNames} more` : "";
  return `, but for ${shown.join(", ")}${more}`;
}
