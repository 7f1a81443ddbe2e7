import type { Clock } from "@lockkeeper/core";

/** A clock that starts at a chosen instant and can be moved. */
export interface ReplayClock extends Clock {
  set(instant: number): void;
}

/** Creates a clock that runs `speed` times as fast as the real one; at speed 0 it stands still. */
export function createReplayClock(start: number, speed: number, realClock: Clock): ReplayClock {
  let origin = { virtual: start, real: realClock.now() };
  return {
    now: () => Math.floor(origin.virtual + (realClock.now() - origin.real) * speed),
    set: (instant) => {
      origin = { virtual: instant, real: realClock.now() };
    },
  };
}
