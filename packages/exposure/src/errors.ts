import { LockkeeperError } from "@lockkeeper/core";

/** A question about exposure cannot be asked or answered as it stands, or git could not be asked. */
export class ExposureError extends LockkeeperError<"EXPOSURE_BAD_QUESTION" | "EXPOSURE_GIT_FAILED"> {}
