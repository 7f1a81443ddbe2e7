import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";
import { addLookFlags, oneOf, readLookFlags } from "./inspect.ts";

const formats = ["text", "json", "markdown"] as const;

/** Declares `diff`. */
export function addDiffCommand(root: Command, host: CommandHost): void {
  const command = root
    .command("diff")
    .description("Say what changed in behaviour between two versions: not which lines, but what they do.")
    .argument("<version...>", "two specs, tarballs or folders; or a name and two versions");
  addLookFlags(command)
    .option("--format <format>", `${formats.join(", ")} (default: text)`, oneOf(formats))
    .option("--out <file>", "with --format markdown: write it to a file");
  addJsonFlag(addDataFlag(command));
  command.on("option:format", (format: string) => {
    if (format === "json") command.setOptionValue("json", true);
  });
  addHelpNotes(command, {
    examples: [
      "diff axios 1.13.6 1.14.0",
      "diff vite@7 vite@8",
      "diff ./lib-1.0.0.tgz ./packages/lib",
      "diff sharp@0.34.1 sharp@0.34.2 --format markdown",
    ],
    notes: [
      "Nothing of a package is run. What it can do is read from its code, by what makes that code run: an install, an import,",
      "a command, a browser. What differs is a fact, not a verdict: `inspect` judges.",
    ],
    exits: [
      "0  compared",
      "2  usage, or a policy, trust root or keys that cannot be read",
      "3  one of the two could not be read",
    ],
  });
  bindCommand(command, host, async ({ args, flags }) => {
    const { diffCommand } = await import("../commands/diff.ts");
    const input = {
      words: args,
      look: readLookFlags(flags),
      data: flags.text("data"),
      upstream: flags.text("upstream") ?? flags.text("registry"),
      policy: flags.text("policy"),
      format: formats.find((each) => each === flags.text("format")) ?? "text",
      out: flags.text("out"),
    };
    return { command: diffCommand, input };
  });
}
