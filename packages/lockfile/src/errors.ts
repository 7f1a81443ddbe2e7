import { LockkeeperError, systemErrorCode } from "@lockkeeper/core";

/**
 * Why a lockfile could not be read, or not be changed. `LOCKFILE_TOO_LARGE` stands for every bound: bytes, entries, depth.
 */
export type LockfileErrorCode =
  | "LOCKFILE_UNREADABLE"
  | "LOCKFILE_BAD_FORMAT"
  | "LOCKFILE_TOO_LARGE"
  | "LOCKFILE_NOT_EDITABLE";

/** A lockfile could not be read, is not what its name says, or is over a bound. */
export class LockfileError extends LockkeeperError<LockfileErrorCode> {}

/** The error for a lockfile that is not what its kind promises; `detail` may be foreign text. */
export function badFormat(detail: string, line?: number, cause?: unknown): LockfileError {
  const where = line === undefined ? "" : `line ${String(line)}: `;
  return new LockfileError("LOCKFILE_BAD_FORMAT", {
    message: `Cannot read the lockfile as it is not what its client writes: ${where}${detail.slice(0, 200)}`,
    hint: "Let its client write it anew. What cannot be read was not checked.",
    cause,
  });
}

/** The error for a lockfile over one of the bounds. */
export function tooLarge(what: string): LockfileError {
  return new LockfileError("LOCKFILE_TOO_LARGE", {
    message: `Cannot read the lockfile as it is over a bound: more than ${what}`,
    hint: "What cannot be read was not checked.",
  });
}

/** Whatever went wrong with a file, as this package's error; what the system refuses is `LOCKFILE_UNREADABLE`. */
export function asLockfileError(file: string, error: unknown): LockfileError {
  if (error instanceof LockfileError) return error;
  return new LockfileError("LOCKFILE_UNREADABLE", {
    message: `Cannot read "${file}" as the system refuses: ${systemErrorCode(error) ?? "unknown"}`,
    hint: "What cannot be read was not checked.",
    cause: error,
  });
}

/** The same with the file's name in its message, for whoever reads several. */
export function asErrorOfFile(file: string, error: unknown): LockfileError {
  const { code, message, hint } = asLockfileError(file, error);
  return new LockfileError(code, {
    message: message.replace(unnamedFile, () => `Cannot read "${file}"`),
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}

const unnamedFile = /^Cannot read (?:the lockfile|package\.json)/;
