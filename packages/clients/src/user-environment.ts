import { delimiter, join } from "node:path";
import { variablePath } from "./environment-settings.ts";
import type { Variables } from "./expand-variables.ts";
import { plainKey, toText } from "./look-up-setting.ts";
import type { Setting } from "./setting.ts";
import type { ClientPlace } from "./settings-files.ts";

/** Variables that npm and pnpm set for what they start, whatever anybody has configured. */
const alwaysSet = new Set([
  "allow-scripts",
  "call",
  "frozen-lockfile",
  "global-prefix",
  "init-module",
  "local-prefix",
  "node-gyp",
  "npm-version",
  "package",
  "prefix",
  "user-agent",
  "verify-deps-before-run",
  "yes",
]);

const programsOfPackages = /[\\/]node_modules[\\/]\.bin[\\/]?$/;
const programsOfNpm = /[\\/]node-gyp-bin[\\/]?$/;

/** Whether a client has started this process, as `npx lockkeeper` does, and with it changed the environment. */
export function isStartedByClient(env: Variables): boolean {
  return env["npm_config_user_agent"] !== undefined;
}

/**
 * The environment as the user's shell has it, where a client has started this process. npm hands the settings of its
 * files, the project's among them, to what it starts as if they came from the environment, which wins over files
 * everywhere; and it puts the project's programs first on the search path.
 */
export function userEnvironment(
  place: Pick<ClientPlace, "env" | "home" | "nodePrefix">,
  files: readonly Setting[],
): Variables {
  const { env } = place;
  if (!isStartedByClient(env)) return env;
  const echoes = new Map<string, Set<string>>();
  for (const { path, value, origin } of files) {
    if (origin.kind !== "file") continue;
    const key = plainKey(path);
    echoes.set(key, (echoes.get(key) ?? new Set()).add(toText(value)));
  }
  const kept = Object.entries(env).filter(
    ([name, value]) => !isOfClient(name, value ?? "", { place, echoes }),
  );
  return Object.fromEntries(
    kept.map(([name, value]) => [name, /^path$/i.test(name) ? userPath(value) : value]),
  );
}

/** The search path without the programs that packages bring: those of a project are its code. */
export function userPath(path: string | undefined): string {
  const folders = (path ?? "").split(delimiter);
  return folders
    .filter((each) => !programsOfPackages.test(each) && !programsOfNpm.test(each))
    .join(delimiter);
}

interface Known {
  readonly place: Pick<ClientPlace, "home" | "nodePrefix">;
  /** What files say of each setting. */
  readonly echoes: ReadonlyMap<string, ReadonlySet<string>>;
}

function isOfClient(name: string, value: string, { place, echoes }: Known): boolean {
  if (/^npm_(?:package|lifecycle)_|^npm_(?:command|execpath|node_execpath)$/.test(name)) return true;
  // What the client sets is in lower case; another spelling is the user's own.
  const path = name.startsWith("npm_config_") ? variablePath(name) : undefined;
  if (path === undefined) return false;
  const key = plainKey(path);
  if (value === "" || alwaysSet.has(key)) return true;
  return echoes.get(key)?.has(value) === true || isUsualPlace(key, value, place);
}

function isUsualPlace(key: string, value: string, { home, nodePrefix }: Known["place"]): boolean {
  switch (key) {
    case "userconfig":
      return value === join(home, ".npmrc");
    case "globalconfig":
      return value === join(nodePrefix, "etc", "npmrc");
    case "cache":
      return value === join(home, ".npm");
    default:
      return false;
  }
}
