import { visit } from "jsonc-parser";

import { conflictLineOf } from "./conflict-marks.ts";

const maxDepth = 500;
const maxCharacters = 64_000_000;

/**
 * Why a text that is meant to be JSON is none, with the line from 1 where that can be told: `line 3: it is not valid JSON`.
 * Looks at texts up to 64 MB. With comments, final commas are part of the language as well.
 */
export function describeJsonFault(
  text: string,
  { hasComments = false }: { readonly hasComments?: boolean } = {},
): string {
  const conflict = conflictLineOf(text);
  if (conflict !== undefined) return `line ${String(conflict)}: it holds the marks of a merge conflict`;
  if (text.trim() === "") return "it is empty";
  const line = text.length > maxCharacters ? undefined : lineOfFault(text, hasComments);
  return line === undefined ? "it is not valid JSON" : `line ${String(line)}: it is not valid JSON`;
}

function lineOfFault(text: string, hasComments: boolean): number | undefined {
  let depth = 0;
  let line: number | undefined;
  function enter(): void {
    depth += 1;
    // The reader calls itself for every level.
    if (depth > maxDepth) throw new RangeError("it is nested too deep");
  }
  function leave(): void {
    depth -= 1;
  }
  try {
    visit(
      text,
      {
        onObjectBegin: enter,
        onArrayBegin: enter,
        onObjectEnd: leave,
        onArrayEnd: leave,
        onError: (_code, _offset, _length, at) => void (line ??= at + 1),
      },
      { disallowComments: !hasComments, allowTrailingComma: hasComments },
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return line;
}
