/** Whose lockfile it is; `npm` stands for `npm-shrinkwrap.json` and `node_modules/.package-lock.json` as well. */
export type LockfileKind = "npm" | "pnpm" | "yarn-classic" | "yarn-berry" | "bun";

/**
 * Where the client takes a locked package from: by name from its registry, from a tarball URL that the project names
 * itself, from a repository, from the disk, from the project, or from inside the tarball of another package.
 */
export type LockedPackageKind = "registry" | "tarball" | "git" | "file" | "workspace" | "bundled";

/** One package as a lockfile pins it. All texts are foreign: escape them before showing, parse them before using. */
export interface LockedPackage {
  /** The package's own name: aliases are resolved. */
  readonly name: string;
  /** The exact version; empty where the lockfile names none, as for repositories. */
  readonly version: string;
  /** The URL as the lockfile has it; `undefined` when the client derives it from its registry. */
  readonly resolved: string | undefined;
  /** The hash as the lockfile has it: SRI, Yarn's own checksum, or the SHA-1 in hexadecimal behind an URL of Yarn 1. */
  readonly integrity: string | undefined;
  /** The line of the entry, from 1. */
  readonly line: number;
  readonly kind: LockedPackageKind;
}

/** The bounds on one lockfile: bytes, entries of one file, levels of nesting. */
export interface LockfileLimits {
  readonly maxBytes: number;
  readonly maxEntries: number;
  readonly maxDepth: number;
}

/** Bounds that no lockfile of a real project reaches. */
export const lockfileLimits: LockfileLimits = {
  maxBytes: 64_000_000,
  maxEntries: 500_000,
  maxDepth: 90,
};
