import { redact, renderDuration, renderInstantShort } from "@lockkeeper/core";
import type { Effect } from "@lockkeeper/core";
import type { ClauseName } from "./clause.ts";

/** What one clause has against a version. */
export interface Objection {
  readonly clause: ClauseName;
  readonly effect: Effect;
  /** One sentence for a person. */
  readonly message: string;
  /** When time alone lifts it; milliseconds since the epoch. */
  readonly maturesAt?: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const maxHoursInHours = 72;
// More than is shown, so that a credential is whole when it is looked for.
const maxReadCharacters = 4096;
const maxInstant = 8.64e15;

/** An age limit in the words of the person who set it: `72 h`, `7 d`. */
export function renderAge(ms: number): string {
  if (ms > maxHoursInHours * hourMs && ms % dayMs === 0) return `${ms / dayMs} d`;
  return ms % hourMs === 0 ? `${ms / hourMs} h` : renderDuration(ms);
}

/** Whether a number is a time that can be calculated with and shown (ECMAScript's range of dates). */
export function isInstant(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) < maxInstant;
}

/** A time for people, whatever the number is. */
export function renderTime(instant: number): string {
  return isInstant(instant) ? renderInstantShort(instant) : "a time that cannot be read";
}

/** Foreign text on one line of bounded length, without what could rewrite a terminal. */
export function renderForeign(text: string, maxCharacters: number): string {
  const line = redact(text.slice(0, maxReadCharacters)).replace(/\s+/g, " ").trim();
  return line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters - 1)}…`;
}

/** The first few of a list, and how many more there are. */
export function renderList(items: readonly string[]): string {
  const shown = items.slice(0, 3).map((item) => renderForeign(item, 120));
  return items.length > shown.length
    ? `${shown.join(", ")} and ${items.length - shown.length} more`
    : shown.join(", ");
}
