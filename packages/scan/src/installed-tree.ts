import type { InstalledPlace, InstalledRecord, LockfileKind, PluggedStranger } from "@lockkeeper/lockfile";

/** A file on disk below an installed package. */
export interface InstalledFile {
  /** Relative to the package with forward slashes. */
  readonly path: string;
  /** When its bytes were written as the system has it, which whoever writes may set; milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** When anything of it was changed, which nobody may set; milliseconds since the epoch. */
  readonly changedAt: number;
  /** How many names the file has: more than one where a client links to its store. */
  readonly links: number;
}

/** A package that lies on disk. */
export interface InstalledPackage extends InstalledPlace {
  /** The manifest's own words; `undefined` where it has none or cannot be read. */
  readonly manifest: { readonly name: string | undefined; readonly version: string | undefined };
  /** `preinstall`, `install` and `postinstall` with their commands. */
  readonly installScripts: ReadonlyMap<string, string>;
  /** Files of the package's own folder, without those further down. */
  readonly files: readonly InstalledFile[];
  /** When a file was last put into the package's own folder or taken out; milliseconds since the epoch. */
  readonly folderAt: number;
  /** Files that an install script names and that are not there. */
  readonly missing: readonly string[];
  /** Files that are not as the client's cache has them; `undefined` where they were not compared. */
  readonly changed: readonly string[] | undefined;
}

/** A package that the client wrote down, and whose folder is gone. */
export interface AbsentPackage {
  readonly place: string;
  readonly record: InstalledRecord;
  readonly packages: readonly number[];
}

/** What one client has installed of its lockfile. Indexes of packages are those of that lockfile's graph. */
export interface InstalledTree {
  readonly source: LockfileKind;
  /** Where the client wrote down what it installed; `undefined` where it wrote nothing. */
  readonly recordedIn: string | undefined;
  readonly packages: readonly InstalledPackage[];
  readonly absent: readonly AbsentPackage[];
  /** What is locked for production, and has no folder at all. */
  readonly unplaced: readonly number[];
  /** What Yarn's map of archives names otherwise than the lockfile. */
  readonly strangers: readonly PluggedStranger[];
  /** Archives in the project whose bytes are not those of the lockfile's checksum. */
  readonly archives: readonly { readonly file: string; readonly package: number }[];
}
