/** Moments of a process, milliseconds from any point: real ones, and the processor time that it has used. */
export interface ProcessTimes {
  readonly realMs: number;
  readonly usedMs: number;
}

/** Reads this process's times: those of all its threads together, as there is no other measure in every Node. */
export function readProcessTimes(): ProcessTimes {
  const { user, system } = process.cpuUsage();
  return { realMs: performance.now(), usedMs: (user + system) / 1_000 };
}

/**
 * Creates a clock that stands still while the process does: it goes by real time or by processor time, whichever went less. What
 * it bounds ends after the same work on a machine that is busy with other things.
 */
export function createWorkClock(read: () => ProcessTimes): () => number {
  let last = read();
  let elapsed = 0;
  return () => {
    const now = read();
    elapsed += Math.max(0, Math.min(now.realMs - last.realMs, now.usedMs - last.usedMs));
    last = now;
    return elapsed;
  };
}
