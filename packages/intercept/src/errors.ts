import { LockkeeperError } from "@lockkeeper/core";

/** What can stop the loopback proxy from doing its job. */
export class InterceptError extends LockkeeperError<
  "INTERCEPT_CANNOT_BIND" | "INTERCEPT_BAD_PROXY" | "INTERCEPT_UNREACHABLE"
> {}
