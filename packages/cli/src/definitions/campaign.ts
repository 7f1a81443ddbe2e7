import { Option } from "commander";
import type { Command } from "commander";

import { campaignFormats } from "../campaign-format.ts";
import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";

/** Declares `campaign` and what is below it. */
export function addCampaignCommands(root: Command, host: CommandHost): void {
  const group = root
    .command("campaign")
    .description("Documented attacks as data: those that are built in, and your own.");
  addList(group, host);
  addShow(group, host);
  addExport(group, host);
  addImport(group, host);
  addRemove(group, host);
}

function addList(group: Command, host: CommandHost): void {
  const command = group
    .command("list")
    .description("List the campaigns, the newest first.")
    .option("--own", "only those that were imported here");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["campaign list", "campaign list --own --json"],
    exits: ["0  listed", "3  the folder of own campaigns cannot be read"],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { campaignListCommand } = await import("../commands/campaign-list.ts");
    return {
      command: campaignListCommand,
      input: { data: flags.text("data"), isOwnOnly: flags.isSet("own") },
    };
  });
}

function addShow(group: Command, host: CommandHost): void {
  const command = group
    .command("show")
    .description("Show all that is known of a campaign.")
    .argument("<id>", "its id, such as axios-2026");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    notes: [
      "Hosts and addresses are shown so that nobody follows them by accident: sfrclak[.]com. With --json they are plain.",
    ],
    examples: ["campaign show axios-2026", "campaign show mastra-2026 --json"],
    exits: ["0  shown", "2  there is none by that id"],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { campaignShowCommand } = await import("../commands/campaign-show.ts");
    return { command: campaignShowCommand, input: { id: args[0] ?? "", data: flags.text("data") } };
  });
}

function addExport(group: Command, host: CommandHost): void {
  const command = group
    .command("export")
    .description("Write campaigns in a form that others read.")
    .argument("[id...]", "their ids")
    .option("--all", "every campaign")
    .option(
      "--resolve",
      "with the versions of the advisories that stand for unlisted ones, as far as they are here",
    )
    .addOption(new Option("--format <form>", "the form").choices(campaignFormats).default("json"))
    .option("--output <file>", "into this file, which is replaced, rather than to standard output");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    notes: [
      "json   everything, for `campaign import` elsewhere: an object, or one a line",
      "osv    a record of malware for each package, one a line, for `intel import` and other scanners",
      "stix   a STIX 2.1 bundle; what STIX has no object for is told on standard error",
      "csv    a table of versions: name,version,campaign",
      "list   a line name@version for each version",
      "iocs   a table of indicators: indicator,type,description, …; hosts are plain",
    ],
    examples: [
      "campaign export axios-2026 --format stix --output axios.json",
      "campaign export axios-2026 mastra-2026 --format iocs",
      "campaign export --all --resolve --format list",
    ],
    exits: ["0  written", "2  an id is not known, or the file cannot be written"],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { campaignExportCommand } = await import("../commands/campaign-export.ts");
    const input = {
      ids: args,
      isAll: flags.isSet("all"),
      isResolved: flags.isSet("resolve"),
      format: flags.textOr("format", "json"),
      output: flags.text("output"),
      data: flags.text("data"),
    };
    return { command: campaignExportCommand, input };
  });
}

function addImport(group: Command, host: CommandHost): void {
  const command = group
    .command("import")
    .description("Take campaigns of others, or your own, from files and folders.")
    .argument("<path...>", "campaigns as JSON, STIX 2.1 bundles, OSV records of malware, tables and lists")
    .option("--id <id>", "what to call a campaign whose file does not say, such as acme-2026")
    .option("--title <text>", "its title")
    .option("--dry-run", "only say what would be taken");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    notes: [
      "The form is told by the content. Tables have columns for name and version, or for indicator and type, under the",
      "names that vendors give them; lists have a line name@version each. One bad row or record costs only itself.",
      "A campaign that was imported before is replaced. Own campaigns count at once: in a running server, `scan`,",
      "`exposure`, `sweep` and `intel status`.",
    ],
    examples: [
      "campaign import night.stix.json",
      'campaign import compromised.csv iocs.csv --id acme-2026 --title "What hit us in March"',
      "campaign import ./feeds --dry-run --json",
    ],
    exits: ["0  all was taken", "1  something was refused; the rest was taken", "2  a path cannot be read"],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { campaignImportCommand } = await import("../commands/campaign-import.ts");
    const input = {
      paths: args,
      id: flags.text("id"),
      title: flags.text("title"),
      isDryRun: flags.isSet("dryRun"),
      data: flags.text("data"),
    };
    return { command: campaignImportCommand, input };
  });
}

function addRemove(group: Command, host: CommandHost): void {
  const command = group
    .command("remove")
    .description("Forget a campaign that was imported here.")
    .argument("<id>", "its id, as `campaign list --own` shows it");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["campaign remove acme-2026"],
    exits: ["0  removed", "2  there is no own campaign by that id"],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { campaignRemoveCommand } = await import("../commands/campaign-remove.ts");
    return { command: campaignRemoveCommand, input: { id: args[0] ?? "", data: flags.text("data") } };
  });
}
