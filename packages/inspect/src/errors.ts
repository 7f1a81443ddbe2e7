import { LockkeeperError } from "@lockkeeper/core";

/** The codes of {@link InspectError}. */
export type InspectErrorCode =
  | "INSPECT_BAD_SPEC"
  | "INSPECT_NO_PACKAGE"
  | "INSPECT_NO_VERSION"
  | "INSPECT_OFFLINE"
  | "INSPECT_NO_TARBALL"
  | "INSPECT_WRONG_BYTES"
  | "INSPECT_UNREADABLE_FILE"
  | "INSPECT_NOT_A_PACKAGE"
  | "INSPECT_TOO_LARGE"
  | "INSPECT_OUT_OF_TIME"
  | "INSPECT_THREAD_ENDED";

/** Errors of inspecting: what was asked for cannot be found, fetched or read. */
export class InspectError extends LockkeeperError<InspectErrorCode> {}

/** Nobody may be asked, and what is needed was not asked for before. */
export function offlineError(name: string): InspectError {
  return new InspectError("INSPECT_OFFLINE", {
    message: `Cannot fetch "${name}" as no registry may be asked and nothing of it was kept`,
    hint: "Leave out --offline, or give a tarball that you have.",
  });
}
