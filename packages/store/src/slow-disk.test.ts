import { describe, expect, test } from "vitest";

import { createSlowDisk } from "./slow-disk.ts";

describe("createSlowDisk", () => {
  test("isSlow after two slow readings with few between, for ten times as long as the second took", () => {
    const disk = createSlowDisk();

    disk.note(20, 100);
    const afterOne = disk.isSlow(100);
    for (let count = 0; count < 10; count += 1) disk.note(0.1, 110);
    disk.note(30, 150);

    expect([afterOne, disk.isSlow(150), disk.isSlow(449), disk.isSlow(450)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test("isSlow at no time when slow readings are rare", () => {
    const disk = createSlowDisk();

    const seen = Array.from({ length: 200 }, (_, count) => {
      disk.note(count % 20 === 0 ? 30 : 0.1, count);
      return disk.isSlow(count);
    });

    expect(seen).not.toContain(true);
  });
});
