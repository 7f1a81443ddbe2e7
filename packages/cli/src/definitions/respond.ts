import { tryParseDuration } from "@lockkeeper/core";
import { InvalidArgumentError } from "commander";
import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";
import type { Flags } from "../flags.ts";
import type { RespondInput } from "../respond/respond-input.ts";

/** Declares `respond`. */
export function addRespondCommand(root: Command, host: CommandHost): void {
  const command = root
    .command("respond")
    .description(
      "Walk through what to do about an attack, in an order that does no harm, and leave a report.",
    )
    .argument(
      "[what...]",
      "a campaign, an advisory or versions, then the folders that the organisation's projects are in",
    )
    .option("--dry-run", "show the plan and do nothing")
    .option("--yes", "do every step without asking")
    .option("--resume", "go on with a response that was cut off, or try again what failed")
    .option("--restart", "leave an unfinished response as it is and begin another one")
    .option("--lift", "end the freeze and the denied versions of earlier responses")
    .option(
      "--freeze <age>",
      "let in nothing younger than this, such as 72h or 7d; 0 for no freeze (default: since the attack began, 1 to 7 days)",
      parseFreeze,
    )
    .option("--no-move-copies", "list copies in caches and installed folders instead of moving them away")
    .option("--report <folder>", "copy report, evidence and patches to a folder")
    .option("--offline", "ask no registry while lockfiles are repaired")
    .option("--policy <file>", "the organisation's policy (default: policy.yaml of the data folder)")
    .option("--upstream <url>", "registry to ask (default: the one your npm is configured with)");
  addJsonFlag(addDataFlag(command));
  addRespondHelp(command);
  bindCommand(command, host, async ({ args, flags }) => {
    const { respondCommand } = await import("../commands/respond.ts");
    return { command: respondCommand, input: readInput(args, flags) };
  });
}

function addRespondHelp(command: Command): void {
  addHelpNotes(command, {
    examples: [
      "respond axios-2026 ~/work --dry-run",
      "respond axios-2026 ~/work /var/log/ci --yes --report incident",
      "respond axios@1.14.1 axios@0.30.4 ~/work",
      "respond MAL-2026-2307 ~/work",
      "respond --resume --yes",
      "respond axios-2026 --lift",
    ],
    notes: [
      "Evidence is hashed and copied before anything is changed. Then: freeze, deny, purge the firewall's cache, move copies",
      "away, repair lockfiles (changes are left in the working trees and as patches), list what to replace, draft notices and",
      "advisories, and look again. Nothing is deleted, sent or committed, and no secret is read or replaced.",
      "Every action stands in a journal with its time and hash below DATA/incidents; what was cut off goes on with --resume.",
      "Freeze and denied versions count in a running firewall within seconds, and until --lift.",
    ],
    exits: [
      "0  a new look finds nothing that a machine could end (--dry-run: the plan was shown)",
      "1  something is left, or a step failed or was declined",
      "2  usage, or nobody there to be asked",
      "3  something could not be read, so nobody can say (1 beats 3)",
    ],
  });
}

function parseFreeze(text: string): number {
  if (text === "0") return 0;
  const ms = tryParseDuration(text);
  if (ms !== undefined && ms > 0 && ms <= 365 * 86_400_000) return ms;
  throw new InvalidArgumentError("It is an age such as 72h or 7d, at most 365d; 0 for no freeze.");
}

function readInput(words: readonly string[], flags: Flags): RespondInput {
  return {
    words,
    isYes: flags.isSet("yes"),
    isDryRun: flags.isSet("dryRun"),
    isResumed: flags.isSet("resume"),
    isRestarted: flags.isSet("restart"),
    isLifted: flags.isSet("lift"),
    report: flags.text("report"),
    freezeMs: flags.number("freeze"),
    // Commander turns `--no-move-copies` into `moveCopies: false`.
    movesCopies: flags.isSet("moveCopies"),
    isOffline: flags.isSet("offline"),
    data: flags.text("data"),
    policy: flags.text("policy"),
    upstream: flags.text("upstream"),
  };
}
