import { LockkeeperError } from "@lockkeeper/core";

/** A question about exposure cannot be asked or answered as it stands. */
export class ExposureError extends LockkeeperError<"EXPOSURE_BAD_QUESTION"> {}
