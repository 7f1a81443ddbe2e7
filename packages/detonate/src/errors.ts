import { LockkeeperError } from "@lockkeeper/core";

/** The codes of {@link DetonateError}. */
export type DetonateErrorCode =
  | "DETONATE_ENGINE_FAILED"
  | "DETONATE_OUT_OF_TIME"
  | "DETONATE_THREAD_ENDED"
  | "DETONATE_BAD_INPUT";

/** Errors of the emulator itself. What the code that it runs does wrong is part of a run, never an error. */
export class DetonateError extends LockkeeperError<DetonateErrorCode> {}
