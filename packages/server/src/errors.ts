import { LockkeeperError } from "@lockkeeper/core";

/** What can stop the server from starting or a command from reaching it. */
export class ServerError extends LockkeeperError<
  | "SERVER_ALREADY_RUNNING"
  | "SERVER_UPSTREAM_IS_SELF"
  | "SERVER_BAD_UPSTREAMS_FILE"
  | "SERVER_BAD_SECRETS_FILE"
  | "SERVER_BAD_FEEDS_FILE"
  | "SERVER_BAD_ANSWER"
  | "SERVER_TOKEN_REFUSED"
  | "SERVER_BAD_TLS_FILE"
  | "SERVER_BAD_PUBLIC_URL"
  | "SERVER_OPEN_BIND"
> {}
