import type { Bypass, BypassDetails } from "./bypass.ts";
import { bypassAt, bypassOf, isOfProject, removalOf } from "./bypass.ts";
import { commandOf, renderClient } from "./client-kind.ts";
import { plainKey, toSwitch, toText } from "./look-up-setting.ts";
import type { ClientSettings } from "./read-settings.ts";
import type { Setting } from "./setting.ts";

type Detector = (setting: Setting, settings: ClientSettings) => BypassDetails | undefined;

/** What a setting of some name does to the protection; names in kebab case, joined by dots. */
const detectors: ReadonlyMap<string, Detector> = new Map([
  ...each(["userconfig", "globalconfig", "rc-filename"], movedSettings),
  ...each(["replace-registry-host"], keptHosts),
  ...each(
    ["offline", "prefer-offline", "enable-offline-mode", "yarn-offline-mirror", "install.prefer"],
    offline,
  ),
  ...each(
    ["cache", "cache-folder", "cache-dir", "store-dir", "global-folder", "npm-cache", "install.cache.dir"],
    projectCache,
  ),
  ...each(["yarn-path"], projectClient),
  ...each(["package-manager"], otherVersion),
  ...each(
    [
      "git",
      "script-shell",
      "node-options",
      "pnpmfile",
      "global-pnpmfile",
      "init-module",
      "install.security.scanner",
    ],
    projectCode,
  ),
]);

function each(names: readonly string[], detector: Detector): readonly (readonly [string, Detector])[] {
  return names.map((name) => [name, detector] as const);
}

/** Settings that let a client answer from elsewhere than the network, read other settings, or run code of the project. */
export function clientBypasses(settings: ClientSettings): readonly Bypass[] {
  const found = settings.settings.flatMap((setting) => {
    const key = plainKey(setting.path);
    const details = detectors.get(key)?.(setting, settings) ?? pluginDetails(key, setting);
    return details === undefined ? [] : [bypassOf(setting.origin, details)];
  });
  const unreadable = settings.unreadable.map(({ file, error }) =>
    bypassAt(file, undefined, {
      id: "settings-unreadable",
      weight: "doubtful",
      message: error.message,
      fix: "mend the file: what it says is not known",
    }),
  );
  return [...found, ...unreadable];
}

function movedSettings({ value, origin }: Setting): BypassDetails | undefined {
  // In a file it means nothing.
  if (origin.kind !== "environment") return undefined;
  const message = `settings are read from ${JSON.stringify(toText(value))} instead of their usual place`;
  return {
    id: "settings-moved",
    weight: "noted",
    message,
    fix: removalOf(origin, "it"),
    isClosedByRun: true,
  };
}

function keptHosts({ value, origin }: Setting): BypassDetails | undefined {
  if (value !== "never") return undefined;
  const message = "npm fetches every tarball from the host that the lockfile names";
  const fix = `${removalOf(origin, "it")}, or set it to always`;
  return { id: "hosts-kept", weight: "doubtful", message, fix, isClosedByRun: true };
}

function offline({ path, value, origin }: Setting): BypassDetails | undefined {
  const isOff = toSwitch(value) === false || (path.at(-1) === "prefer" && value !== "offline");
  if (isOff) return undefined;
  const message = "packages are taken from a cache without asking the firewall";
  return { id: "offline", weight: "doubtful", message, fix: removalOf(origin, "it"), isClosedByRun: true };
}

function projectCache(setting: Setting): BypassDetails | undefined {
  if (!isOfProject(setting) || toSwitch(setting.value) !== undefined) return undefined;
  const message = `the project says where the cache is (${JSON.stringify(toText(setting.value))}): what it brings there is not asked of the firewall`;
  const fix = removalOf(setting.origin, "it");
  return { id: "project-cache", weight: "doubtful", message, fix, isClosedByRun: true };
}

function projectClient({ value, origin }: Setting): BypassDetails | undefined {
  const message = `the project brings its own Yarn, ${JSON.stringify(toText(value))}: what that program does was not tried`;
  const fix = `${removalOf(origin, "it")}, or look at that file yourself`;
  return { id: "project-client", weight: "doubtful", message, fix };
}

/** pnpm and Yarn hand over to the version that the manifest names; npm and Bun do so only behind Corepack. */
function otherVersion({ value }: Setting, { client }: ClientSettings): BypassDetails | undefined {
  const [wanted = ""] = toText(value).split("+", 1);
  const isSameClient = wanted.startsWith(`${commandOf(client.kind)}@`);
  if (wanted === `${commandOf(client.kind)}@${client.version}`) return undefined;
  const handsOver = isSameClient && (client.kind === "pnpm" || commandOf(client.kind) === "yarn");
  return {
    id: "project-client",
    weight: handsOver ? "doubtful" : "noted",
    message: `the project is made for ${JSON.stringify(wanted)}, and this is ${renderClient(client)}${handsOver ? ": it may hand over to that one, which was not tried" : ""}`,
    fix: "install that version and run doctor with it",
  };
}

function projectCode(setting: Setting): BypassDetails | undefined {
  if (!isOfProject(setting)) return undefined;
  const message = `the project names code that the client runs (${JSON.stringify(toText(setting.value))}): what it does was not tried`;
  const fix = removalOf(setting.origin, "it");
  return { id: "project-code", weight: "doubtful", message, fix };
}

/** Yarn Berry's plugins are a list of tables, or of names. */
function pluginDetails(key: string, setting: Setting): BypassDetails | undefined {
  return key === "plugins" || key.startsWith("plugins.") ? projectCode(setting) : undefined;
}
