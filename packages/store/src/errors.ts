import { LockkeeperError, systemErrorCode } from "@lockkeeper/core";

/** The codes of this package. */
export type StoreErrorCode =
  | "STORE_UNWRITABLE"
  | "STORE_NEWER_FORMAT"
  | "STORE_BAD_FORMAT"
  | "STORE_DISK_FULL"
  | "STORE_DATABASE_CORRUPT"
  | "STORE_DATABASE_BUSY"
  | "STORE_DATABASE_FAILED"
  | "STORE_LEDGER_WRITE_FAILED"
  | "STORE_LEDGER_BROKEN"
  | "STORE_CLOSED"
  | "STORE_INTEGRITY_MISMATCH"
  | "STORE_BLOB_TOO_LARGE"
  | "STORE_BLOB_UNREADABLE"
  | "STORE_BACKUP_EXISTS"
  | "STORE_NOTHING_TO_BACK_UP"
  | "STORE_NO_SUCH_BACKUP"
  | "STORE_BAD_BACKUP"
  | "STORE_IN_USE"
  | "STORE_RESTORE_UNFINISHED"
  | "STORE_BAD_EXCEPTION"
  | "STORE_BAD_TOKEN"
  | "STORE_BAD_LOOK"
  | "STORE_BAD_SWEEP";

/** Something that should be kept could not be written, or what was kept could not be read. */
export class StoreError extends LockkeeperError<StoreErrorCode> {}

/** Whether the operating system or SQLite says that there is no room left. */
export function isDiskFull(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === "ENOSPC" || code === "EDQUOT" || code === "SQLITE_FULL";
}

/** The text of anything thrown, for the detail after the colon of a message. */
export function describeCause(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
