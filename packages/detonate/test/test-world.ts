import type { Platform } from "../src/observation.ts";
import type { World } from "../src/world.ts";

/** A small world of a platform, for tests of the emulator itself. */
export function testWorld(platform: Platform = "linux", changes: Partial<World> = {}): World {
  const isWindows = platform === "win32";
  const home = isWindows ? "C:\\Users\\kim" : platform === "darwin" ? "/Users/kim" : "/home/kim";
  const separator = isWindows ? "\\" : "/";
  const token = "npm_b1946ac92492d2347c6235b4d2611184aQ12";
  return {
    name: `${platform}-test`,
    platform,
    arch: "x64",
    user: "kim",
    hostname: "kim-desk",
    home,
    temporaryFolder: isWindows ? "C:\\Users\\kim\\AppData\\Local\\Temp" : "/tmp",
    project: `${home}${separator}project`,
    locale: "en-US",
    timeZone: "UTC",
    startsAt: Date.UTC(2026, 2, 31, 0, 30),
    isContinuousIntegration: false,
    environment: { HOME: home, PATH: "/usr/local/bin:/usr/bin:/bin", NPM_TOKEN: token },
    files: new Map([[`${home}${separator}.npmrc`, `_authToken=${token}\n`]]),
    honey: new Map([["npm-token", token]]),
    hasTargets: false,
    ...changes,
  };
}
