import type { World } from "../world.ts";

/** The worlds that are tried where nobody says which. */
export type WorldName =
  | "linux-laptop"
  | "darwin-laptop"
  | "win32-laptop"
  | "linux-ci"
  | "win32-ci"
  | "linux-targets";

export const worldNames: readonly WorldName[] = [
  "linux-laptop",
  "darwin-laptop",
  "win32-laptop",
  "linux-ci",
  "win32-ci",
  "linux-targets",
];

/** Makes a world as it is at a moment. */
export function createWorld(name: WorldName, startsAt: number): World {
  const platform = name.startsWith("win32") ? "win32" : name.startsWith("darwin") ? "darwin" : "linux";
  const isWindows = platform === "win32";
  const separator = isWindows ? "\\" : "/";
  const home = isWindows ? "C:\\Users\\kim" : platform === "darwin" ? "/Users/kim" : "/home/kim";
  return {
    name,
    platform,
    arch: platform === "darwin" ? "arm64" : "x64",
    user: "kim",
    hostname: "kim-desk",
    home,
    temporaryFolder: isWindows ? `${home}\\AppData\\Local\\Temp` : "/tmp",
    project: `${home}${separator}project`,
    locale: "en-US",
    timeZone: "UTC",
    startsAt,
    isContinuousIntegration: name.endsWith("-ci"),
    environment: { HOME: home, PATH: "/usr/local/bin:/usr/bin:/bin" },
    files: new Map(),
    honey: new Map(),
    hasTargets: name.endsWith("-targets"),
  };
}
