import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";

/** Declares `exception` and what is below it. */
export function addExceptionCommands(root: Command, host: CommandHost): void {
  const group = root
    .command("exception")
    .description("Let one package pass some clauses, for a reason and a time.");
  addAdd(group, host);
  addList(group, host);
  addRemove(group, host);
}

function addAdd(group: Command, host: CommandHost): void {
  const command = group
    .command("add")
    .description("Add an exception. A running server follows it at once.")
    .argument("<package@versions>", "exact name with an exact version or a range")
    .requiredOption("--clause <names>", "clauses it lifts, separated by commas, such as cooldown")
    .requiredOption("--reason <text>", "why")
    .requiredOption("--owner <who>", "who answers for it")
    .requiredOption(
      "--expires <when>",
      "when it ends: 7d, 2026-04-30, 2026-04-30T12:00:00Z; at most a year ahead",
    );
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ['exception add axios@1.14.2 --clause cooldown --reason "fixes #12" --owner ada --expires 7d'],
    notes: ["The clauses malware and mass-report need an exact version."],
    exits: ["0  added", "2  not acceptable as an exception"],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { exceptionAddCommand } = await import("../commands/exception-add.ts");
    const input = {
      spec: args[0] ?? "",
      clauses: flags.textOr("clause", ""),
      reason: flags.textOr("reason", ""),
      owner: flags.textOr("owner", ""),
      expires: flags.textOr("expires", ""),
      data: flags.text("data"),
    };
    return { command: exceptionAddCommand, input };
  });
}

function addList(group: Command, host: CommandHost): void {
  const command = group
    .command("list")
    .description("List the exceptions of the policy file and of the command line.")
    .option("--expired", "only those that are out of force")
    .option(
      "--policy <file>",
      "organisation's policy (default: policy.yaml in the data folder, else balanced)",
    );
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["exception list", "exception list --expired --json"],
    notes: ["Matured: the version would now be served without the exception; it can be removed."],
    exits: ["0  listed"],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { exceptionListCommand } = await import("../commands/exception-list.ts");
    const input = {
      data: flags.text("data"),
      policy: flags.text("policy"),
      isExpiredOnly: flags.isSet("expired"),
    };
    return { command: exceptionListCommand, input };
  });
}

function addRemove(group: Command, host: CommandHost): void {
  const command = group
    .command("remove")
    .description("End an exception that was added on the command line.")
    .argument("<id>", "its id, as `exception list` shows it");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["exception remove ex-1"],
    exits: ["0  removed", "2  there is none by that id"],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { exceptionRemoveCommand } = await import("../commands/exception-remove.ts");
    return { command: exceptionRemoveCommand, input: { id: args[0] ?? "", data: flags.text("data") } };
  });
}
