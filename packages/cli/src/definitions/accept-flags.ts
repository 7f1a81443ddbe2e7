import type { Command } from "commander";

import { collectTexts } from "../command-host.ts";
import { CliError } from "../errors.ts";
import type { Flags } from "../flags.ts";
import type { AcceptInput } from "../scan/accept-session.ts";
import type { ScanInput } from "../scan/scan-input.ts";

/** Declares the flags by which somebody answers for findings. */
export function addAcceptFlags(command: Command): void {
  command
    .option(
      "--accept <rule[:subject]>",
      "let findings count for nothing: a rule or an advisory, and the package, version or file; may be repeated",
      collectTexts,
    )
    .option("--reason <text>", "with --accept: why")
    .option("--owner <who>", "with --accept: who answers for it")
    .option("--expires <when>", "with --accept: when it counts again: 90d, 2026-12-31; at most a year ahead")
    .option("--show-accepted", "show what somebody answers for, with reason, owner and end");
}

const companions = ["reason", "owner", "expires"] as const;

/** Whether findings are to be accepted. Throws `CLI_USAGE` for flags that do not go together. */
export function isAcceptance(flags: Flags): boolean {
  const isWanted = flags.texts("accept").length > 0;
  const given = companions.filter((name) => flags.text(name) !== undefined);
  const [stray] = given;
  if (!isWanted && stray === undefined) return false;
  if (!isWanted)
    throw new CliError("CLI_USAGE", {
      message: `Cannot use --${stray ?? ""} without --accept as it would do nothing`,
      hint: "Name what is accepted: --accept git-dependency:lib.",
    });
  if (flags.isSet("fix"))
    throw new CliError("CLI_USAGE", {
      message: "Cannot accept findings and repair others in one call",
      hint: "Repair first; then accept what is left and on purpose.",
    });
  const missing = companions.find((name) => !given.includes(name));
  if (missing === undefined) return true;
  throw new CliError("CLI_USAGE", {
    message: `Cannot accept findings without --${missing}`,
    hint: "Somebody has to answer for them, for a reason and a time.",
  });
}

/** Reads them. */
export function readAcceptInput(flags: Flags, scan: ScanInput): AcceptInput {
  return {
    scan: {
      ...scan,
      format: "json",
      minSeverity: "info",
      baseline: undefined,
      since: undefined,
      writeBaseline: undefined,
    },
    words: flags.texts("accept"),
    reason: flags.textOr("reason", ""),
    owner: flags.textOr("owner", ""),
    expires: flags.textOr("expires", ""),
  };
}
