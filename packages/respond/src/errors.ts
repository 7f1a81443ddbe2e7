import { LockkeeperError } from "@lockkeeper/core";

/** The work of this package cannot be done as it stands. */
export class RespondError extends LockkeeperError<"RESPOND_BAD_JOURNAL" | "RESPOND_BAD_SNAPSHOT"> {}
