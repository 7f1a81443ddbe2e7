import type { Command } from "commander";

import { addDataFlag, addHelpNotes, bindCommand } from "../command-host.ts";
import type { CommandHost, HelpNotes } from "../command-host.ts";

/** Declares `run`. */
export function addRunCommand(root: Command, host: CommandHost): void {
  const command = root
    .command("run")
    .description("Run any command with all its registry traffic through the firewall.")
    .argument("<command...>", "npm, npx, pnpm, yarn, bun, or a script that calls them, with its arguments");
  addDataFlag(command)
    .option("--upstream <url>", "registry behind the firewall (default: the one your npm is configured with)")
    .option(
      "--policy <file>",
      "organisation's policy (default: policy.yaml in the data folder, else balanced)",
    )
    .option(
      "--fail-on-withheld",
      "end with 1 when a version was withheld, even if the command did without it",
    )
    .option("--strict", "let nothing through but what registries serve: no git, no other downloads")
    .option(
      "--allow-host <name>",
      "with --strict: a host that is let through unseen; may be repeated",
      collect,
    )
    .option("--report <file>", "write what was withheld and taken as JSON lines")
    .option(
      "--despite-settings",
      "start although a settings file names a proxy or cache that a client prefers to Lockkeeper's",
    )
    .option("--quiet", "say nothing unless something was withheld or needs attention");
  addHelpNotes(command, help);
  bindRun(command, host);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

const help: HelpNotes = {
  examples: [
    "run npm ci",
    "run -- npx cowsay hello",
    "run pnpm install --frozen-lockfile",
    "run --fail-on-withheld --report withheld.jsonl -- ./build.sh",
  ],
  notes: [
    "Flags of `run` come before the command; everything from the command on is its own.",
    "A server that runs on the same data folder is used, with its policy and upstreams; otherwise one is",
    "started for this command. A lockkeeper.policy.yaml in the current folder is honoured: it may only tighten.",
    "No file of the project is changed, and no cache is used that could answer in place of the firewall.",
    "What it does and what it cannot see: docs/run.md.",
  ],
  exits: [
    "the command's own; 128 and the signal's number when a signal ended it",
    "1    with --fail-on-withheld: the command succeeded, and something was withheld",
    "125  Lockkeeper itself failed or was called wrongly; the command was not started",
    "126  the command cannot be started",
    "127  there is no such command",
  ],
};

function bindRun(command: Command, host: CommandHost): void {
  bindCommand(command, host, async ({ args, flags }) => {
    const { runWrappedCommand } = await import("../commands/run.ts");
    const input = {
      words: args,
      data: flags.text("data"),
      upstream: flags.text("upstream"),
      policy: flags.text("policy"),
      failsOnWithheld: flags.isSet("failOnWithheld"),
      isStrict: flags.isSet("strict"),
      allowedHosts: flags.texts("allowHost"),
      report: flags.text("report"),
      isQuiet: flags.isSet("quiet"),
      ignoresObstacles: flags.isSet("despiteSettings"),
    };
    return { command: runWrappedCommand, input };
  });
}
