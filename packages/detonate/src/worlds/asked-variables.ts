import { circumstancesOf } from "../world.ts";
import type { World } from "../world.ts";

const askedMaxCount = 100;
const plainName = /^[A-Za-z_]\w{2,60}$/;
/** Variables of systems, shells and Node, whose values are not an installer's own. */
const notTheirs =
  /^(?:PATH|HOME|USER|SHELL|PWD|TERM|TEMP|TMP|TMPDIR|LANG|LANGUAGE|TZ|OS|CI|EDITOR|DISPLAY|COLORTERM|OSTYPE|HOMEDRIVE|HOMEPATH|toJSON|then|inspect|constructor|prototype|LC_\w+|XDG_\w+|NODE|NODE_(?:OPTIONS|PATH|DEBUG|V8_COVERAGE|EXTRA_CA_CERTS|UNIQUE_ID|CHANNEL_FD)|LD_\w+|DYLD_\w+|GITHUB_\w+|RUNNER_\w+|GITLAB_\w+|BUILD_\w+|CIRCLE\w*|TRAVIS\w*|JENKINS\w*|APPVEYOR\w*|\w*(?:TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIALS?)\w*)$/;
/** Words by which a variable says that something is to be left alone. */
const switching =
  /(?:^|_)(?:SKIP|NO|DISABLED?|IGNORE|WITHOUT|OPT_?OUT|ADBLOCK|DO_NOT_TRACK|SILENT|QUIET|PREVENT|OMIT|INSTALL_BINARY)(?:_|$)|DISABLE|SKIP_/i;

/** Whether a variable, by its name, switches off what an install does. */
export function isSwitch(name: string): boolean {
  return isTheirs(name) && switching.test(name) && !/proxy/i.test(name);
}

/** Whether a variable, by its name, is a setting of a kind that can be thought of. */
export function isSetting(name: string): boolean {
  return isTheirs(name) && !isSwitch(name) && settings.some(([pattern]) => pattern.test(name));
}

/** A world in which variables that code asked for and that were not there are set, as the world's circumstances want them. */
export function withAskedVariables(world: World, asked: Iterable<string>): World {
  const { variables } = circumstancesOf(world);
  if (variables === "usual") return world;
  const valueOf = variables === "switches" ? switchValue : settingValue;
  const added = [...asked]
    .filter((name) => !Object.hasOwn(world.environment, name))
    .flatMap((name) => {
      const value = valueOf(name, world);
      return value === undefined ? [] : [[name, value] as const];
    })
    .slice(0, askedMaxCount);
  return { ...world, environment: { ...world.environment, ...Object.fromEntries(added) } };
}

function isTheirs(name: string): boolean {
  return plainName.test(name) && !notTheirs.test(name);
}

/** What says no by not being wanted is 0. */
function switchValue(name: string): string | undefined {
  if (!isSwitch(name)) return undefined;
  return /INSTALL_BINARY$/i.test(name) ? "0" : "1";
}

const mirror = "https://mirror.harbourline.example";
const settings: readonly (readonly [name: RegExp, value: (world: World) => string])[] = [
  [/no_?proxy/i, () => "localhost,.harbourline.example"],
  [/proxy/i, () => "http://proxy.harbourline.example:3128"],
  [/(?:mirror|host|url|cdn|registry|site|server|endpoint|origin|base)$/i, () => mirror],
  [/(?:dir|folder|cache|prefix|root|location)$/i, ({ project }) => `${project}/.cache`],
  [/(?:path|binary|executable|exec|bin|file)$/i, () => "/usr/bin/curl"],
  [/_config$/i, () => '{"projectId":"ledger-web","appId":"1:4100","apiKey":"none"}'],
  [/(?:version|tag|release|revision|build_?id)$/i, () => "1.2.3"],
  [/platform$/i, () => "darwin"],
  [/arch$/i, () => "arm64"],
  [/libc$/i, () => "musl"],
  [/log_?level$/i, () => "debug"],
  [
    /(?:^|_)(?:force|debug|verbose|trace|enable|auto|build|source|global|use|allow|prod|production|required|install)(?:_|$)/i,
    () => "true",
  ],
];

/** A value of the kind that a variable of this name has. */
function settingValue(name: string, world: World): string | undefined {
  return isSetting(name) ? settings.find(([pattern]) => pattern.test(name))?.[1](world) : undefined;
}
