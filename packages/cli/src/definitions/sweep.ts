import type { Command } from "commander";
import { InvalidArgumentError } from "commander";

import { tryParseDuration } from "@lockkeeper/core";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand, collectTexts } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";
import type { Flags } from "../flags.ts";
import type { SweepCommandInput } from "../sweep/sweep-input.ts";

const lightMs = 30_000;
const leastLightMs = 1000;

/** Declares `sweep`. */
export function addSweepCommand(root: Command, host: CommandHost): void {
  const command = root
    .command("sweep")
    .description("Look on this machine for what campaigns leave, and for what gives an attack away.")
    .argument("[folder...]", "folders to walk (default: homes, temporary and global folders, and this one)")
    .option("--campaign <id>", "look for this campaign alone, such as axios-2026 (repeatable)", collectTexts)
    .option("--root <folder>", "look at the disk of another machine that is mounted here")
    .option("--network", "walk file systems of other machines too")
    .option("--output <file>", "write the sealed result there; an interrupted sweep leaves where it stood")
    .option("--resume", "go on with the interrupted sweep of --output")
    .option("--send <url>", "hand the sealed result to a Lockkeeper server, which exposure asks")
    .option(
      "--key <file>",
      "private key that seals (default: sweep.key in the data folder, made when missing)",
    )
    .option("--watch", "go on and tell what appears, until stopped")
    .option("--every <duration>", "with --watch: between two light looks (default: 30s)", parseEvery);
  addSweepHelp(addJsonFlag(addDataFlag(command)));
  bindCommand(command, host, async ({ args, flags }) => {
    const { createSweepCommand } = await import("../commands/sweep.ts");
    const input = readInput(args, flags);
    return { command: createSweepCommand(input), input };
  });
}

function addSweepHelp(command: Command): void {
  addHelpNotes(command, {
    examples: [
      "sweep",
      "sweep ~/work /srv --campaign axios-2026",
      "sweep --output host.jsonl --send https://lockkeeper.example/",
      "sweep --output host.jsonl --resume",
      "sweep --root /mnt/disk --json",
      "sweep --watch --json",
    ],
    notes: [
      "Nothing is changed, and nothing that is found is run. Files are compared by name and place; only what matches is read.",
      "Processes, connections, the hosts file, what starts by itself, git hooks and files that editors and agents obey are",
      "looked at too. Credentials in command lines are taken out. Without --send, no network is used.",
      "scripts/bundle-sweep.mjs makes one file of it that runs with Node alone.",
    ],
    exits: [
      "0  nothing was found, and everything could be read",
      "1  something was found",
      "2  usage, or a campaign or folder that is not known",
      "3  interrupted, or something could not be read (1 beats 3)",
    ],
  });
}

function parseEvery(text: string): number {
  const ms = tryParseDuration(text);
  if (ms !== undefined && ms >= leastLightMs) return ms;
  throw new InvalidArgumentError('It must be a duration of a second or more, such as "30s".');
}

function readInput(folders: readonly string[], flags: Flags): SweepCommandInput {
  return {
    folders,
    campaigns: flags.texts("campaign"),
    root: flags.text("root"),
    followsNetwork: flags.isSet("network"),
    output: flags.text("output"),
    isResumed: flags.isSet("resume"),
    isWatching: flags.isSet("watch"),
    lightMs: flags.number("every") ?? lightMs,
    send: flags.text("send"),
    key: flags.text("key"),
    data: flags.text("data"),
  };
}
