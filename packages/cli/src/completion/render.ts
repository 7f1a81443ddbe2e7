import { unreachable } from "@lockkeeper/core";

import { renderBashCompletion } from "./bash.ts";
import type { CompletedCommand } from "./command-tree.ts";
import { renderFishCompletion } from "./fish.ts";
import { renderPwshCompletion } from "./pwsh.ts";
import { renderZshCompletion } from "./zsh.ts";

/** The shells that can be taught the commands. */
export const shells = ["bash", "zsh", "fish", "pwsh"] as const;
export type Shell = (typeof shells)[number];

/** The name of a shell when it is known. */
export function tryParseShell(text: string | undefined): Shell | undefined {
  return shells.find((shell) => shell === text);
}

/** The script that teaches a shell the commands. */
export function renderCompletion(shell: Shell, commands: readonly CompletedCommand[]): string {
  switch (shell) {
    case "bash":
      return renderBashCompletion(commands);
    case "zsh":
      return renderZshCompletion(commands);
    case "fish":
      return renderFishCompletion(commands);
    case "pwsh":
      return renderPwshCompletion(commands);
    default:
      return unreachable(shell);
  }
}
