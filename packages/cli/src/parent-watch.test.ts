import { describe, expect, test } from "vitest";

import { createParentWatch, lookAtProcess } from "./parent-watch.ts";

const own = process.pid;

describe("createParentWatch()", () => {
  test("a parent that is another one by now is gone", () => {
    let parent = own;
    const isGone = createParentWatch({
      parent: own,
      parentNow: () => parent,
      isRunByNpm: false,
      look: () => undefined,
    });

    const before = isGone();
    parent = 1;

    expect([before, isGone()]).toEqual([false, true]);
  });

  test("under npm the shell's parent counts too, otherwise it does not", () => {
    let grandparent = 4711;
    let name = "sh";
    const parts = { parent: own, parentNow: () => own, look: () => ({ name, parent: grandparent }) };
    const underNpm = createParentWatch({ ...parts, isRunByNpm: true });
    const alone = createParentWatch({ ...parts, isRunByNpm: false });
    name = "npm start";
    const directly = createParentWatch({ ...parts, isRunByNpm: true });

    const before = [underNpm(), alone()];
    grandparent = 1;

    expect(before).toEqual([false, false]);
    expect([underNpm(), alone(), directly()]).toEqual([true, false, false]);
  });

  test("the first process of the system is never missed", () => {
    const isGone = createParentWatch({
      parent: 1,
      parentNow: () => 1,
      isRunByNpm: true,
      look: () => ({ name: "sh", parent: 0 }),
    });

    expect(isGone()).toBe(false);
  });

  test.runIf(process.platform === "linux")("lookAtProcess() tells what the system tells", () => {
    expect(lookAtProcess(own)).toMatchObject({ parent: process.ppid });
    expect(lookAtProcess(2 ** 30)).toBeUndefined();
  });
});
