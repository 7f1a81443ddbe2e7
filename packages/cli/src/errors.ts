import { LockkeeperError } from "@lockkeeper/core";

/** What is wrong with a command line or with what it points at. */
export class CliError extends LockkeeperError<
  | "CLI_USAGE"
  | "CLI_BAD_TIME"
  | "CLI_BAD_EXCEPTION"
  | "CLI_BAD_FILE"
  | "CLI_BAD_LOG_FILE"
  | "CLI_SERVER_RUNS"
  | "CLI_FILE_EXISTS"
  | "CLI_NO_SUCH_EXCEPTION"
  | "CLI_BAD_TOKEN"
  | "CLI_NO_SUCH_TOKEN"
  | "CLI_CLOCK_NOT_LOOPBACK"
  | "CLI_CLOCK_UNREACHABLE"
  | "CLI_OUTPUT_LOST"
  | "CLI_NO_SUCH_COMMAND"
  | "CLI_CANNOT_START"
  | "CLI_RUN_FIREWALL"
  | "CLI_RUN_PASSED_BY"
  | "CLI_INTERRUPTED"
  | "CLI_NO_CANARY"
  | "CLI_NO_CLIENT"
  | "CLI_NO_FIREWALL"
  | "CLI_FEEDS_FAILED"
  | "CLI_NOT_INSPECTABLE"
  | "CLI_LOCKED_OTHERWISE"
> {}
