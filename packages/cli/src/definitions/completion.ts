import { Argument } from "commander";
import type { Command } from "commander";

import { addHelpNotes, bindCommand } from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";
import { readCommandTree } from "../completion/command-tree.ts";
import { shells, tryParseShell } from "../completion/shells.ts";

/** Declares `completion`. */
export function addCompletionCommand(root: Command, host: CommandHost): void {
  const command = root
    .command("completion")
    .description("Print the script that teaches a shell the commands and flags.")
    .addArgument(new Argument("<shell>", "whose script").choices([...shells]));
  addHelpNotes(command, {
    examples: ["completion bash"],
    notes: [
      "bash:  source <(lockkeeper completion bash)             in ~/.bashrc",
      "zsh:   source <(lockkeeper completion zsh)              in ~/.zshrc, after compinit",
      "fish:  lockkeeper completion fish | source              in ~/.config/fish/config.fish",
      "pwsh:  lockkeeper completion pwsh | Out-String | iex    in $PROFILE",
      "It completes the program `lockkeeper`, not `npx lockkeeper`.",
    ],
    exits: ["0  printed", "2  the shell is not known"],
  });
  bindCommand(command, host, async ({ args }) => {
    const { completionCommand } = await import("../commands/completion.ts");
    const shell = tryParseShell(args[0]) ?? "bash";
    return { command: completionCommand, input: { shell, commands: readCommandTree(root) } };
  });
}
