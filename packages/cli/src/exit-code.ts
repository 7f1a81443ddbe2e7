import { LockkeeperError } from "@lockkeeper/core";

/** What a command's end says: see {@link exitCodes}. */
export type ExitCode = 0 | 1 | 2 | 3;

/** The exit codes with their meaning, as the help and the documentation show them. */
export const exitCodes: ReadonlyMap<ExitCode, string> = new Map([
  [0, "fine"],
  [1, "a finding or a refusal"],
  [2, "usage or configuration (an unknown flag, a bad policy, a port that is taken)"],
  [3, "could not decide or finish"],
]);

// Whatever the user has to change on the command line, in a file or on the machine, before trying again.
const usagePrefixes = ["CLI_", "CORE_", "POLICY_", "SCAN_", "SWEEP_"];
const usageCodes: ReadonlySet<string> = new Set([
  "FIREWALL_PORT_TAKEN",
  "FIREWALL_CANNOT_BIND",
  "FIREWALL_LOOP",
  "SERVER_ALREADY_RUNNING",
  "SERVER_UPSTREAM_IS_SELF",
  "SERVER_BAD_UPSTREAMS_FILE",
  "SERVER_BAD_SECRETS_FILE",
  "SERVER_BAD_FEEDS_FILE",
  "SERVER_TOKEN_REFUSED",
  "SERVER_BAD_TLS_FILE",
  "SERVER_BAD_PUBLIC_URL",
  "SERVER_OPEN_BIND",
  "STORE_UNWRITABLE",
  "STORE_NEWER_FORMAT",
  "STORE_BAD_FORMAT",
  "STORE_BAD_EXCEPTION",
  "STORE_BACKUP_EXISTS",
  "STORE_NOTHING_TO_BACK_UP",
  "STORE_IN_USE",
  "STORE_NO_SUCH_BACKUP",
  "STORE_RESTORE_UNFINISHED",
  "STORE_BAD_TOKEN",
  "REGISTRY_BAD_UPSTREAM",
  "INTEL_SOURCE_UNREADABLE",
  "INTEL_SOURCE_EMPTY",
  "FEEDS_BAD_SETTINGS",
  "FEEDS_UNKNOWN_SOURCE",
  "FEEDS_BAD_KEY",
  "TRUST_ROOT_UNREADABLE",
  "TRUST_KEYS_UNREADABLE",
  "EXPOSURE_BAD_QUESTION",
  "DRILL_UNKNOWN_CAMPAIGN",
  "DRILL_BAD_TIME",
  "DRILL_BAD_OPTION",
  "DRILL_PORT_TAKEN",
]);
// Data that was had and not taken: a person has to look at it before it is tried again.
const refusalCodes: ReadonlySet<string> = new Set([
  "FEEDS_EMPTY",
  "FEEDS_SHRUNKEN",
  "FEEDS_OLDER",
  "FEEDS_CHECKSUM",
  "FEEDS_BAD_ARCHIVE",
  "FEEDS_BAD_BUNDLE",
  "FEEDS_UNTRUSTED",
]);
const unfinishedCodes: ReadonlySet<string> = new Set([
  "CLI_CLOCK_UNREACHABLE",
  "CLI_OUTPUT_LOST",
  "CLI_INTERRUPTED",
  "CLI_NO_CANARY",
  "CLI_NO_FIREWALL",
  "CLI_FEEDS_FAILED",
  "CLI_SWEEP_NOT_SENT",
]);

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof LockkeeperError) || unfinishedCodes.has(error.code)) return 3;
  if (refusalCodes.has(error.code)) return 1;
  const isUsage = usageCodes.has(error.code) || usagePrefixes.some((prefix) => error.code.startsWith(prefix));
  return isUsage ? 2 : 3;
}

/** The exit code of several subjects together: a finding beats everything, usage beats an unfinished job. */
export function worseExitCode(left: ExitCode, right: ExitCode): ExitCode {
  const order: readonly ExitCode[] = [0, 3, 2, 1];
  return order.indexOf(left) >= order.indexOf(right) ? left : right;
}
