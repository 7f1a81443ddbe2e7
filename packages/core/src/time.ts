import { CoreError } from "./errors.ts";

/** Where the time comes from; milliseconds since the epoch. Only the composition roots build a real one. */
export interface Clock {
  now(): number;
}

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const durationForm = /^(\d{1,9})\s?(ms|s|m|h|d|w)$/;
const instantForm = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/;

function isUnit(text: string | undefined): text is keyof typeof unitMs {
  return text !== undefined && Object.hasOwn(unitMs, text);
}

/** Parses a duration with its unit (`90s`, `30m`, `72h`, `7d`, `2w`), or answers `undefined`. A bare number is none. */
export function tryParseDuration(text: string): number | undefined {
  const match = durationForm.exec(text.trim());
  const unit = match?.[2];
  return match && isUnit(unit) ? Number(match[1]) * unitMs[unit] : undefined;
}

/** Parses a duration to milliseconds. Throws `CORE_BAD_DURATION`. */
export function parseDuration(text: string): number {
  const duration = tryParseDuration(text);
  if (duration !== undefined) return duration;
  throw new CoreError("CORE_BAD_DURATION", {
    message: `Cannot read ${JSON.stringify(text.slice(0, 40))} as a duration`,
    hint: 'Write a number with its unit: "30m", "72h", "7d".',
  });
}

/**
 * Parses an ISO 8601 instant, or answers `undefined`. A text without a zone is UTC; the date alone is its midnight.
 * Mirrors write offsets and microseconds; both are accepted.
 */
export function tryParseInstant(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 40 || !instantForm.test(trimmed)) return undefined;
  const zoned = trimmed.length > 10 && !hasZone.test(trimmed) ? `${trimmed}Z` : trimmed;
  const instant = Date.parse(zoned.replace(" ", "T"));
  return Number.isNaN(instant) ? undefined : instant;
}

/** Parses an instant to milliseconds since the epoch. Throws `CORE_BAD_INSTANT`. */
export function parseInstant(text: string): number {
  const instant = tryParseInstant(text);
  if (instant !== undefined) return instant;
  throw new CoreError("CORE_BAD_INSTANT", {
    message: `Cannot read ${JSON.stringify(text.slice(0, 40))} as a time`,
    hint: 'Write ISO 8601 in UTC: "2026-03-31T00:21:00Z".',
  });
}

/** The instant in ISO 8601 UTC with milliseconds. */
export function renderInstant(instant: number): string {
  return new Date(instant).toISOString();
}

/** The instant as people read it in a terminal: `2026-03-31 00:21 UTC`. */
export function renderInstantShort(instant: number): string {
  return `${renderInstant(instant).slice(0, 16).replace("T", " ")} UTC`;
}

/** A duration in its two largest units: `18 h 2 min`, `3 d 4 h`, `45 s`. */
export function renderDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor((seconds % 86_400) / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "min"],
    [seconds % 60, "s"],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(" ");
}
