import { describe, expect, test } from "vitest";

import { createWorkClock, readProcessTimes } from "./work-clock.ts";

describe("createWorkClock", () => {
  test("createWorkClock goes by what went less", () => {
    const times = { realMs: 100, usedMs: 40 };
    const now = createWorkClock(() => ({ ...times }));

    Object.assign(times, { realMs: 200, usedMs: 50 });
    const whileWaiting = now();
    Object.assign(times, { realMs: 210, usedMs: 70 });
    const whileOthersWork = now();

    expect(whileWaiting).toBe(10);
    expect(whileOthersWork).toBe(20);
  });

  test("createWorkClock never goes back", () => {
    const times = { realMs: 100, usedMs: 40 };
    const now = createWorkClock(() => ({ ...times }));

    times.realMs = 50;

    expect(now()).toBe(0);
  });

  test("readProcessTimes counts work", () => {
    const before = readProcessTimes();
    let sum = 0;
    while (readProcessTimes().usedMs <= before.usedMs) sum += 1;

    expect(sum).toBeGreaterThanOrEqual(0);
    expect(readProcessTimes().usedMs).toBeGreaterThan(before.usedMs);
  });
});
