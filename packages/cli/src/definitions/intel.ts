import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand, collectTexts } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";
import { addBundleCommands } from "./intel-bundle.ts";

/** Declares `intel` and what is below it. */
export function addIntelCommands(root: Command, host: CommandHost): void {
  const group = root
    .command("intel")
    .description("Advisories and campaigns that the policy's malware and vulnerability clauses use.");
  addUpdateCommand(group, host);
  addStatusCommand(group, host);
  addImportCommand(group, host);
  addBundleCommands(group, host);
}

function addUpdateCommand(group: Command, host: CommandHost): void {
  const command = group
    .command("update")
    .description("Fetch what the feeds report anew, and build the index of advisories from it.")
    .option(
      "--source <id>",
      "only this source; may be repeated (default: all that are enabled)",
      collectTexts,
    )
    .option("--full", "fetch everything anew rather than what has changed")
    .option("--force-shrink", "take data with far fewer records than before, this once")
    .option("--force-older", "take data that is older than what is known, this once");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    notes: [
      "Sources are OSV's export of GitHub's and the OpenSSF's advisories, Leitwacht's archive, and what",
      "feeds.yaml in the data folder adds or changes. LOCKKEEPER_OSV_BASE and LOCKKEEPER_LEITWACHT_URL name",
      "mirrors. A source that fails stops no other, and what was known of it stays in force.",
    ],
    examples: ["intel update", "intel update --source osv --full", "intel update --json"],
    exits: [
      "0  every source was asked; records that could not be read are counted",
      "1  a source's data was refused: empty, shrunken, older, or not what its checksum says; or somebody had what turned",
      "   out to be bad, which is told once (exposure --new)",
      "2  feeds.yaml is wrong, or there is no such source",
      "3  a source could not be reached, or another update is under way",
    ],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { intelUpdateCommand } = await import("../commands/intel-update.ts");
    const input = {
      data: flags.text("data"),
      sources: flags.texts("source"),
      isFull: flags.isSet("full"),
      allowsShrink: flags.isSet("forceShrink"),
      allowsOlder: flags.isSet("forceOlder"),
    };
    return { command: intelUpdateCommand, input };
  });
}

function addImportCommand(group: Command, host: CommandHost): void {
  const command = group
    .command("import")
    .description(
      "Take advisories from files and folders into the index, in the place of those imported before.",
    )
    .argument("<source...>", "folder, .zip, .json or .jsonl file of OSV records");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    notes: [
      "What the feeds brought stays. For a folder to be looked at again and again, name it in feeds.yaml.",
    ],
    examples: ["intel import ./osv/npm", "intel import npm.zip own-advisories.jsonl"],
    exits: [
      "0  built; records that could not be read are counted",
      "1  a source holds no npm advisory",
      "2  a source cannot be read",
      "3  an update is under way",
    ],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { intelImportCommand } = await import("../commands/intel-import.ts");
    return { command: intelImportCommand, input: { sources: args, data: flags.text("data") } };
  });
}

function addStatusCommand(group: Command, host: CommandHost): void {
  const command = group
    .command("status")
    .description("Show what is known and since when: the built-in campaigns, and what each source brought.");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    notes: ["A source that was last checked more than a day ago is called stale."],
    examples: ["intel status", "intel status --json"],
    exits: ["0  shown", "3  the index is damaged"],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { intelStatusCommand } = await import("../commands/intel-status.ts");
    return { command: intelStatusCommand, input: { data: flags.text("data") } };
  });
}
