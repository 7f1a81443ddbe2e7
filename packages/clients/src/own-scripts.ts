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
  "pnpm.dangerously-allow-all-builds",
  "dangerously-allow-all-scripts",
  "enable-scripts",
]);

function isBlanket(key: string, { value }: Setting): boolean {
  return blanketKeys.has(key) && toSwitch(value) === true;
}

function switchOf(client: Client, settings: readonly Setting[]): Switch | undefined {
  const ignore = findSetting(settings, "ignore-scripts", "--ignore-scripts", "--install.ignore-scripts");
  const enable = client.kind === "yarn-berry" ? findSetting(settings, "enable-scripts") : undefined;
  const blanket = findSetting(settings, "dangerously-allow-all-builds", "pnpm.dangerously-allow-all-builds");
  if (enable !== undefined) return switchFrom(enable, toSwitch(enable.value) !== false);
  if (ignore !== undefined && client.kind !== "yarn-berry" && toSwitch(ignore.value) === true) {
    return switchFrom(ignore, false);
  }
  if (blanket !== undefined && toSwitch(blanket.value) === true) return switchFrom(blanket, true);
  return ignore === undefined || client.kind === "yarn-berry"
    ? undefined
    : switchFrom(ignore, runsByDefault(client));
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

const allowedLists: readonly string[] = [
  "only-built-dependencies",
  "pnpm.only-built-dependencies",
  "never-built-dependencies-except",
  "trusted-dependencies",
  "allow-scripts",
];
const allowedTables = new Set(["allowBuilds", "allowScripts"]);

/** npm and pnpm name packages as keys of a table, older pnpm and Bun in a list, Yarn in `dependenciesMeta`. */
function allowedOf({ settings, client }: ClientSettings): readonly string[] {
  const lists = findSettings(settings, ...allowedLists).flatMap(({ value }) => toTexts(value));
  const tables = settings.flatMap(({ path, value }) => {
    const at = path[0] === "pnpm" ? 1 : 0;
    const isAllowed = allowedTables.has(path[at] ?? "") && path.length === at + 2 && value === true;
    const isBuilt =
      path[0] === "dependenciesMeta" && path[2] === "built" && value === true && client.kind === "yarn-berry";
    return isAllowed || isBuilt ? [path[at + 1] ?? ""] : [];
  });
  return [...new Set([...lists, ...tables])];
}

const maxNames = 8;

function renderAllowed({ kind }: Client, areRun: boolean, allowed: readonly string[]): string {
  if (areRun) return "";
  if (allowed.length === 0) return kind === "bun" ? ", but for the packages on Bun's own list" : "";
  const shown = allowed.slice(0, maxNames).map((name) => JSON.stringify(name.slice(0, 80)));
  const more = allowed.length > maxNames ? ` and ${allowed.length - maxNames} more` : "";
  return `, but for ${shown.join(", ")}${more}`;
}
