import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { withUpdateLock } from "./update-lock.ts";

async function makeLockFile(): Promise<{ readonly folder: string; readonly lockFile: string }> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-lock-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return { folder, lockFile: join(folder, "update.lock") };
}

describe("withUpdateLock", () => {
  test("withUpdateLock refuses a second job while the first is at work", async () => {
    const { lockFile } = await makeLockFile();

    const second = withUpdateLock(lockFile, () => withUpdateLock(lockFile, async () => "both"));

    await expect(second).rejects.toMatchObject({ code: "FEEDS_BUSY" });
  });

  test("withUpdateLock lets exactly one of twenty that begin at once do its work", async () => {
    const { lockFile } = await makeLockFile();
    let atWork = 0;
    let most = 0;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const work = async (): Promise<void> => {
      atWork += 1;
      most = Math.max(most, atWork);
      await held;
      atWork -= 1;
    };

    const refused: string[] = [];
    const jobs = Array.from({ length: 20 }, () =>
      withUpdateLock(lockFile, work).catch((error: { readonly code: string }) => {
        refused.push(error.code);
        if (refused.length === 19) release();
      }),
    );
    await Promise.all(jobs);

    expect(refused).toStrictEqual(Array.from({ length: 19 }, () => "FEEDS_BUSY"));
    expect(most).toBe(1);
  });

  test("withUpdateLock takes over what a killed process left, and leaves nothing behind", async () => {
    const { folder, lockFile } = await makeLockFile();
    await writeFile(lockFile, "4194304999");

    const held = await withUpdateLock(lockFile, () => readFile(lockFile, "utf8"));

    expect(held).toBe(String(process.pid));
    expect(await readdir(folder)).toStrictEqual([]);
  });

  test("withUpdateLock takes an empty lock for held while it may be just written, and not for long", async () => {
    const { lockFile } = await makeLockFile();
    await writeFile(lockFile, "");

    await expect(withUpdateLock(lockFile, async () => "taken")).rejects.toMatchObject({ code: "FEEDS_BUSY" });
    await utimes(lockFile, new Date(0), new Date(0));
    const taken = await withUpdateLock(lockFile, async () => "taken");

    expect(taken).toBe("taken");
  });
});
