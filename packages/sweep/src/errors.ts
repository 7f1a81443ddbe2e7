import { LockkeeperError } from "@lockkeeper/core";

/** The work of this package cannot be done as it stands. */
export class SweepError extends LockkeeperError<
  "SWEEP_BAD_FOLDER" | "SWEEP_BAD_CHECKPOINT" | "SWEEP_UNKNOWN_CAMPAIGN"
> {}
