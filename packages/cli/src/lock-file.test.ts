import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { isLockHeld, tryTakeLock } from "./lock-file.ts";

const { pid } = process;

async function place(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-lock-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "lock");
}

describe("tryTakeLock", () => {
  test("tryTakeLock gives a lock to one alone, which holds it", async () => {
    const path = await place();

    const taken = [await tryTakeLock(path, pid), await tryTakeLock(path, pid)];

    expect(taken).toEqual([true, false]);
    expect(await isLockHeld(path, pid)).toBe(true);
  });
});

describe("isLockHeld", () => {
  test.each([
    ["one of a process that runs", String(process.ppid), true],
    ["one that is just being written", "", true],
    ["one of a process that is gone", "2147483646", false],
  ])("isLockHeld knows %s", async (_, text, expected) => {
    const path = await place();
    await writeFile(path, text);

    expect(await isLockHeld(path, pid)).toBe(expected);
  });

  test("isLockHeld takes no lock for held that is not there, or of an earlier start with the same number", async () => {
    const path = await place();
    const before = await isLockHeld(path, pid);
    await tryTakeLock(path, pid);
    await utimes(path, new Date(0), new Date(0));

    expect([before, await isLockHeld(path, pid)]).toEqual([false, false]);
  });
});
