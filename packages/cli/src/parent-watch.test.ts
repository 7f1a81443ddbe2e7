import { describe, expect, test } from "vitest";

import { createParentWatch, readParentOf } from "./parent-watch.ts";

const own = process.pid;

describe("createParentWatch()", () => {
  test("a parent that is another one by now is gone", () => {
    let parent = own;
    const isGone = createParentWatch({
      parent: own,
      parentNow: () => parent,
      isRunByNpm: false,
      parentOf: () => undefined,
    });

    const before = isGone();
    parent = 1;

    expect([before, isGone()]).toEqual([false, true]);
  });

  test("under npm the shell's parent counts too, otherwise it does not", () => {
    let grandparent = 4711;
    const parts = { parent: own, parentNow: () => own, parentOf: () => grandparent };
    const underNpm = createParentWatch({ ...parts, isRunByNpm: true });
    const alone = createParentWatch({ ...parts, isRunByNpm: false });

    const before = [underNpm(), alone()];
    grandparent = 1;

    expect(before).toEqual([false, false]);
    expect([underNpm(), alone()]).toEqual([true, false]);
  });

  test("the first process of the system is never missed", () => {
    const isGone = createParentWatch({ parent: 1, parentNow: () => 1, isRunByNpm: true, parentOf: () => 0 });

    expect(isGone()).toBe(false);
  });

  test.runIf(process.platform === "linux")("readParentOf() tells what the system tells", () => {
    expect(readParentOf(own)).toBe(process.ppid);
    expect(readParentOf(2 ** 30)).toBeUndefined();
  });
});
