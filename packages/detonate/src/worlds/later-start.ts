const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Most of two years: months and years are others too. */
const laterDays = 579;
const laterHours = 11;
const tryDays = 14;

/**
 * A moment at which most tests of the clock turn out otherwise than at another, both milliseconds since 1970: long after it, the
 * other half of the day, at a weekend where that was a working day and the other way round, and an even day of the month for an odd one.
 */
export function laterThan(startsAt: number): number {
  const first = startsAt + laterDays * dayMs + laterHours * hourMs;
  const moments = Array.from({ length: tryDays }, (_, index) => first + index * dayMs);
  return (
    moments.find((at) => isWeekend(at) !== isWeekend(startsAt) && isEvenDay(at) !== isEvenDay(startsAt)) ??
    first
  );
}

function isWeekend(at: number): boolean {
  return [0, 6].includes(new Date(at).getUTCDay());
}

function isEvenDay(at: number): boolean {
  return new Date(at).getUTCDate() % 2 === 0;
}
