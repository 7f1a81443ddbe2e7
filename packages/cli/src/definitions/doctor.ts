import { InvalidArgumentError } from "commander";
import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";

const commands = ["npm", "pnpm", "yarn", "bun"] as const;
type ClientName = (typeof commands)[number];

/** Declares `doctor`. */
export function addDoctorCommand(root: Command, host: CommandHost): void {
  const command = root
    .command("doctor")
    .description("Prove that the firewall protects a folder, client by client, and name every way past it.")
    .argument("[folder]", "the project (default: the current folder)")
    .option("--client <names>", `only these, with commas: ${commands.join(",")}`, parseClients)
    .option("--url <url>", "firewall to measure against (default: the one that runs on the data folder)");
  addJsonFlag(addDataFlag(command))
    .option("--run", "prove `lockkeeper run` instead of the clients' own configuration")
    .option("--upstream <url>", "with --run: registry behind a firewall that is started for it")
    .option("--policy <file>", "with --run: policy of a firewall that is started for it");
  addHelpNotes(command, {
    examples: ["doctor", "doctor ../shop --client npm,pnpm", "doctor --run", "doctor --json"],
    notes: [
      "Each client is started in a temporary folder with the settings of the project and of the user, but with caches of",
      "its own. It is asked for a package that the firewall alone has: one version must be refused, the other's script must",
      "not run. Nothing of the project is executed, and nothing is left behind.",
    ],
    exits: ["0  everything is proved", "1  something is refuted", "3  something could not be proved"],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { doctorCommand } = await import("../commands/doctor.ts");
    const input = {
      folder: args[0],
      clients: flags.text("client")?.split(",").flatMap(clientOf) ?? [],
      data: flags.text("data"),
      url: flags.text("url"),
      isUnderRun: flags.isSet("run"),
      upstream: flags.text("upstream"),
      policy: flags.text("policy"),
    };
    return { command: doctorCommand, input };
  });
}

function clientOf(text: string): readonly ClientName[] {
  const found = commands.find((name) => name === text);
  return found === undefined ? [] : [found];
}

function parseClients(text: string): string {
  if (text.split(",").every((name) => clientOf(name).length > 0)) return text;
  throw new InvalidArgumentError(`Clients are ${commands.join(", ")}.`);
}
