/** A point in time as a report gives it: the known instant, or the first instant of the day or month that is known. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly precision: "instant" | "day" | "month";
}

const momentForm = /^\d{4}-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?)?$/;
const precisionByLength: ReadonlyMap<number, Moment["precision"]> = new Map([
  [7, "month"],
  [10, "day"],
]);

/** Parses a time in UTC as campaigns write it: an instant, a date, or a month. Answers `undefined` for another text. */
export function tryParseMoment(text: string): Moment | undefined {
  const at = momentForm.test(text) ? Date.parse(text) : Number.NaN;
  // The calendar of JavaScript turns 30 February into 2 March.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(text.slice(0, 10))) return undefined;
  return { at, precision: precisionByLength.get(text.length) ?? "instant" };
}

/** The last instant that a moment may stand for, in milliseconds since the epoch: what is known by then is known for sure. */
export function latestInstant(moment: Moment): number {
  if (moment.precision === "instant") return moment.at;
  const start = new Date(moment.at);
  const year = start.getUTCFullYear();
  const month = start.getUTCMonth();
  return moment.precision === "day"
    ? Date.UTC(year, month, start.getUTCDate() + 1) - 1
    : Date.UTC(year, month + 1, 1) - 1;
}

/** The text of a moment, as precise as it is: what `tryParseMoment` reads again. */
export function renderMoment({ at, precision }: Moment): string {
  const text = new Date(at).toISOString();
  if (precision === "month") return text.slice(0, 7);
  return precision === "day" ? text.slice(0, 10) : text.replace(/\.\d+Z$/, "Z");
}
