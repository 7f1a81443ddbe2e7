import { unreachable } from "@lockkeeper/core";

import { renderBashCompletion } from "./bash.ts";
import type { CompletedCommand } from "./command-tree.ts";
import { renderFishCompletion } from "./fish.ts";
import { renderPwshCompletion } from "./pwsh.ts";
import type { Shell } from "./shells.ts";
import { renderZshCompletion } from "./zsh.ts";

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
