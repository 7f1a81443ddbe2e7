import { tryParseVersion } from "@lockkeeper/core";

import { CliError } from "../errors.ts";

const usage = 'Write "diff axios@1.13.6 axios@1.14.0", "diff axios 1.13.6 1.14.0", or two paths.';

/**
 * The two subjects that the words of `diff` name: two specs or paths, a spec and the version to compare it with, or a
 * name and two versions. Throws `CLI_USAGE`.
 */
export function parseDiffWords(words: readonly string[]): readonly [string, string] {
  const [first, second, third, ...more] = words;
  if (first === undefined || second === undefined || more.length > 0) {
    throw new CliError("CLI_USAGE", {
      message: `Cannot compare as two versions are to be named: got ${words.length} words`,
      hint: usage,
    });
  }
  if (third !== undefined) return [`${first}@${second}`, `${first}@${third}`];
  const at = first.indexOf("@", 1);
  const isBare = tryParseVersion(second) !== undefined;
  if (isBare && at > 0) return [first, `${first.slice(0, at)}@${second}`];
  if (isBare) {
    throw new CliError("CLI_USAGE", {
      message: `Cannot compare ${JSON.stringify(first.slice(0, 100))} with a version alone as it names none itself`,
      hint: usage,
    });
  }
  return [first, second];
}
