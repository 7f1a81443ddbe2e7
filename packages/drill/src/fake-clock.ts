import { parseInstant } from "@lockkeeper/core";
import type { Clock } from "@lockkeeper/core";

/** A clock that stands still until it is told otherwise; milliseconds since the epoch or ISO 8601 texts. */
export class FakeClock implements Clock {
  #instant: number;

  constructor(start: number | string) {
    this.#instant = toInstant(start);
  }

  now(): number {
    return this.#instant;
  }

  /** Moves on by milliseconds; negative values set the clock back. */
  advance(ms: number): void {
    this.#instant += ms;
  }

  set(instant: number | string): void {
    this.#instant = toInstant(instant);
  }
}

/** Accepts milliseconds since the epoch as they are and parses texts. Throws `CORE_BAD_INSTANT`. */
export function toInstant(instant: number | string): number {
  return typeof instant === "number" ? instant : parseInstant(instant);
}
