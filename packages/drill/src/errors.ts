import { LockkeeperError } from "@lockkeeper/core";

/** What can go wrong in the test kit and in a replay. */
export type DrillErrorCode =
  | "DRILL_BAD_TARBALL"
  | "DRILL_BAD_TIME"
  | "DRILL_BAD_OPTION"
  | "DRILL_DUPLICATE_VERSION"
  | "DRILL_UNKNOWN_VERSION"
  | "DRILL_UNKNOWN_CAMPAIGN"
  | "DRILL_PORT_TAKEN"
  | "DRILL_LISTEN_FAILED";

/** A package could not be built, or a registry could not be started or changed as asked. */
export class DrillError extends LockkeeperError<DrillErrorCode> {}
