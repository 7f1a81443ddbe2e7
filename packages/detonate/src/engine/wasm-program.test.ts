import { describe, expect, test } from "vitest";

import { runGuest } from "../../test/run-guest.ts";
import { testWorld } from "../../test/test-world.ts";

describe("startWasm", () => {
  test("tells the engine the time of the world, in the zone of the world, and nothing of this machine", async () => {
    const world = testWorld("linux", { timeZone: "Asia/Kolkata", startsAt: Date.UTC(2026, 2, 31, 20, 45) });
    const { printed } = await runGuest(
      `const now = new Date();
       console.log(now.toISOString().slice(0, 16), now.getTimezoneOffset(), now.getHours(), now.getMinutes(), now.getDate(), now.getDay());
       console.log(String(now).slice(0, 21), String(now).includes("GMT+0530"));
       console.log(Math.floor(Date.now() / 1000) === Math.floor(now / 1000), performance.now() < 1000);
       const before = Date.now(); while (Date.now() < before + 5000); console.log("waited");`,
      { world },
    );

    expect(printed).toEqual([
      "2026-03-31T20:45 -330 2 15 1 3",
      "Wed Apr 01 2026 02:15 true",
      "true true",
      "waited",
    ]);
  });

  test("gives every process the same chance", async () => {
    const text = "console.log(Math.random(), Math.random())";

    expect((await runGuest(text)).printed).toEqual((await runGuest(text)).printed);
  });
});
