import { describe, expect, test } from "vitest";

import { runGuest } from "../../test/run-guest.ts";
import { testWorld } from "../../test/test-world.ts";
import { compileWasm, startWasm } from "./wasm-program.ts";

const still = { now: () => 0, monotonic: () => 0, offsetSeconds: () => 0 };
const mebibyte = 1024 * 1024;

/** What an engine's memory has grown to once it can make no larger bytes. */
async function fill(memoryMaxBytes: number, mayGrow?: (bytes: number) => boolean): Promise<number> {
  const { engine, memory } = await startWasm(await compileWasm(), still, { memoryMaxBytes, mayGrow });
  const context = engine.newRuntime().newContext();
  context
    .evalCode("globalThis.all = []; try { for (;;) all.push(new Uint8Array(1e6)); } catch { all.length }")
    .dispose();
  return memory.buffer.byteLength;
}

describe("startWasm", () => {
  test("gives the engine its memory up to the bound, and nothing beyond", async () => {
    const size = await fill(40 * mebibyte);

    expect(size).toBeGreaterThanOrEqual(38 * mebibyte);
    expect(size).toBeLessThanOrEqual(40 * mebibyte);
  });

  test("asks whether the memory may grow each time that it would", async () => {
    let left = 8 * mebibyte;

    const size = await fill(64 * mebibyte, (bytes) => {
      if (bytes > left) return false;
      left -= bytes;
      return true;
    });

    expect(size).toBeLessThanOrEqual(24 * mebibyte);
    expect(size).toBeGreaterThan(20 * mebibyte);
  });

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
