import type { Platform } from "./observation.ts";
import type { Runtime } from "./services/service.ts";

/** A machine that is pretended: everything that code could ask it for. The same world gives the same answers every time. */
export interface World {
  readonly name: string;
  readonly platform: Platform;
  readonly arch: "x64" | "arm64";
  readonly user: string;
  readonly hostname: string;
  readonly home: string;
  readonly temporaryFolder: string;
  /** The folder of the project into which the package is installed; the package is below its `node_modules`. */
  readonly project: string;
  readonly locale: string;
  readonly timeZone: string;
  /** The clock when the trigger begins, milliseconds since 1970. */
  readonly startsAt: number;
  /** When the package was installed, where that was long before. */
  readonly installedAt?: number;
  readonly isContinuousIntegration: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** Files that stand on the machine besides the package, by absolute path: honey credentials, facts of the system, a project. */
  readonly files: ReadonlyMap<string, string>;
  /** Honey values by name, as they stand in files and environment; whatever passes them on is seen. */
  readonly honey: ReadonlyMap<string, string>;
  /** Whether what droppers look for before they act is there (their own marker files, tools, targets). */
  readonly hasTargets: boolean;
  /** What loads the package where one is loaded: a program of Node where nothing is said. */
  readonly runtime?: Runtime;
  /** How it came to be; {@link usualCircumstances} where nothing is said. */
  readonly circumstances?: Circumstances;
}

/** What installers act by besides the machine: what an install left out, what the network and the variables say. */
export interface Circumstances {
  /** The C library of Linux. */
  readonly libc: "glibc" | "musl";
  /** Whether the packages for this system, which are optional dependencies, were installed. */
  readonly hasOptionalPackages: boolean;
  /** Whether servers answer, send elsewhere first, or have nothing. */
  readonly network: "answers" | "redirects" | "refuses";
  /** Whether a package manager that a script starts can install something. */
  readonly canInstall: boolean;
  /** Variables that the code asked for: as they are, those that switch something off set, or the others. */
  readonly variables: "usual" | "switches" | "settings";
  /** Whether the disk has no room for what is written. */
  readonly isDiskFull: boolean;
  /** Whether the project is a repository of git. */
  readonly hasRepository: boolean;
  /** How often the trigger is pulled on the same disk, and when. */
  readonly rounds: readonly Round[];
}

/** One pull of a trigger among several. */
export interface Round {
  /** How much time goes by before it. */
  readonly afterMs: number;
  /** About where every number lies that stands for chance, 0 to 1; anywhere where nothing is said. */
  readonly chance: number | undefined;
}

/** The only round of most worlds. */
export const oneRound: readonly Round[] = [{ afterMs: 0, chance: undefined }];

/** The circumstances of most installs. */
export const usualCircumstances: Circumstances = {
  libc: "glibc",
  hasOptionalPackages: true,
  network: "answers",
  canInstall: true,
  variables: "usual",
  isDiskFull: false,
  hasRepository: true,
  rounds: oneRound,
};

/** The circumstances of a world, the usual ones where it says nothing. */
export function circumstancesOf({ circumstances }: Pick<World, "circumstances">): Circumstances {
  return circumstances ?? usualCircumstances;
}
