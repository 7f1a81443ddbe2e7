import { LockkeeperError } from "@lockkeeper/core";

/** Errors of the intelligence: sources and indexes that cannot be read or written, and campaign data that is wrong. */
export class IntelError extends LockkeeperError<
  | "INTEL_INDEX_MISSING"
  | "INTEL_INDEX_CORRUPT"
  | "INTEL_INDEX_UNWRITABLE"
  | "INTEL_SOURCE_UNREADABLE"
  | "INTEL_SOURCE_EMPTY"
  | "INTEL_BAD_CAMPAIGN"
> {}
