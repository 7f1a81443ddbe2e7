import { describe, expect, test } from "vitest";

import { detonatePackage } from "./detonate-package.ts";
import { Emulator } from "./emulator.ts";
import { detonateLimits } from "./limits.ts";
import { usualStart } from "./worlds/usual-start.ts";
import { createWorld } from "./worlds/worlds.ts";

const manifest = '{"name":"sample","version":"1.0.0","scripts":{"install":"node a.js"}}';

/** Whether anything was given back after a script that takes so many megabytes. */
async function giveBackAfter(emulator: Emulator, megabytes: number): Promise<boolean> {
  const files = { "package.json": manifest, "a.js": `new Uint8Array(${megabytes}e6).fill(1)` };
  const entries = Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  await detonatePackage(
    { entries: entries as never }, // Of an entry, its path and bytes alone are looked at.
    { worlds: [createWorld("linux-laptop", usualStart)], isCoverageWanted: false },
    { emulator, now: () => 0 },
  );
  return emulator.giveBack();
}

describe("Emulator", () => {
  test("giveBack: keeps what a large bundle takes, and gives back what takes nearly all", async () => {
    const emulator = await Emulator.create({ ...detonateLimits, stackMaxBytes: 160 * 1024 });

    const given = [await giveBackAfter(emulator, 70), await giveBackAfter(emulator, 130)];

    expect(given).toEqual([false, true]);
  });
});
