import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";

/** Declares `intel` and what is below it. */
export function addIntelCommands(root: Command, host: CommandHost): void {
  const group = root
    .command("intel")
    .description("Advisories and campaigns that the policy's malware and vulnerability clauses use.");
  const load = group
    .command("import")
    .description("Build the index of advisories from OSV records. It replaces the one before.")
    .argument("<source...>", "folder, .zip, .json or .jsonl file of OSV records");
  addHelpNotes(addJsonFlag(addDataFlag(load)), {
    examples: ["intel import ./osv/npm", "intel import npm.zip own-advisories.jsonl"],
    exits: [
      "0  built; records that could not be read are counted",
      "2  a source cannot be read or holds no record",
    ],
  });
  bindCommand(load, host, async ({ args, flags }) => {
    const { intelImportCommand } = await import("../commands/intel-import.ts");
    const input = { sources: args, data: flags.text("data"), isJson: flags.isSet("json") };
    return { command: intelImportCommand, input };
  });
  const status = group
    .command("status")
    .description("Show what is known: the built-in campaigns and the imported index.");
  addHelpNotes(addJsonFlag(addDataFlag(status)), {
    examples: ["intel status"],
    exits: ["0  shown", "3  the index is damaged"],
  });
  bindCommand(status, host, async ({ flags }) => {
    const { intelStatusCommand } = await import("../commands/intel-status.ts");
    return { command: intelStatusCommand, input: { data: flags.text("data") } };
  });
}
