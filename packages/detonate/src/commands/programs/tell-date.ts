import { said } from "../command-call.ts";
import type { CommandResult, ProgramCall } from "../command-call.ts";

const minuteMs = 60_000;

/** The program `date`: the moment in the fields that its format asks for, those that scripts are known to compare. */
export function tellDate({ scene: { process }, arguments: words }: ProgramCall): CommandResult {
  const isUtc = words.some((word) => /^(?:-u|--utc|--universal)$/.test(word));
  const seconds = process.clock.read() / 1000;
  const offset = isUtc ? 0 : process.clock.offsetSeconds;
  const local = new Date((seconds + offset) * 1000);
  const format = words.find((word) => word.startsWith("+"));
  if (format === undefined) return said(`${local.toUTCString()}\n`);
  const fields = fieldsOf(local, Math.floor(seconds));
  return said(
    `${format.slice(1).replaceAll(/%-?([A-Za-z])/g, (whole, name: string) => fields.get(name) ?? whole)}\n`,
  );
}

function fieldsOf(local: Date, seconds: number): ReadonlyMap<string, string> {
  const iso = local.toISOString();
  const [year = "", month = "", day = ""] = iso.slice(0, "2026-11-17".length).split("-");
  const [hour = "", minute = "", second = ""] = iso.slice("2026-11-17T".length, -".000Z".length).split(":");
  const [weekday = "", , monthName = ""] = local.toUTCString().replace(",", "").split(" ");
  const yearBegins = Date.UTC(local.getUTCFullYear(), 0, 1);
  const dayOfYear = Math.floor((local.getTime() - yearBegins) / (24 * 60 * minuteMs)) + 1;
  return new Map([
    ["s", String(seconds)],
    ["Y", year],
    ["y", year.slice(2)],
    ["m", month],
    ["d", day],
    ["H", hour],
    ["M", minute],
    ["S", second],
    ["F", `${year}-${month}-${day}`],
    ["T", `${hour}:${minute}:${second}`],
    ["a", weekday],
    ["b", monthName],
    ["u", String(local.getUTCDay() === 0 ? 7 : local.getUTCDay())],
    ["w", String(local.getUTCDay())],
    ["j", String(dayOfYear).padStart(3, "0")],
  ]);
}
