import { LockkeeperError } from "@lockkeeper/core";

/** What can stop the firewall from doing its job. */
export class FirewallError extends LockkeeperError<
  | "FIREWALL_PORT_TAKEN"
  | "FIREWALL_CANNOT_BIND"
  | "FIREWALL_BODY_TOO_LARGE"
  | "FIREWALL_BAD_BODY"
  | "FIREWALL_UNKNOWN_VERSION"
  | "FIREWALL_LOOP"
> {}
