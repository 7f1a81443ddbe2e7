import { LockkeeperError } from "@lockkeeper/core";

/** Evidence of publishing could not be read: a packument, a trust root, keys. */
export class TrustError extends LockkeeperError<
  | "TRUST_PACKUMENT_UNREADABLE"
  | "TRUST_PACKUMENT_TOO_LARGE"
  | "TRUST_ROOT_UNREADABLE"
  | "TRUST_KEYS_UNREADABLE"
> {}
