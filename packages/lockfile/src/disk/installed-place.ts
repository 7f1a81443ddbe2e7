import type { LockfileKind } from "../locked-package.ts";
import type { UnreadableFile } from "../read-manifests.ts";

/** What a client wrote down of a package that it put on the disk. Both are foreign texts. */
export interface InstalledRecord {
  /** The package's own name. */
  readonly name: string;
  readonly version: string;
}

/** A folder in which a client keeps one package of a project. */
export interface InstalledPlace {
  /** Relative to the project with forward slashes. */
  readonly place: string;
  /** The name by which it is imported from there; that of an alias is another than the package's own. */
  readonly name: string;
  /** What the client wrote down: it is one of these; empty where it wrote nothing. */
  readonly records: readonly InstalledRecord[];
  /** Whether the client wrote down that very place. */
  readonly isRecordedHere: boolean;
  /** Indexes into the lockfile's packages: one of them may lie there; empty for what no lockfile has. */
  readonly packages: readonly number[];
  /** Whether it lies in the `node_modules` of the project or of a member, where no tarball brings anything along. */
  readonly isTop: boolean;
}

/** A package that Yarn's map of archives names, and the lockfile does not have so. */
export interface PluggedStranger {
  readonly name: string;
  readonly version: string;
  readonly location: string;
}

/** What lies on the disk where the client of a lockfile keeps packages. */
export interface InstalledPlaces {
  /** Whose lockfile it is that `packages` are of. */
  readonly source: LockfileKind;
  /** The file or folder in which the client wrote down what it installed; `undefined` where it wrote nothing. */
  readonly recordedIn: string | undefined;
  readonly places: readonly InstalledPlace[];
  readonly strangers: readonly PluggedStranger[];
  /** Indexes into the lockfile's packages: production's own, for which there is no place at all. */
  readonly unplaced: readonly number[];
  /** The folder of the store that pnpm wrote down; foreign. */
  readonly storeFolder: string | undefined;
  /** Records of the client that are there and could not be read. */
  readonly unreadable: readonly UnreadableFile[];
}

/** What a client wrote down: by the place, or by the name alone where it does not tell places. */
export interface ClientRecords {
  readonly byPlace: ReadonlyMap<string, readonly InstalledRecord[]>;
  readonly byName: ReadonlyMap<string, readonly InstalledRecord[]>;
}

/** What a client that writes nothing down wrote. */
export const noRecords: ClientRecords = { byPlace: new Map(), byName: new Map() };
