/** What an advisory says of one version of a package. */
export interface PackageAccusation {
  /** The advisory's id, such as `MAL-2026-2307`. */
  readonly id: string;
  /** Whether it names this version; one about every version may mean another package of that name. */
  readonly isExact: boolean;
}

/** Packages that advisories call malware, beside those of campaigns. */
export interface KnownPackages {
  /** Whether any advisory calls a package of this name malware: asked of every package, so that it must be quick. */
  isNamed(name: string): boolean;
  accusationsOf(name: string, version: string): readonly PackageAccusation[];
}
