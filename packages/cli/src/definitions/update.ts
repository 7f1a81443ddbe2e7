import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";
import type { Flags } from "../flags.ts";
import type { UpdateInput } from "../repair/fix-input.ts";
import { oneOf } from "./inspect.ts";
import { addRepairFlags, readRepairFlags } from "./repair-flags.ts";

// Written out, so that a help page does not load what updates.
const risks = ["low", "moderate", "high"] as const;

/** Declares `update`. */
export function addUpdateCommand(root: Command, host: CommandHost): void {
  const command = root
    .command("update")
    .description("Take newer versions of dependencies, as far as policy, trust and advisories let it.")
    .argument("[name...]", "packages, also transitive ones (default: all direct dependencies)")
    .option("--folder <folder>", "the project (default: .)")
    .option(
      "--max-risk <risk>",
      `leave what is riskier: ${risks.join(", ")} (default: moderate)`,
      oneOf(risks),
    )
    .option("--beyond-ranges", "also versions that package.json does not allow; its ranges are raised")
    .option("--policy <file>", "the organisation's policy (default: policy.yaml of the data folder)")
    .option("--upstream <url>", "registry to ask (default: the one your npm is configured with)");
  addJsonFlag(addDataFlag(addRepairFlags(command)));
  addHelpNotes(command, {
    examples: [
      "update",
      "update axios --dry-run",
      'update --yes --verify "npm test" --patch-dir patches',
      "update --beyond-ranges --max-risk high --yes --branch",
    ],
    notes: [
      "Versions that the policy withholds, that are malware, or that have more known vulnerabilities are never taken.",
      "The least risky change comes first, and each is verified by itself. Without a terminal and without --yes the plan",
      "is shown and nothing is written. `scan --fix --undo` takes the last run back.",
    ],
    exits: [
      "0  updated, or nothing to update",
      "2  usage, or a policy that cannot be read",
      "3  a change was taken back, or something could not be read",
    ],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { updateCommand } = await import("../commands/update.ts");
    return { command: updateCommand, input: readInput(args, flags) };
  });
}

function readInput(args: readonly string[], flags: Flags): UpdateInput {
  const maxRisk = risks.find((risk) => risk === flags.text("maxRisk")) ?? "moderate";
  return {
    ...readRepairFlags(flags),
    names: args,
    folder: flags.textOr("folder", "."),
    maxRisk,
    isBeyondRanges: flags.isSet("beyondRanges"),
  };
}
