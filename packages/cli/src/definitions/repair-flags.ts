import type { Command } from "commander";

import { parsePositiveCount } from "../command-host.ts";
import type { Flags } from "../flags.ts";
import type { RepairFlags } from "../repair/fix-input.ts";

/** Declares the flags that `scan --fix` and `update` share. */
export function addRepairFlags(command: Command, prefix = ""): Command {
  return command
    .option("--dry-run", `${prefix}show the plan and write nothing`)
    .option("--yes", `${prefix}do not ask before the first change`)
    .option("--verify <command>", `${prefix}the project's own command that has to succeed after each change`)
    .option("--verify-timeout <seconds>", `${prefix}how long it may take (default: 600)`, parsePositiveCount)
    .option("--no-install", `${prefix}do not have the client install before --verify`)
    .option("--no-drift", `${prefix}do not look into the bytes of what would come in`)
    .option("--take-held", `${prefix}also take versions that an inspection holds, never what it blocks`)
    .option("--patch-dir <folder>", `${prefix}write a patch for each change, and the body of a pull request`)
    .option("--body <file>", `${prefix}write the body of a pull request (Markdown)`)
    .option("--branch", `${prefix}make a git branch for each change, and leave the working tree as it is`);
}

/** Reads them. */
export function readRepairFlags(flags: Flags): RepairFlags {
  return {
    data: flags.text("data"),
    policy: flags.text("policy"),
    upstream: flags.text("upstream"),
    isOffline: flags.isSet("offline"),
    // Commander turns `--no-drift` into `drift: false`.
    hasDrift: flags.isSet("drift"),
    takesHeld: flags.isSet("takeHeld"),
    isDryRun: flags.isSet("dryRun"),
    isYes: flags.isSet("yes"),
    verify: flags.text("verify"),
    verifyMs: (flags.number("verifyTimeout") ?? 600) * 1000,
    // Commander turns `--no-install` into `install: false`.
    isInstalled: flags.isSet("install"),
    patchDir: flags.text("patchDir"),
    body: flags.text("body"),
    isBranch: flags.isSet("branch"),
  };
}
