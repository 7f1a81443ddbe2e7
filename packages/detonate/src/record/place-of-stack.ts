import { isInnerName } from "../engine/module-names.ts";
import type { ObservationPlace } from "../observation.ts";

const frame = /(?:\(|\bat )((?:[A-Za-z]:)?[^\s()][^()\n]*?):(\d+):(\d+)\)?\s*$/;

/** The package's part of a stack that the engine wrote: the innermost frame that is not of the world's own code. */
export function placeOfStack(
  stack: string,
  placeOf: (path: string, line: number, column: number) => ObservationPlace,
): ObservationPlace | null {
  for (const line of stack.split("\n").slice(0, 60)) {
    const match = frame.exec(line);
    const [, path = "", row = "1", column = "1"] = match ?? [];
    if (match === null || path === "native" || isInnerName(path)) continue;
    return placeOf(path, Number(row), Number(column));
  }
  return null;
}
