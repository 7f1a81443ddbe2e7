const wrappers = /^(?:cross-env|env|sudo|exec|command|npx|pnpx|bunx)$/;
const quiet = /^(?:|exit|echo|true|false|:|test|\[|cd)$/;
const wordsMaxCharacters = 2_000;

/** The programs that command lines of an install start, in their order, without what only wraps or guards them. */
export function programsOf(starts: readonly string[]): readonly string[] {
  const programs = starts.flatMap((start) =>
    start
      .slice(0, wordsMaxCharacters)
      .split(/\|\||&&|[;|&()]/)
      .map((command) => programOf(command)),
  );
  return [...new Set(programs)].filter((program) => !quiet.test(program));
}

function programOf(command: string): string {
  const words = command.trim().split(/\s+/);
  return words.find((word) => !wrappers.test(word) && !/^(?:-|[A-Za-z_]\w*=)/.test(word)) ?? "";
}
