import type { CompletedCommand } from "./command-tree.ts";
import { quoteForShell } from "../quote.ts";

/** The completion for zsh; to be loaded, or put into a folder of `fpath` as `_lockkeeper`. */
export function renderZshCompletion(commands: readonly CompletedCommand[]): string {
  const taking = commands.flatMap(({ path, flags }) =>
    flags.filter(({ takesValue }) => takesValue).flatMap(({ names }) => names.map((name) => at(path, name))),
  );
  const choosing = commands.flatMap(({ path, flags }) =>
    flags
      .filter(({ choices }) => choices.length > 0)
      .map(
        ({ names, choices }) =>
          `    ${names.map((name) => at(path, name)).join("|")}) compadd -- ${choices.map(quoteForShell).join(" ")}; return ;;`,
      ),
  );
  return `#compdef lockkeeper
# zsh completion for lockkeeper. Load it with: source <(lockkeeper completion zsh)
_lockkeeper() {
  local at="" skip="" index word
  local -a found
  for ((index = 2; index < CURRENT; index++)); do
    word="\${words[index]}"
    if [[ -n $skip ]]; then skip=""; continue; fi
    if [[ $word == "--" ]]; then _files; return; fi
    case "$at:$word" in
    ${taking.join("|")}) skip="$at:$word" ;;
    ${commands
      .slice(1)
      .map(
        ({ path }) => `${at(path.slice(0, -1), path.at(-1) ?? "")}) at=${quoteForShell(path.join(" "))} ;;`,
      )
      .join("\n    ")}
    esac
  done
  case "$skip" in
${choosing.join("\n")}
    ?*) _files; return ;;
  esac
  if [[ $PREFIX == -* ]]; then
    case "$at" in
${commands
  .map(({ path, flags }) =>
    describe(
      path,
      flags.flatMap(({ names, description }) => names.map((name) => ({ word: name, description }))),
    ),
  )
  .join("\n")}
    esac
  else
    case "$at" in
${commands.map(({ path, words }) => describe(path, words)).join("\n")}
    esac
    if (( \${#found} == 0 )); then _files; return; fi
  fi
  _describe lockkeeper found
}
if [[ \${funcstack[1]} == _lockkeeper ]]; then _lockkeeper "$@"; else compdef _lockkeeper lockkeeper; fi
`;
}

function describe(
  path: readonly string[],
  words: readonly { readonly word: string; readonly description: string }[],
): string {
  const items = words.map(({ word, description }) =>
    quoteForShell(description === "" ? word : `${word}:${description.replaceAll(":", String.raw`\:`)}`),
  );
  return `    ${quoteForShell(path.join(" "))}) found=(${items.join(" ")}) ;;`;
}

function at(path: readonly string[], word: string): string {
  return quoteForShell(`${path.join(" ")}:${word}`);
}
