import { ExposureError } from "../errors.ts";

/** The error for an archive, or what should be one, that cannot be read to its end. */
export function badArchive(detail: string, cause?: unknown): ExposureError {
  return new ExposureError("EXPOSURE_BAD_ARCHIVE", {
    message: `Cannot read the archive as it is damaged, hostile or none: ${detail}`,
    ...(cause === undefined ? {} : { cause }),
  });
}
