/** Tells when a disk is slow, by how long readings from it take. */
export interface SlowDisk {
  /** Whether readings should be left to other threads at that time, on the clock that never goes back. Milliseconds. */
  isSlow(now: number): boolean;
  /** Notes a reading that ended at that time. Milliseconds. */
  note(tookMs: number, now: number): void;
}

/** What the system has in its memory is read in a fraction of this. */
const slowReadMs = 5;
/** One such reading may be another process's turn on the processor; two with fewer than so many others between are the disk. */
const betweenCount = 16;
/** So many times as long as a reading took, others then wait on other threads: nobody else waits for more than a tenth of the time. */
const factor = 10;

/** Creates what takes a disk for a fast one at first. */
export function createSlowDisk(): SlowDisk {
  let since = betweenCount;
  let slowUntil = Number.NEGATIVE_INFINITY;
  return {
    isSlow: (now) => now < slowUntil,
    note: (tookMs, now) => {
      since += 1;
      if (tookMs <= slowReadMs) return;
      if (since <= betweenCount) slowUntil = now + factor * tookMs;
      since = 0;
    },
  };
}
