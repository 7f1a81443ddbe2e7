/** Flags of `run` that take a value: the word after them is no command. */
const valueFlags: ReadonlySet<string> = new Set([
  "--data",
  "--upstream",
  "--policy",
  "--report",
  "--allow-host",
]);

/**
 * Puts `--` between the words for `run` and the user's command, which has flags of its own: `run npm install --save-dev
 * x` means that npm gets `--save-dev`. The command starts at the first word that is no flag of ours.
 */
export function separateCommand(argv: readonly string[]): readonly string[] {
  const [first, ...words] = argv;
  if (first !== "run") return argv;
  let index = 0;
  while (index < words.length) {
    const word = words[index] ?? "";
    if (word === "--") return argv;
    if (!word.startsWith("-")) break;
    index += valueFlags.has(word) ? 2 : 1;
  }
  return index >= words.length ? argv : [first, ...words.slice(0, index), "--", ...words.slice(index)];
}
