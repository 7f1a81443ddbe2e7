import type { ExitCode } from "../exit-code.ts";
import type { SweepItem } from "./sweep-input.ts";

/** What an item of a sweep makes of the exit code. */
export function exitCodeOfSweep(item: SweepItem): ExitCode {
  if (item.kind === "interrupted") return 3;
  if (item.kind !== "line") return 0;
  const { line } = item;
  if (line.kind === "match") return 1;
  return line.kind === "summary" && (!line.isComplete || line.unreadable > 0) ? 3 : 0;
}
