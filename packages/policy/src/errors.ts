import { LockkeeperError } from "@lockkeeper/core";

/** Errors of policy documents and exceptions: a text that cannot be used as the policy it claims to be. */
export class PolicyError extends LockkeeperError<
  "POLICY_SYNTAX" | "POLICY_UNKNOWN_KEY" | "POLICY_BAD_VALUE" | "POLICY_TOO_LARGE" | "POLICY_BAD_EXCEPTION"
> {}
