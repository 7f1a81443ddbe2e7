import { tryParseDuration, tryParseInstant } from "@lockkeeper/core";

import { CliError } from "./errors.ts";

/** Reads `--since` or `--until`: an instant, or a duration that long ago. Milliseconds since the epoch. Throws `CLI_BAD_TIME`. */
export function parsePastTime(flag: string, text: string, now: number): number {
  const ago = tryParseDuration(text);
  const instant = ago === undefined ? tryParseDay(text) : now - ago;
  return (
    instant ??
    refuseTime(flag, text, '"2026-03-31T00:21:00Z" for an instant, "24h" or "30d" for that long ago')
  );
}

/** Reads `--expires`: an instant, or a duration from now. Milliseconds since the epoch. Throws `CLI_BAD_TIME`. */
export function parseFutureTime(flag: string, text: string, now: number): number {
  const ahead = tryParseDuration(text);
  const instant = ahead === undefined ? tryParseDay(text) : now + ahead;
  return instant ?? refuseTime(flag, text, '"7d" for a week from now, "2026-04-30" for a day');
}

/** The language takes February 30th for March 2nd, which would move a window without a word. */
function tryParseDay(text: string): number | undefined {
  const [, year, month, day] = /^\s*(\d{4})-(\d{2})-(\d{2})/.exec(text) ?? [];
  const isDay = Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return isDay ? tryParseInstant(text) : undefined;
}

function refuseTime(flag: string, text: string, forms: string): never {
  throw new CliError("CLI_BAD_TIME", {
    message: `Cannot use ${JSON.stringify(text.slice(0, 60))} for ${flag} as it is neither a time nor a duration`,
    hint: `Write ${forms}.`,
  });
}
