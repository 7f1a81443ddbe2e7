import { tryParseInstant } from "@lockkeeper/core";

/** A time of a log, and whether its zone is known. */
export interface LogInstant {
  readonly at: number | undefined;
  readonly hasZone: boolean;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** NCSA: `31/Mar/2026:00:21:00 +0000`, with or without zone. */
const ncsa = /^(\d{2})\/([A-Za-z]{3})\/(\d{4}):(\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(?: ([+-]\d{2}):?(\d{2}))?$/;
/** Artifactory 6: `20260331002100`. */
const packed = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;
const iso = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?\s?(Z|[+-]\d{2}:?\d{2})?$/;

/** Reads a time in any of the forms of access logs; seconds or milliseconds since the epoch too. */
export function parseLogInstant(text: string): LogInstant {
  const trimmed = text.trim();
  const epoch = /^\d{10}(?:\.\d{1,9})?$/.test(trimmed) ? Number(trimmed) * 1000 : undefined;
  if (epoch !== undefined) return { at: Math.round(epoch), hasZone: true };
  if (/^\d{13}(?:\.\d{1,6})?$/.test(trimmed)) return { at: Math.round(Number(trimmed)), hasZone: true };
  return parseNcsa(trimmed) ?? parsePacked(trimmed) ?? parseIso(trimmed);
}

function parseNcsa(text: string): LogInstant | undefined {
  const match = ncsa.exec(text);
  if (match === null) return undefined;
  const [, day, month = "", year, time, hours, minutes] = match;
  const number = months.indexOf(month.toLowerCase()) + 1;
  if (number === 0) return { at: undefined, hasZone: false };
  const zone = hours === undefined ? "" : `${hours}:${minutes ?? "00"}`;
  const date = `${year ?? ""}-${String(number).padStart(2, "0")}-${day ?? ""}`;
  return { at: tryParseInstant(`${date}T${time ?? ""}${zone}`), hasZone: zone !== "" };
}

function parsePacked(text: string): LogInstant | undefined {
  const match = packed.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const instant = `${year ?? ""}-${month ?? ""}-${day ?? ""}T${hour ?? ""}:${minute ?? ""}:${second ?? ""}`;
  return { at: tryParseInstant(instant), hasZone: false };
}

function parseIso(text: string): LogInstant {
  const match = iso.exec(text);
  if (match === null) return { at: undefined, hasZone: false };
  const [, date, time, fraction, zone] = match;
  const at = tryParseInstant(
    `${date ?? ""}T${time ?? ""}${fraction === undefined ? "" : `.${fraction}`}${zone ?? ""}`,
  );
  return { at, hasZone: zone !== undefined };
}
