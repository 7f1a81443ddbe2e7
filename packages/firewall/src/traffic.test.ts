import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { durationBoundsMs, Traffic } from "./traffic.ts";

// The parts of an answer that say how it ended.
const answer = (statusCode: number, parts: Partial<ServerResponse> = {}): ServerResponse =>
  ({ statusCode, writableEnded: true, destroyed: false, ...parts }) as ServerResponse;

describe("Traffic", () => {
  test("end() counts by kind, outcome and client", () => {
    const traffic = new Traffic();
    for (const status of [200, 200, 304, 403, 502]) {
      const trace = traffic.begin();
      trace.kind = "packument";
      trace.client = "npm";
      traffic.end(trace, answer(status), 1);
    }

    expect(traffic.requests()).toEqual([
      { kind: "packument", outcome: "served", client: "npm", count: 2 },
      { kind: "packument", outcome: "not-modified", client: "npm", count: 1 },
      { kind: "packument", outcome: "refused", client: "npm", count: 1 },
      { kind: "packument", outcome: "failed", client: "npm", count: 1 },
    ]);
    expect(traffic.inFlight).toBe(0);
  });

  test("end() tells an answer that the client did not wait for", () => {
    const traffic = new Traffic();

    traffic.end(traffic.begin(), answer(200, { destroyed: true, writableEnded: false }), 1);

    expect(traffic.requests()).toEqual([{ kind: "unknown", outcome: "aborted", client: "other", count: 1 }]);
  });

  test("durations() are cumulative, at their bounds inclusive, and keep apart what waited", () => {
    const traffic = new Traffic();
    for (const [tookMs, hasWaited] of [
      [0.1, false],
      [5, false],
      [5.01, false],
      [60_000, true],
    ] as const) {
      traffic.end({ ...traffic.begin(), kind: "tarball", hasWaited }, answer(200), tookMs);
    }

    const [warm, cold] = traffic.durations();
    const atFive = durationBoundsMs.indexOf(5);

    expect(warm).toMatchObject({ kind: "tarball", hasWaited: false, sumMs: 10.11 });
    expect(warm?.buckets[atFive]).toBe(2);
    expect(warm?.buckets.at(-1)).toBe(3);
    expect(cold?.buckets.at(-2)).toBe(0);
    expect(cold?.buckets.at(-1)).toBe(1);
  });

  test("noteDecision() counts closed lists only", () => {
    const traffic = new Traffic();

    traffic.noteDecision("cooldown", "hold", true);
    traffic.noteDecision("none", "allow", false);
    traffic.noteDecision("a clause that nobody knows", "block", false);

    expect(traffic.decisions()).toEqual([
      { clause: "none", effect: "allow", count: 1 },
      { clause: "cooldown", effect: "hold", count: 1 },
    ]);
    expect(traffic.observedCount).toBe(1);
  });
});
