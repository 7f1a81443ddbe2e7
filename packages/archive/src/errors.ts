import { LockkeeperError } from "@lockkeeper/core";

/** The codes of {@link ArchiveError}. */
export type ArchiveErrorCode =
  | "ARCHIVE_EMPTY"
  | "ARCHIVE_NOT_TAR"
  | "ARCHIVE_BAD_GZIP"
  | "ARCHIVE_TRUNCATED"
  | "ARCHIVE_UNSUPPORTED"
  | "ARCHIVE_TOO_LARGE";

/** Errors of archives of which nothing can be read. What can be read in part is an archive that says so. */
export class ArchiveError extends LockkeeperError<ArchiveErrorCode> {}

/** The error for bytes of which nothing can be read. */
export function badArchive(code: ArchiveErrorCode, detail: string, cause?: unknown): ArchiveError {
  return new ArchiveError(code, {
    message: `Cannot read the archive as ${reasons[code]}: ${detail}`,
    hint: "A package is a tar archive, compressed with gzip, as npm pack writes it.",
    ...(cause === undefined ? {} : { cause }),
  });
}

const reasons: Readonly<Record<ArchiveErrorCode, string>> = {
  ARCHIVE_EMPTY: "it holds no file",
  ARCHIVE_NOT_TAR: "it is no tar archive",
  ARCHIVE_BAD_GZIP: "its compression is damaged",
  ARCHIVE_TRUNCATED: "it ends early",
  ARCHIVE_UNSUPPORTED: "its compression is not read here",
  ARCHIVE_TOO_LARGE: "it is too large",
};
