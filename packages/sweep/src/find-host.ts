import { readFolder, readStats, valueOf } from "./disk/read-disk.ts";
import type { SweepHost } from "./host.ts";
import { globalFoldersOf, dropFoldersOf, placeOf } from "./host.ts";
import type { SweepPlatform } from "./indicator.ts";

/** What is known of the machine that a sweep runs on. */
export interface HostSurroundings {
  readonly platform: SweepPlatform;
  readonly name: string;
  readonly homeFolder: string;
  readonly temporaryFolder: string | undefined;
  /** The drive of the system on Windows, such as `C:`. */
  readonly systemDrive: string;
  /** Whether the user may read the folders of all others. */
  readonly isAdministrator: boolean;
}

const maxHomes = 2000;

/** The machine that the sweep runs on; for an administrator with the homes of all users. */
export function describeOwnHost(surroundings: HostSurroundings): SweepHost {
  const { platform, name, homeFolder, temporaryFolder, systemDrive, isAdministrator } = surroundings;
  const root = platform === "win32" ? systemDrive : "";
  const own = slashed(homeFolder);
  const homes = isAdministrator ? [...new Set([own, ...findHomes(root, platform)])] : [own];
  return {
    platform,
    name,
    root,
    isLive: true,
    homes,
    temporaryFolder: temporaryFolder === undefined ? undefined : slashed(temporaryFolder),
  };
}

/** A machine whose disk is mounted in a folder; its platform is told by its folders. */
export function describeMountedHost(folder: string, name: string): SweepHost {
  const root = slashed(folder).replace(/\/+$/, "");
  const platform = tellPlatform(root);
  return {
    platform,
    name,
    root,
    isLive: false,
    homes: findHomes(root, platform),
    temporaryFolder: undefined,
  };
}

/** The folders that are walked when nobody names some: where people, package managers and droppers put things. */
export function defaultFoldersOf(host: SweepHost): readonly string[] {
  const shared = host.platform === "linux" ? ["srv", "var/www", "builds", "workspaces", "app"] : [];
  const all = [
    ...host.homes,
    ...dropFoldersOf(host),
    ...globalFoldersOf(host),
    ...shared.map((path) => placeOf(host, path)),
  ];
  // A link, such as /tmp on macOS, is walked where it leads.
  return [...new Set(all)].filter((folder) => valueOf(readStats(folder))?.isDirectory() === true);
}

function findHomes(root: string, platform: SweepPlatform): readonly string[] {
  const shared = platform === "linux" ? "home" : "Users";
  const own = platform === "linux" ? "root" : "var/root";
  const users = (valueOf(readFolder(`${root}/${shared}`)) ?? [])
    .filter(
      (entry) => entry.isDirectory() && !["Public", "Shared", "Default", "All Users"].includes(entry.name),
    )
    .map(({ name }) => `${root}/${shared}/${name}`);
  const administrator =
    valueOf(readStats(`${root}/${own}`))?.isDirectory() === true ? [`${root}/${own}`] : [];
  return [...users, ...administrator].slice(0, maxHomes);
}

function tellPlatform(root: string): SweepPlatform {
  const has = (path: string): boolean => valueOf(readStats(`${root}/${path}`))?.isDirectory() === true;
  if (has("Windows") || has("ProgramData")) return "win32";
  return has("Library") && (has("Users") || has("private")) ? "darwin" : "linux";
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
