import { parseInstant } from "@lockkeeper/core";
import { startReplay } from "@lockkeeper/drill";
import { describe, expect, onTestFinished, test } from "vitest";

import { waitUntil } from "../test/fake-environment.ts";
import { createDrillClock } from "./drill-clock.ts";

describe("createDrillClock", () => {
  test("createDrillClock stands still at an instant", async () => {
    const { clock, startedAt } = await createDrillClock("2026-03-31T01:10:00Z", ["http://127.0.0.1:4900/"]);

    expect(clock.now()).toBe(parseInstant("2026-03-31T01:10:00Z"));
    expect(startedAt).toBe(clock.now());
  });

  test("createDrillClock follows its upstream from then on, without its start moving", async () => {
    const replay = await startReplay({ campaign: "axios-2026", at: parseInstant("2026-03-31T01:10:00Z") });
    onTestFinished(() => replay.close());
    const drill = await createDrillClock("upstream", [replay.url]);
    onTestFinished(() => drill.stop());

    replay.setTime(parseInstant("2026-03-31T04:00:00Z"));
    await waitUntil(() => drill.clock.now() === parseInstant("2026-03-31T04:00:00Z"));

    expect(drill.startedAt).toBe(parseInstant("2026-03-31T01:10:00Z"));
  });

  test.each(["http://localhost:1/", "http://[::1]:1/", "http://127.8.0.1:1/"])(
    "createDrillClock takes %s for this machine, and says when nothing answers there",
    async (url) => {
      await expect(createDrillClock("upstream", [url])).rejects.toMatchObject({
        code: "CLI_CLOCK_UNREACHABLE",
      });
    },
  );

  test.each([
    [[]],
    [["http://127.0.0.1:4900/", "https://registry.example/"]],
    [["http://127.0.0.1.attack.invalid/"]],
    [["http://localhost.attack.invalid/"]],
    [["http://10.0.0.1/"]],
    [["nonsense"]],
  ])("createDrillClock refuses upstreams that are not all on this machine: %j", async (urls) => {
    await expect(createDrillClock("2026-03-31T01:10:00Z", urls)).rejects.toMatchObject({
      code: "CLI_CLOCK_NOT_LOOPBACK",
    });
  });
});
