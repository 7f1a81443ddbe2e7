import type { CompletedCommand, CompletedFlag } from "./command-tree.ts";

/** The completion for fish. */
export function renderFishCompletion(commands: readonly CompletedCommand[]): string {
  const taking = commands.flatMap(({ path, flags }) =>
    flags
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ names }) => names.map((name) => quote(`${path.join(" ")}:${name}`))),
  );
  const below = commands.slice(1).map(({ path }) => {
    const [parent, word] = [path.slice(0, -1).join(" "), path.at(-1) ?? ""];
    return `            case ${quote(`${parent}:${word}`)}\n                set at ${quote(path.join(" "))}`;
  });
  return `# fish completion for lockkeeper. Load it with: lockkeeper completion fish | source
function __lockkeeper_at
    set -l at ''
    set -l skip ''
    for word in (commandline -opc)[2..-1]
        if test -n "$skip"
            set skip ''
            continue
        end
        if test "$word" = '--'
            return 1
        end
        switch "$at:$word"
            case ${taking.join(" ")}
                set skip 1
${below.join("\n")}
        end
    end
    test "$at" = "$argv[1]"
end
complete -c lockkeeper -n "__lockkeeper_at ''" -f
${commands.flatMap(renderCommand).join("\n")}
`;
}

function renderCommand({ path, words, flags }: CompletedCommand): readonly string[] {
  const condition = `-n ${quote(`__lockkeeper_at ${quote(path.join(" "))}`)}`;
  return [
    ...words.map(
      ({ word, description }) =>
        `complete -c lockkeeper ${condition} -f -a ${quote(word)}${description === "" ? "" : ` -d ${quote(description)}`}`,
    ),
    ...flags.map((flag) => `complete -c lockkeeper ${condition} ${renderFlag(flag)}`),
  ];
}

function renderFlag({ names, description, takesValue, choices }: CompletedFlag): string {
  const spelled = names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const value = choices.length > 0 ? ` -x -a ${quote(choices.join(" "))}` : takesValue ? " -r" : "";
  return `${spelled.join(" ")}${value} -d ${quote(description)}`;
}

/** fish knows two escapes within single quotes. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}
