import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";

/** Declares `explain`. */
export function addExplainCommand(root: Command, host: CommandHost): void {
  const command = root
    .command("explain")
    .description("Say what the firewall does with a version, why, and what to take instead.")
    .argument("<spec...>", "name, name@version, name@range or name@tag");
  addJsonFlag(addDataFlag(command))
    .option("--upstream <url>", "registry to ask (default: the one your npm is configured with)")
    .option(
      "--policy <file>",
      "organisation's policy (default: policy.yaml in the data folder, else balanced)",
    );
  addHelpNotes(command, {
    examples: ["explain axios", "explain axios@1.14.1 'left-pad@^1' --json"],
    notes: [
      "A server that runs on the same data folder is asked; without one the decision is made here.",
      "A lockkeeper.policy.yaml in the current folder is honoured: it may only tighten.",
    ],
    exits: ["0  served, perhaps with a warning", "1  withheld", "3  could not be decided"],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { explainCommand } = await import("../commands/explain.ts");
    const input = {
      specs: args,
      data: flags.text("data"),
      upstream: flags.text("upstream"),
      policy: flags.text("policy"),
    };
    return { command: explainCommand, input };
  });
}
