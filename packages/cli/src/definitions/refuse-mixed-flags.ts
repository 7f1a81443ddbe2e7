import { CliError } from "../errors.ts";
import type { Flags } from "../flags.ts";

/** Flags of repairs by the names that they are read with; without `--fix` they would change nothing unnoticed. */
const fixOnly: readonly (readonly [string, string])[] = [
  ["only", "--only"],
  ["offline", "--offline"],
  ["undo", "--undo"],
  ["vendor", "--vendor"],
  ["dryRun", "--dry-run"],
  ["yes", "--yes"],
  ["verify", "--verify"],
  ["verifyTimeout", "--verify-timeout"],
  ["takeHeld", "--take-held"],
  ["patchDir", "--patch-dir"],
  ["body", "--body"],
  ["branch", "--branch"],
];

/** Flags that a repair does not heed: it would repair more than was meant. */
const scanOnly: readonly (readonly [string, string])[] = [
  ["minSeverity", "--min-severity"],
  ["baseline", "--baseline"],
  ["writeBaseline", "--write-baseline"],
  ["since", "--since"],
  ["suppressions", "--suppressions"],
  ["report", "--report"],
  ["global", "--global"],
  ["verifyDisk", "--verify-disk"],
  ["showAccepted", "--show-accepted"],
  ["out", "--out"],
];

/** Refuses flags of `scan` that say nothing to what was asked for. Throws `CLI_USAGE`. */
export function refuseMixedFlags(flags: Flags): void {
  const isFix = flags.isSet("fix");
  const wrong = (isFix ? scanOnly : fixOnly).find(([name]) => isGiven(flags, name));
  if (wrong !== undefined) {
    throw new CliError("CLI_USAGE", {
      message: `Cannot use ${wrong[1]} ${isFix ? "with" : "without"} --fix as it would do nothing`,
      hint: isFix ? "Leave it away; --only names what is repaired." : `Write scan --fix ${wrong[1]}.`,
    });
  }
  if (flags.isSet("vendor") && !flags.isSet("online"))
    throw new CliError("CLI_USAGE", {
      message: "Cannot use --vendor without --online as it would do nothing",
      hint: "Files of pages are fetched with --online alone: scan --fix --online --vendor.",
    });
  const format = flags.text("format") ?? "text";
  if (!isFix || format === "text" || format === "json") return;
  throw new CliError("CLI_USAGE", {
    message: `Cannot write ${format} of a repair`,
    hint: "Leave --format away, or write --json; --body writes Markdown.",
  });
}

function isGiven(flags: Flags, name: string): boolean {
  return (
    flags.isSet(name) ||
    flags.text(name) !== undefined ||
    flags.texts(name).length > 0 ||
    flags.number(name) !== undefined
  );
}
