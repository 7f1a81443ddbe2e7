import { redact, systemErrorCode, toErrorRecord } from "@lockkeeper/core";

/** Why a source could not be read, in the form of evidence that is unreadable. */
export interface SourceFailure {
  readonly code: string;
  readonly message: string;
}

/** Says why reading a source failed: our own words where they are, else the system's code. */
export function failureOf(ref: string, error: unknown): SourceFailure {
  const { code, message } = toErrorRecord(error);
  if (code !== "INTERNAL") return { code, message };
  const refusal = systemErrorCode(error);
  if (refusal === undefined)
    return { code: "EXPOSURE_UNREADABLE", message: `Cannot read "${ref}": ${message}` };
  return { code: refusal, message: redact(`Cannot read "${ref}" as the system refuses: ${refusal}`) };
}
