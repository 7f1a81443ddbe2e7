import type { Platform } from "./observation.ts";

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
  readonly isContinuousIntegration: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** Files that stand on the machine besides the package, by absolute path: honey credentials, facts of the system, a project. */
  readonly files: ReadonlyMap<string, string>;
  /** Honey values by name, as they stand in files and environment; whatever passes them on is seen. */
  readonly honey: ReadonlyMap<string, string>;
  /** Whether what droppers look for before they act is there (their own marker files, tools, targets). */
  readonly hasTargets: boolean;
}
