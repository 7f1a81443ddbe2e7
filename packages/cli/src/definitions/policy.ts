import type { Command } from "commander";
import { Option } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";

/** Declares `policy` and what is below it. */
export function addPolicyCommands(root: Command, host: CommandHost): void {
  const group = root.command("policy").description("Write, show and check the policy.");
  addInit(group, host);
  addShow(group, host);
  addCheck(group, host);
  addSchema(group, host);
}

function addInit(group: Command, host: CommandHost): void {
  const command = group
    .command("init")
    .description("Write a commented policy file to start from.")
    .addOption(
      new Option("--preset <name>", "what to start from")
        .choices(["relaxed", "balanced", "strict"])
        .default("balanced"),
    )
    .option("--out <file>", "where to write it (default: policy.yaml in the data folder)")
    .option("--force", "replace a file that is there");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["policy init", "policy init --preset strict --out policy.yaml"],
    exits: ["0  written", "2  there is a file already, or the place cannot be written"],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { policyInitCommand } = await import("../commands/policy-init.ts");
    const input = {
      preset: flags.textOr("preset", "balanced"),
      out: flags.text("out"),
      data: flags.text("data"),
      isForced: flags.isSet("force"),
    };
    return { command: policyInitCommand, input };
  });
}

function addShow(group: Command, host: CommandHost): void {
  const command = group
    .command("show")
    .description("Show the policy in force: every setting, its value, and where it comes from.")
    .option(
      "--policy <file>",
      "organisation's policy (default: policy.yaml in the data folder, else balanced)",
    );
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["policy show", "policy show --json"],
    notes: ["A lockkeeper.policy.yaml in the current folder is merged: it may only tighten."],
    exits: ["0  shown", "2  a policy file is wrong"],
  });
  bindCommand(command, host, async ({ flags }) => {
    const { policyShowCommand } = await import("../commands/policy-show.ts");
    return { command: policyShowCommand, input: { policy: flags.text("policy"), data: flags.text("data") } };
  });
}

function addCheck(group: Command, host: CommandHost): void {
  const command = group
    .command("check")
    .description("Check a policy file; with --replay, re-decide what the ledger holds under it.")
    .argument("<file>", "policy file, YAML or JSON")
    .option("--replay <duration>", "re-decide the requests of this long a time, such as 30d")
    .option("--policy <file>", "policy to compare with (default: the one in force)")
    .option("--upstream <url>", "registry behind the firewall");
  addHelpNotes(addJsonFlag(addDataFlag(command)), {
    examples: ["policy check policy.yaml", "policy check strict.yaml --replay 30d"],
    exits: ["0  valid, whatever a replay would have changed", "2  the file is wrong"],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { policyCheckCommand } = await import("../commands/policy-check.ts");
    const input = {
      file: args[0] ?? "",
      replay: flags.text("replay"),
      data: flags.text("data"),
      policy: flags.text("policy"),
      upstream: flags.text("upstream"),
    };
    return { command: policyCheckCommand, input };
  });
}

function addSchema(group: Command, host: CommandHost): void {
  const command = group.command("schema").description("Print the JSON Schema of policy files, for editors.");
  addHelpNotes(command, {
    examples: ["policy schema > lockkeeper-policy.schema.json"],
    exits: ["0  printed"],
  });
  bindCommand(command, host, async () => {
    const { policySchemaCommand } = await import("../commands/policy-schema.ts");
    return { command: policySchemaCommand, input: undefined };
  });
}
