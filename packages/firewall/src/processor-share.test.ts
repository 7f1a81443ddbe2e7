import { describe, expect, test } from "vitest";

import { ProcessorShare } from "./processor-share.ts";

/** A process whose time and work a test sets. */
function startProcess(): {
  readonly share: ProcessorShare;
  pass(ms: number, computed: number, threads?: number): void;
} {
  let [now, computedMs, computingThreads] = [1000, 500, 1];
  const share = new ProcessorShare({
    now: () => now,
    computedMs: () => computedMs,
    computingThreads: () => computingThreads,
  });
  return {
    share,
    pass(ms, computed, threads = 1) {
      now += ms;
      computedMs += computed;
      computingThreads = threads;
    },
  };
}

describe("ProcessorShare", () => {
  test("gives a job alone the time that passes, however many threads it has", () => {
    const { share, pass } = startProcess();
    const job = share.begin();

    pass(300, 600);

    expect(job.ms).toBe(300);
  });

  test("charges a job once for what its threads do at the same time", () => {
    const { share, pass } = startProcess();
    const job = share.begin();

    pass(10_000, 1000, 2);

    expect(job.ms).toBe(500);
  });

  test("leaves out what others on the machine took", () => {
    const { share, pass } = startProcess();
    const job = share.begin();

    pass(1000, 50);

    expect(job.ms).toBe(50);
  });

  test("divides what was computed among those under way", () => {
    const { share, pass } = startProcess();
    const first = share.begin();
    pass(100, 100);
    const others = [share.begin(), share.begin(), share.begin()];

    pass(400, 800);
    others[0]?.end();
    pass(300, 600);

    expect(first.ms).toBe(100 + 200 + 200);
    expect(others[1]?.ms).toBe(200 + 200);
  });

  test("counts all of the time in which nobody computes: somebody else is slow", () => {
    const { share, pass } = startProcess();
    const job = share.begin();

    pass(5000, 3, 0);

    expect(job.ms).toBe(5000);
  });

  test("counts nothing for a job before it begins", () => {
    const { share, pass } = startProcess();
    pass(5000, 5000);

    expect(share.begin().ms).toBe(0);
  });
});
