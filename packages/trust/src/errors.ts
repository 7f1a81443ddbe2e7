import { LockkeeperError } from "@lockkeeper/core";

/** Evidence of publishing could not be read: a packument, the answer of the attestations endpoint, a trust root. */
export class TrustError extends LockkeeperError<
  "TRUST_PACKUMENT_UNREADABLE" | "TRUST_PACKUMENT_TOO_LARGE" | "TRUST_ROOT_UNREADABLE"
> {}
