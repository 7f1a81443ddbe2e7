import { downloadMark } from "../network/answer-request.ts";
import type { Platform } from "../observation.ts";
import { usualCircumstances } from "../world.ts";
import type { Circumstances, World } from "../world.ts";

import { environmentOf } from "./environment.ts";
import { homeFiles } from "./home-files.ts";
import { honeyNames, makeHoney } from "./honey.ts";
import { laterThan } from "./later-start.ts";
import { placeOf } from "./machine-kind.ts";
import type { MachineKind } from "./machine-kind.ts";
import { againRounds, laterRounds, oftenRounds } from "./rounds.ts";
import { projectFiles } from "./project-files.ts";
import { systemFiles } from "./system-files.ts";

interface Preset {
  readonly platform: Platform;
  readonly isContinuousIntegration: boolean;
  readonly hasTargets?: boolean;
  readonly locale?: string;
  readonly timeZone?: string;
  readonly arch?: World["arch"];
  readonly circumstances?: Partial<Circumstances>;
  readonly runtime?: World["runtime"];
  readonly isLater?: boolean;
}

/** The names of the worlds that there are. */
export type WorldName =
  | "linux-laptop"
  | "darwin-laptop"
  | "win32-laptop"
  | "linux-ci"
  | "darwin-ci"
  | "win32-ci"
  | "linux-bare"
  | "win32-bare"
  | "linux-moscow"
  | "win32-moscow"
  | "linux-later"
  | "linux-lean"
  | "linux-alpine"
  | "linux-refused"
  | "linux-mirrored"
  | "linux-switched"
  | "linux-full"
  | "linux-again"
  | "linux-often"
  | "win32-page"
  | "linux-bun"
  | "linux-deno";

const linuxLaptop = { platform: "linux", isContinuousIntegration: false } as const;

const presets: Readonly<Record<WorldName, Preset>> = {
  "linux-laptop": { platform: "linux", isContinuousIntegration: false },
  "linux-ci": { platform: "linux", isContinuousIntegration: true },
  "darwin-laptop": { platform: "darwin", isContinuousIntegration: false },
  "darwin-ci": { platform: "darwin", isContinuousIntegration: true },
  "win32-laptop": { platform: "win32", isContinuousIntegration: false },
  "win32-ci": { platform: "win32", isContinuousIntegration: true },
  /** Nothing is there that a thief looks for. */
  "linux-bare": { platform: "linux", isContinuousIntegration: false, hasTargets: false },
  "win32-bare": { platform: "win32", isContinuousIntegration: false, hasTargets: false },
  /** Where some droppers do nothing, and others nothing but wipe. */
  "linux-moscow": {
    platform: "linux",
    isContinuousIntegration: false,
    locale: "ru-RU",
    timeZone: "Europe/Moscow",
  },
  "win32-moscow": {
    platform: "win32",
    isContinuousIntegration: false,
    locale: "ru-RU",
    timeZone: "Europe/Moscow",
  },
  /** At a moment at which code that waits for a date, a weekday or an hour acts. */
  "linux-later": { ...linuxLaptop, isLater: true, circumstances: { rounds: laterRounds } },
  /** Day after day, with chance falling otherwise: for code that acts now and then, or counts. */
  "linux-often": { ...linuxLaptop, circumstances: { rounds: oftenRounds() } },
  /** What installers do when the packages for the system were left out, as `--omit=optional` does. */
  "linux-lean": { ...linuxLaptop, circumstances: { hasOptionalPackages: false } },
  /** A small container: another C library and processor, nothing to install with, servers that send elsewhere first. */
  "linux-alpine": {
    ...linuxLaptop,
    arch: "arm64",
    circumstances: {
      libc: "musl",
      hasOptionalPackages: false,
      network: "redirects",
      canInstall: false,
      hasRepository: false,
    },
  },
  /** Where nothing is to be had from any server. */
  "linux-refused": {
    ...linuxLaptop,
    circumstances: { hasOptionalPackages: false, network: "refuses", canInstall: false },
  },
  /** Where the variables that the code asks for name mirrors, proxies and places. */
  "linux-mirrored": {
    ...linuxLaptop,
    circumstances: { hasOptionalPackages: false, variables: "settings" },
  },
  /** Where they tell it to leave things alone. */
  "linux-switched": { ...linuxLaptop, circumstances: { variables: "switches" } },
  /** A browser on a laptop, in a page with wallets and somebody who uses them. */
  "win32-page": { platform: "win32", isContinuousIntegration: false, runtime: "page" },
  /** What is loaded is loaded by a program of Bun, or of Deno. */
  "linux-bun": { ...linuxLaptop, runtime: "bun" },
  "linux-deno": { ...linuxLaptop, runtime: "deno" },
  /** Where nothing that is written finds room. */
  "linux-full": { ...linuxLaptop, circumstances: { hasOptionalPackages: false, isDiskFull: true } },
  /** Where it was installed before. */
  "linux-again": { ...linuxLaptop, circumstances: { hasOptionalPackages: false, rounds: againRounds } },
};

