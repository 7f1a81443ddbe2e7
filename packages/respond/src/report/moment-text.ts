const words: ReadonlyMap<string, string> = new Map([
  ["day", "only the day is known"],
  ["month", "only the month is known"],
]);

/** What is to be said of a time whose precision is not that of an instant. */
export function renderMoment(precision: string): string | undefined {
  return words.get(precision);
}

const basisWords: ReadonlyMap<string, string> = new Map([
  ["stated", "as stated"],
  ["assumed-utc", "no zone given, taken as UTC"],
  ["file-date", "by the file's date"],
  ["commit-date", "by the commit's date"],
]);

/** How a time is known, for people. */
export function describeBasis(basis: string | undefined): string | undefined {
  return basis === undefined ? undefined : (basisWords.get(basis) ?? basis);
}
