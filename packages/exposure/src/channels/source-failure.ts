import { redact, systemErrorCode, toErrorRecord } from "@lockkeeper/core";

/** Why a source could not be read, in the form of evidence that is unreadable. */
export interface SourceFailure {
  readonly code: string;
  readonly message: string;
}

/** Says why reading a source failed: the system's code where there is one. */
export function failureOf(ref: string, error: unknown): SourceFailure {
  const code = systemErrorCode(error);
  const { message } = toErrorRecord(error);
  if (code === undefined || code.includes(" "))
    return { code: "EXPOSURE_UNREADABLE", message: redact(message) };
  return { code, message: redact(`Cannot read "${ref}" as the system refuses: ${code}`) };
}
