/**
 * What lockfiles keep of a version's manifest, beside what it needs: each format has its own part of it. Texts are foreign;
 * what is written of them is quoted as the format wants it.
 */
export interface PackageAbout {
  /** What it can do without, as the format writes what is asked for: ranges, for pnpm references. */
  readonly optional: ReadonlyMap<string, string>;
  /** Peers with their ranges as declared. */
  readonly peers: ReadonlyMap<string, string>;
  readonly optionalPeers: ReadonlySet<string>;
  /** Commands with their files. */
  readonly bin: ReadonlyMap<string, string>;
  readonly engines: ReadonlyMap<string, string>;
  /** The platforms that it is for; empty for all. */
  readonly os: readonly string[];
  readonly cpu: readonly string[];
  readonly libc: readonly string[];
  readonly deprecated: string | undefined;
}

/** A package that a lockfile is to have in addition. */
export interface PackageAddition {
  /** What the entry is named by: ranges with the name for Yarn (`name@range`), `name@version` for pnpm, a path of names for Bun. */
  readonly place: string;
  readonly name: string;
  readonly version: string;
  readonly resolved: string | undefined;
  readonly integrity: string | undefined;
  readonly dependencies: ReadonlyMap<string, string>;
  readonly about: PackageAbout;
  /** Whether nothing needs it but what can do without it. */
  readonly isOptional: boolean;
}
