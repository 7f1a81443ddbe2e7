import { tryParseInstant } from "@lockkeeper/core";

const form = /^(\d{4}-\d{2}-\d{2})T(\d{2})_(\d{2})_(\d{2})_(\d{3})Z-debug/;

/** The time at which npm began, which it writes into the name of its log; milliseconds since the epoch. */
export function tryParseNpmLogStart(name: string): number | undefined {
  const match = form.exec(name);
  if (match === null) return undefined;
  const [, date = "", hours = "", minutes = "", seconds = "", ms = ""] = match;
  return tryParseInstant(`${date}T${hours}:${minutes}:${seconds}.${ms}Z`);
}
