import { LockkeeperError } from "@lockkeeper/core";

/** The codes of {@link FeedsError}. */
export type FeedsErrorCode =
  | "FEEDS_BAD_SETTINGS"
  | "FEEDS_UNKNOWN_SOURCE"
  | "FEEDS_UNREACHABLE"
  | "FEEDS_BAD_ANSWER"
  | "FEEDS_TOO_LARGE"
  | "FEEDS_BAD_ARCHIVE"
  | "FEEDS_CHECKSUM"
  | "FEEDS_EMPTY"
  | "FEEDS_SHRUNKEN"
  | "FEEDS_OLDER"
  | "FEEDS_BUSY"
  | "FEEDS_STATE_CORRUPT"
  | "FEEDS_UNWRITABLE"
  | "FEEDS_BAD_KEY"
  | "FEEDS_BAD_BUNDLE"
  | "FEEDS_UNTRUSTED";

/** Errors of the feeds: a source that cannot be had, data that is refused, a bundle that cannot be trusted. */
export class FeedsError extends LockkeeperError<FeedsErrorCode> {}

/** What anything thrown says, on one line. */
export function describeCause(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
