import { CliError } from "../errors.ts";

const maxWordBytes = 10_000;

/**
 * The words of a stream, one a line or, like the output of `find -print0`, each ended by a NUL. Empty ones are passed
 * over; a line's blanks at both ends are no part of it. Throws `CLI_USAGE` for one that cannot be a path or a spec.
 */
export async function* readListedWords(
  stream: AsyncIterable<Uint8Array>,
  isNulSeparated: boolean,
): AsyncIterable<string> {
  const separator = isNulSeparated ? 0 : 10;
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of stream) {
    let from = 0;
    for (let at = chunk.indexOf(separator); at >= 0; at = chunk.indexOf(separator, from)) {
      const word = decode([rest, chunk.subarray(from, at)], isNulSeparated);
      rest = new Uint8Array();
      from = at + 1;
      if (word !== "") yield word;
    }
    rest = Buffer.concat([rest, chunk.subarray(from)]);
    if (rest.length > maxWordBytes) throw tooLong();
  }
  const last = decode([rest], isNulSeparated);
  if (last !== "") yield last;
}

function decode(parts: readonly Uint8Array[], isNulSeparated: boolean): string {
  const bytes = Buffer.concat(parts);
  if (bytes.length > maxWordBytes) throw tooLong();
  const text = bytes.toString("utf8");
  return isNulSeparated ? text : text.trim();
}

function tooLong(): CliError {
  return new CliError("CLI_USAGE", {
    message: `Cannot read the list of what to inspect as an entry is too long: more than ${String(maxWordBytes)} bytes`,
    hint: "One path or spec is read from each line; with -0 each ends with a NUL.",
  });
}
