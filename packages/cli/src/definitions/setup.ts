import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";

import { ciSystems, tryParseCiSystem } from "../ci-system.ts";
import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";
import { parseClientList } from "../setup-clients.ts";

const overridden =
  "A project's own settings win over these; `lockkeeper run -- <command>` covers that, `lockkeeper doctor` shows it.";

/** Declares `setup` and `unsetup`. */
export function addSetupCommands(root: Command, host: CommandHost): void {
  addSetup(root, host);
  addUnsetup(root, host);
}

function addSetup(root: Command, host: CommandHost): void {
  const command = root
    .command("setup")
    .description("Point this user's clients at the firewall, or print what a pipeline needs.")
    .option(
      "--client <names>",
      "npm, pnpm, yarn, bun, separated by commas (default: those found)",
      parseNames,
    )
    .option("--url <url>", "the firewall (default: the one running on the data folder, else port 4880 here)")
    .option(
      "--token-env <name>",
      "variable that holds the firewall's token; it is never written down",
      parseVariable,
    )
    .addOption(
      new Option("--ci <system>", "print the snippet for a pipeline and change nothing").choices([
        ...ciSystems,
      ]),
    )
    .option("--dry-run", "show what would be written, and write nothing");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: [
      "setup --dry-run",
      "setup",
      "setup --client npm,pnpm --url https://firewall.example/ --token-env LOCKKEEPER_TOKEN",
      "setup --ci github --url https://firewall.example/",
    ],
    notes: [
      "Writes the user's own settings (~/.npmrc, pnpm's config.yaml, ~/.yarnrc, ~/.yarnrc.yml, ~/.bunfig.toml),",
      "leaves every other byte of them, and keeps what `unsetup` needs in DATA/setup.json.",
      overridden,
    ],
    exits: [
      "0  set up, also when nothing had to be written",
      "2  usage, or a file cannot be written",
      "3  a file is written in a way that could not be put back; the others are set up",
    ],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { setupCommand } = await import("../commands/setup.ts");
    const input = {
      clients: parseClientList(flags.text("client")),
      url: flags.text("url"),
      tokenVariable: flags.text("tokenEnv"),
      ci: tryParseCiSystem(flags.text("ci")),
      data: flags.text("data"),
      isDryRun: flags.isSet("dryRun"),
    };
    return { command: setupCommand, input };
  });
}

function addUnsetup(root: Command, host: CommandHost): void {
  const command = root
    .command("unsetup")
    .description("Take back what `setup` wrote into the settings of this user's clients.")
    .option("--dry-run", "show what would be put back, and write nothing");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["unsetup --dry-run", "unsetup"],
    notes: [
      "Files that nobody has touched since are byte by byte what they were; files that setup made are removed.",
      "Of files that were edited since only what setup wrote is taken out.",
    ],
    exits: ["0  taken back, also when there was nothing", "3  a file could not be put back; try again"],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { unsetupCommand } = await import("../commands/unsetup.ts");
    return { command: unsetupCommand, input: { data: flags.text("data"), isDryRun: flags.isSet("dryRun") } };
  });
}

function parseNames(text: string): string {
  if (parseClientList(text) !== undefined) return text;
  throw new InvalidArgumentError("Clients are npm, pnpm, yarn and bun, separated by commas.");
}

function parseVariable(text: string): string {
  if (/^[A-Za-z_]\w{0,99}$/.test(text)) return text;
  throw new InvalidArgumentError("It must be the name of a variable, not the token.");
}
