import { LockkeeperError } from "@lockkeeper/core";

/** A file of a project is not what its name says. */
export class ScanError extends LockkeeperError<"SCAN_BAD_MANIFEST" | "SCAN_BAD_BASELINE"> {}
