import { LockkeeperError } from "@lockkeeper/core";

/** Why a lockfile could not be read. `LOCKFILE_TOO_LARGE` stands for every bound: bytes, entries, depth. */
export type LockfileErrorCode = "LOCKFILE_UNREADABLE" | "LOCKFILE_BAD_FORMAT" | "LOCKFILE_TOO_LARGE";

/** A lockfile could not be read, is not what its name says, or is over a bound. */
export class LockfileError extends LockkeeperError<LockfileErrorCode> {}
