/** The registry that the organisation's lockfiles and logs name. */
export const registry = "https://registry.example";

const minute = 60_000;

/** A moment of that night, by the clock of UTC: `at("01:40")`. Hours of 24 and more are those of the next day. */
export function at(clock: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number);
  return Date.parse("2026-03-31T00:00:00Z") + (hours * 60 + minutes) * minute + seconds * 1000;
}

/** ISO 8601 in UTC, without milliseconds. */
export function stamp(instant: number): string {
  return new Date(instant).toISOString().replace(".000Z", "Z");
}