export const worldNames: readonly WorldName[] = Object.keys(presets).filter((name) => isWorldName(name));

const defaultRegistry = "https://registry.example/";

/** Whether there is a world of this name. */
export function isWorldName(name: string): name is WorldName {
  return Object.hasOwn(presets, name);
}

/**
 * Makes a world as it is at a moment, milliseconds since 1970: the same words make the same machine, down to every byte. The
 * registry is that of the pretended project, a URL that ends with a slash.
 */
export function createWorld(name: WorldName, startsAt: number, registry: string = defaultRegistry): World {
  const preset = presets[name];
  const { platform, isContinuousIntegration } = preset;
  const honey = makeHoney(name);
  const circumstances = { ...usualCircumstances, ...preset.circumstances };
  const machine: MachineKind = {
    name,
    platform,
    libc: circumstances.libc,
    isContinuousIntegration,
    hasTargets: preset.hasTargets ?? true,
    locale: preset.locale ?? (isContinuousIntegration ? "en-US" : "de-DE"),
    timeZone: preset.timeZone ?? (isContinuousIntegration ? "UTC" : "Europe/Berlin"),
    honey,
    registry,
    ...placesOf(platform, isContinuousIntegration),
  };
  return {
    name,
    platform,
    arch: preset.arch ?? (platform === "darwin" ? "arm64" : "x64"),
    user: machine.user,
    hostname: machine.hostname,
    home: machine.home,
    temporaryFolder: machine.temporaryFolder,
    project: machine.project,
    locale: machine.locale,
    timeZone: machine.timeZone,
    ...timesOf(preset, startsAt),
    isContinuousIntegration,
    environment: environmentOf(machine),
    files: new Map([
      ...systemFiles(machine),
      ...homeFiles(machine),
      ...projectFiles(machine).filter(
        ([place]) => circumstances.hasRepository || !/[\\/]\.git[\\/]/.test(place),
      ),
    ]),
    honey: new Map([[downloadMark, honey.downloadMark], ...(machine.hasTargets ? honeyNames(honey) : [])]),
    hasTargets: machine.hasTargets,
    runtime: preset.runtime ?? "node",
    circumstances,
  };
}

/** Where it is later, the package was installed before. */
function timesOf({ isLater = false }: Preset, startsAt: number): Pick<World, "startsAt" | "installedAt"> {
  return isLater ? { startsAt: laterThan(startsAt), installedAt: startsAt } : { startsAt };
}

type Places = Pick<MachineKind, "user" | "hostname" | "home" | "temporaryFolder" | "project">;

function placesOf(platform: Platform, isContinuousIntegration: boolean): Places {
  return isContinuousIntegration ? runnerPlaces(platform) : laptopPlaces(platform);
}

function laptopPlaces(platform: Platform): Places {
  const user = "lena";
  const hostname = { linux: "lena-xps-9500", darwin: "Lenas-MacBook-Pro.local", win32: "DESKTOP-7K2VQ4M" }[
    platform
  ];
  const home = { linux: `/home/${user}`, darwin: `/Users/${user}`, win32: `C:\\Users\\${user}` }[platform];
  const temporaryFolder = {
    linux: "/tmp",
    darwin: "/var/folders/w9/3k0q7z1d5yn8c2_fm4h6vx9r0000gn/T",
    win32: `${home}\\AppData\\Local\\Temp`,
  }[platform];
  return { user, hostname, home, temporaryFolder, project: placeOf(platform, home, "code/ledger-web") };
}

function runnerPlaces(platform: Platform): Places {
  const user = platform === "win32" ? "runneradmin" : "runner";
  const hostname = { linux: "fv-az1124-803", darwin: "Mac-1753291038823.local", win32: "fv-az803-117" }[
    platform
  ];
  const home = { linux: "/home/runner", darwin: "/Users/runner", win32: "C:\\Users\\runneradmin" }[platform];
  const temporaryFolder = {
    linux: "/tmp",
    darwin: "/var/folders/x7/ch5v91h56_zbvbd1y2f600dm0000gn/T",
    win32: `${home}\\AppData\\Local\\Temp`,
  }[platform];
  const project =
    platform === "win32"
      ? "D:\\a\\ledger-web\\ledger-web"
      : placeOf(platform, home, "work/ledger-web/ledger-web");
  return { user, hostname, home, temporaryFolder, project };
}
