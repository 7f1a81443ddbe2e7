import { LockfileError } from "./errors.ts";
import type { PackageAbout, PackageAddition } from "./package-about.ts";

/** What becomes of one locked package. Everything about the new version comes from whoever knows its manifest. */
export interface PackageChange {
  /** The package's place in the graph of this very text. */
  readonly place: string;
  readonly version: string;
  /** As the format keeps it; `undefined` takes it out, and for Bun stands for the default registry. */
  readonly resolved: string | undefined;
  /** As the format keeps it: SRI, or Yarn's own checksum, which only Yarn can compute; `undefined` takes it out. */
  readonly integrity: string | undefined;
  /**
   * What the new version depends on, as the format keeps it: names and ranges, for pnpm names and references to other
   * packages; `undefined` leaves what is there.
   */
  readonly dependencies: ReadonlyMap<string, string> | undefined;
  /** What the format keeps of the new version's manifest; without it what is there stays. npm's form does not take it. */
  readonly about?: PackageAbout | undefined;
}

/** A further range that an entry of Yarn answers for. */
export interface NameChange {
  readonly place: string;
  /** As Yarn writes it, such as `axios@^1.0.0` or `axios@npm:^1.0.0`. */
  readonly added: string;
}

/** Another range for what a project or a member of its workspace asks for itself. */
export interface RangeChange {
  readonly folder: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** What the project newly forces on a package, whoever depends on it. */
export interface OverrideChange {
  readonly name: string;
  readonly range: string;
}

/** What is to change in a lockfile; the same ranges and overrides belong into the manifest (`editManifest`). */
export interface LockfilePlan {
  readonly packages: readonly PackageChange[];
  readonly ranges: readonly RangeChange[];
  readonly overrides: readonly OverrideChange[];
  /** Packages that come in; npm's form does not take them. */
  readonly additions?: readonly PackageAddition[] | undefined;
  /** Further names of entries; for Yarn 2 and later. */
  readonly names?: readonly NameChange[] | undefined;
}

/** The error for a file that is written in a way that a plan cannot be put into without moving something else. */
export function notEditable(detail: string, cause?: unknown): LockfileError {
  return new LockfileError("LOCKFILE_NOT_EDITABLE", {
    message: `Cannot change the lockfile as it is written: ${detail.slice(0, 200)}`,
    hint: "Change package.json and let the client write its lockfile anew.",
    cause,
  });
}
