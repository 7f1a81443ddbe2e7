import { LockkeeperError } from "@lockkeeper/core";

/** A question about exposure cannot be asked or answered as it stands, or git could not be asked, or an archive not be read. */
export class ExposureError extends LockkeeperError<
  "EXPOSURE_BAD_QUESTION" | "EXPOSURE_GIT_FAILED" | "EXPOSURE_BAD_ARCHIVE"
> {}
