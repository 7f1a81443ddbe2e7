import type { CompletedCommand } from "./command-tree.ts";
import { quoteForShell } from "../quote.ts";

/** The completion for bash, from version 3.2 on. */
export function renderBashCompletion(commands: readonly CompletedCommand[]): string {
  const taking = commands.flatMap(({ path, flags }) =>
    flags.filter(({ takesValue }) => takesValue).flatMap(({ names }) => names.map((name) => at(path, name))),
  );
  const choosing = commands.flatMap(({ path, flags }) =>
    flags
      .filter(({ choices }) => choices.length > 0)
      .map(
        ({ names, choices }) =>
          `    ${names.map((name) => at(path, name)).join("|")}) words=${list(choices)} ;;`,
      ),
  );
  return `# bash completion for lockkeeper. Load it with: source <(lockkeeper completion bash)
_lockkeeper() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" skip="" words="" index word
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    if [[ -n $skip ]]; then skip=""; continue; fi
    if [[ $word == "--" ]]; then return; fi
    case "$path:$word" in
    ${taking.join("|")}) skip="$path:$word" ;;
    ${commands
      .slice(1)
      .map(
        ({ path }) => `${at(path.slice(0, -1), path.at(-1) ?? "")}) path=${quoteForShell(path.join(" "))} ;;`,
      )
      .join("\n    ")}
    esac
  done
  case "$skip" in
${choosing.join("\n")}
    ?*) return ;;
  esac
  if [[ -z $words && $current == -* ]]; then
    case "$path" in
${commands.map(({ path, flags }) => `    ${quoteForShell(path.join(" "))}) words=${list(flags.flatMap(({ names }) => names))} ;;`).join("\n")}
    esac
  elif [[ -z $words ]]; then
    case "$path" in
${commands.map(({ path, words }) => `    ${quoteForShell(path.join(" "))}) words=${list(words.map(({ word }) => word))} ;;`).join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _lockkeeper lockkeeper
`;
}

function at(path: readonly string[], word: string): string {
  return quoteForShell(`${path.join(" ")}:${word}`);
}

function list(words: readonly string[]): string {
  return quoteForShell(words.join(" "));
}
