import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand, collectTexts } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";

/** Declares `intel bundle` and what is below it. */
export function addBundleCommands(intel: Command, host: CommandHost): void {
  const group = intel
    .command("bundle")
    .description("Carry what is known to machines without a network, as one signed file.");
  addKeygenCommand(group, host);
  addExportCommand(group, host);
  addImportCommand(group, host);
}

function addKeygenCommand(group: Command, host: CommandHost): void {
  const command = group
    .command("keygen")
    .description("Make the pair of Ed25519 keys that signs bundles and proves them.")
    .argument(
      "[file]",
      "where the private key goes; the public one gets .pub (default: bundle.key in the data folder)",
    );
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["intel bundle keygen", "intel bundle keygen ./advisories.key"],
    exits: ["0  made", "2  there is a key already, or it cannot be written"],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { intelBundleKeygenCommand } = await import("../commands/intel-bundle-keygen.ts");
    return { command: intelBundleKeygenCommand, input: { data: flags.text("data"), file: args[0] } };
  });
}

function addExportCommand(group: Command, host: CommandHost): void {
  const command = group
    .command("export")
    .description("Write everything that the sources brought into one signed file.")
    .argument("<file>", "the bundle to write; one that is there is replaced")
    .option("--key <file>", "private key (default: bundle.key in the data folder)")
    .option("--source <id>", "only this source; may be repeated (default: all)", collectTexts);
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: [
      "intel bundle export advisories.lkb",
      "intel bundle export advisories.lkb --key ./advisories.key",
    ],
    exits: ["0  written", "1  nothing is known yet", "2  the key cannot be used", "3  it cannot be written"],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { intelBundleExportCommand } = await import("../commands/intel-bundle-export.ts");
    const input = {
      data: flags.text("data"),
      file: args[0] ?? "",
      key: flags.text("key"),
      sources: flags.texts("source"),
    };
    return { command: intelBundleExportCommand, input };
  });
}

function addImportCommand(group: Command, host: CommandHost): void {
  const command = group
    .command("import")
    .description(
      "Take what a bundle holds in the place of what is known of its sources, if a trusted key signed it.",
    )
    .argument("<file>", "the bundle")
    .requiredOption(
      "--trust <file>",
      "public key that must have signed it; may be repeated, for one of several",
      collectTexts,
    )
    .option("--force-shrink", "take data with far fewer records than before, this once")
    .option("--force-older", "take data that is older than what is known, this once");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    notes: [
      "Nothing is read of a bundle before its signature holds. There is no way to take an unsigned one.",
    ],
    examples: ["intel bundle import advisories.lkb --trust advisories.key.pub"],
    exits: [
      "0  taken, or everything was known",
      "1  refused: another key, changed, shrunken or older; nothing was changed",
      "2  the key cannot be used",
      "3  an update is under way",
    ],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { intelBundleImportCommand } = await import("../commands/intel-bundle-import.ts");
    const input = {
      data: flags.text("data"),
      file: args[0] ?? "",
      trusted: flags.texts("trust"),
      allowsShrink: flags.isSet("forceShrink"),
      allowsOlder: flags.isSet("forceOlder"),
    };
    return { command: intelBundleImportCommand, input };
  });
}
