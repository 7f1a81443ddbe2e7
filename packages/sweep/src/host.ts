import type { SweepPlatform } from "./indicator.ts";

/** The machine that is looked at, or one whose disk is mounted here. */
export interface SweepHost {
  readonly platform: SweepPlatform;
  readonly name: string;
  /** What stands before every absolute path: empty for this machine, the mount point for another one's disk. */
  readonly root: string;
  /** Whether processes and connections can be asked for: not of a mounted disk. */
  readonly isLive: boolean;
  /** Home folders, with the root before them. */
  readonly homes: readonly string[];
  /** The user's own temporary folder where the environment names one, with the root before it. */
  readonly temporaryFolder: string | undefined;
}

/** The folders of a host that droppers use, and that everybody may write to. */
export function dropFoldersOf(host: SweepHost): readonly string[] {
  const { platform, homes, temporaryFolder } = host;
  const own = temporaryFolder === undefined ? [] : [temporaryFolder];
  switch (platform) {
    case "linux":
      return [...at(host, ["tmp", "var/tmp", "dev/shm"]), ...own];
    case "darwin":
      return [
        ...at(host, ["tmp", "private/tmp", "var/tmp", "Library/Caches", "Users/Shared"]),
        ...homes.map((home) => `${home}/Library/Caches`),
        ...own,
      ];
    case "win32":
      return [
        ...at(host, ["ProgramData", "Users/Public", "Windows/Temp"]),
        ...homes.map((home) => `${home}/AppData/Local/Temp`),
        ...own,
      ];
    default:
      return own;
  }
}

/** Folders with packages that belong to the machine and not to a user. */
export function globalFoldersOf(host: SweepHost): readonly string[] {
  switch (host.platform) {
    case "linux":
      return at(host, ["usr/lib/node_modules", "usr/local/lib/node_modules", "opt"]);
    case "darwin":
      return at(host, ["usr/local/lib/node_modules", "opt/homebrew/lib/node_modules"]);
    case "win32":
      return at(host, ["Program Files/nodejs/node_modules"]);
    default:
      return [];
  }
}

/** The path of a file of the host, from its segments below the host's root. */
export function placeOf(host: SweepHost, path: string): string {
  return path.startsWith("/") ? `${host.root}${path}` : `${host.root}/${path}`;
}

function at(host: SweepHost, paths: readonly string[]): readonly string[] {
  return paths.map((path) => placeOf(host, path));
}

/** The values of the variables that paths of indicators begin with; several where several users are looked at. */
export function variableFolders(host: SweepHost, variable: string): readonly string[] {
  const { homes, temporaryFolder } = host;
  const own = temporaryFolder === undefined ? [] : [temporaryFolder];
  switch (variable.toLowerCase()) {
    case "~":
    case "home":
    case "userprofile":
      return homes;
    case "tmp":
    case "temp":
    case "tmpdir":
      return host.platform === "win32"
        ? [...own, ...homes.map((home) => `${home}/AppData/Local/Temp`), placeOf(host, "Windows/Temp")]
        : [...own, placeOf(host, "tmp"), placeOf(host, "var/tmp")];
    case "programdata":
    case "allusersprofile":
      return [placeOf(host, "ProgramData")];
    case "appdata":
      return homes.map((home) => `${home}/AppData/Roaming`);
    case "localappdata":
      return homes.map((home) => `${home}/AppData/Local`);
    case "public":
      return [placeOf(host, "Users/Public")];
    case "windir":
    case "systemroot":
      return [placeOf(host, "Windows")];
    case "xdg_config_home":
      return homes.map((home) => `${home}/.config`);
    default:
      return [];
  }
}
