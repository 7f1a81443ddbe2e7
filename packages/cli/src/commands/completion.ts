import type { CommandModule } from "../command.ts";
import type { CompletedCommand } from "../completion/command-tree.ts";
import { renderCompletion } from "../completion/render.ts";
import type { Shell } from "../completion/shells.ts";

interface CompletionInput {
  readonly shell: Shell;
  readonly commands: readonly CompletedCommand[];
}

/** `completion`: prints the script that teaches a shell the commands. */
export const completionCommand: CommandModule<CompletionInput, string> = {
  run: complete,
  views: { person: (script) => script, json: () => undefined },
};

async function* complete({ shell, commands }: CompletionInput): AsyncIterable<string> {
  yield renderCompletion(shell, commands);
}
