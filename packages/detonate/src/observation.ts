/** What a package tried to do, in the terms of `docs/contracts.md`. */
export type ObservationKind = "process" | "network" | "dns" | "file" | "env" | "winreg" | "code" | "self";

/** Where in the package something was tried: a file of the package, or of the text that it decoded and ran. */
export interface ObservationPlace {
  readonly file: string;
  /** Beginning at 1. */
  readonly line: number;
  readonly column: number;
}

/** One thing that was tried in a world. */
export interface Observation {
  readonly kind: ObservationKind;
  /** What was called, by its canonical name: `child_process.exec`, `fs.writeFile`, `fetch`, `process.env`. */
  readonly api: string;
  /** One line for people, at most 500 characters, with every argument as it was when the call was made. */
  readonly detail: string;
  /** The parts by name: `command`, `program`, `arguments`, `url`, `host`, `method`, `body`, `path`, `to`, `content`, `name`, `value`, `text`. Texts of at most 2,000 characters. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Whether the argument stands nowhere in the package's bytes: the package composed or decoded it. */
  readonly decoded: boolean;
  /** Honey values that are in what was passed on: `npm-token`, `ssh-key`, `aws-key`, `wallet`. */
  readonly honey: readonly string[];
  readonly location: ObservationPlace | null;
  /** Milliseconds of the world's own clock since the trigger began. */
  readonly atMs: number;
}

/** Why a run ended: nothing was left to do, a limit was reached, or the code failed. */
export type RunEnd = "rest" | "limit" | "error";

/** Folders of a world that behaviour is judged by, absolute paths. */
export interface WorldPlaces {
  readonly home: string;
  readonly temporaryFolder: string;
  /** The project into which the package is installed. */
  readonly project: string;
  /** The package's own folder. */
  readonly packageFolder: string;
}

/** What one entry point did in one world. */
export interface WorldRun {
  /** The world's name, such as `linux-laptop` or `win32-ci`. */
  readonly name: string;
  readonly platform: Platform;
  /** Missing where the run was ended before it told. */
  readonly places?: WorldPlaces;
  readonly observations: readonly Observation[];
  /** The part of the reachable statements of the files that were loaded which ran, 0 to 1; nothing where none was, or nobody counted. */
  readonly coverage: number | undefined;
  readonly ended: RunEnd;
  /** What ended it, when that was a limit or an error: one line. */
  readonly problem: string | undefined;
}

/** Platforms that are pretended, by Node's names. */
export type Platform = "linux" | "darwin" | "win32";
