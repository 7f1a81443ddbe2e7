import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { createFakeClock, createKeptLog, makeDataFolder, makeFolder } from "../test/fixtures.ts";
import { readCacheUsage } from "./cache-usage.ts";
import type { Tally, TallyOptions } from "./eviction.ts";
import { createTally } from "./eviction.ts";
import { openStore } from "./store.ts";

const day = 86_400_000;
const now = 1000 * day;

/** Files of ten bytes each; the file N was used N days before the last. */
async function makeFiles(count: number): Promise<string> {
  const folder = await makeFolder();
  await mkdir(join(folder, "ab"));
  for (let index = 0; index < count; index += 1) {
    const path = join(folder, "ab", `file-${index}`);
    await writeFile(path, "0123456789");
    const at = new Date(now - (count - index) * day);
    await utimes(path, at, at);
  }
  return folder;
}

function tallyOf(folder: string, options: Partial<TallyOptions> = {}): Tally {
  const fail = (error: unknown): never => {
    throw error;
  };
  return createTally({ folder, maxBytes: 50, onFailed: fail, now: () => now, ...options });
}

describe("createTally", () => {
  test("evict removes what was used least recently until there is room for a while", async () => {
    const folder = await makeFiles(8);

    const eviction = await tallyOf(folder).evict();

    expect(eviction).toEqual({ files: 4, bytes: 40, removedFiles: 4, removedBytes: 40 });
    expect((await readdir(join(folder, "ab"))).toSorted()).toEqual(["file-4", "file-5", "file-6", "file-7"]);
  });

  test("evict goes by what this process used, which file systems do not note", async () => {
    const folder = await makeFiles(8);

    await tallyOf(folder, { usedAt: (path) => (path.endsWith("file-0") ? now : undefined) }).evict();

    expect(await readdir(join(folder, "ab"))).toContain("file-0");
  });

  test("evict keeps what may be on its way to a client, even above the bound", async () => {
    const folder = await makeFiles(8);
    const usedAt = (): number => now - 1000;

    const eviction = await tallyOf(folder, { usedAt, graceMs: 5000 }).evict();

    expect(eviction).toMatchObject({ files: 8, removedFiles: 0 });
  });

  test("add counts from what an earlier process counted, without a look at the disk", async () => {
    const tally = tallyOf("/proc/no-such-folder", { counted: { files: 3, bytes: 30 } });

    tally.add(10);

    expect(tally.usage()).toEqual({ files: 4, bytes: 40, maxBytes: 50, isCounted: true, removedFiles: 0 });
  });

  test("add counts what is there when nobody has, and evicts when the bound is passed", async () => {
    const folder = await makeFiles(5);
    const tally = tallyOf(folder);

    const before = tally.usage();
    tally.add(0);
    await expect.poll(() => tally.usage().isCounted).toBe(true);
    await writeFile(join(folder, "ab", "new"), "0123456789");
    tally.add(10);

    await expect.poll(() => tally.usage().removedFiles).toBeGreaterThan(0);
    expect(before.isCounted).toBe(false);
    expect(tally.usage().bytes).toBeLessThanOrEqual(50);
  });
});

describe("openStore", () => {
  const open = (
    folder: Awaited<ReturnType<typeof makeDataFolder>>,
    isServing = true,
  ): ReturnType<typeof openStore> =>
    openStore(folder, { clock: createFakeClock(), logger: createKeptLog(), isServing });

  test("openStore goes by the note of a server that ended in order, and of no other", async () => {
    const folder = await makeDataFolder();
    const first = await open(folder);
    await first.blobs.evict();
    await first.packuments.evict();
    const during = await readCacheUsage(folder);
    await first.close();

    const second = await open(folder);
    const counted = second.cacheUsage();
    // As a kill leaves it: the note of the second still says that it goes on.
    const third = await open(folder, false);
    const uncounted = third.cacheUsage();
    await third.close();
    await second.close();

    expect(during?.isOpen).toBe(true);
    expect(Object.values(counted).map(({ isCounted }) => isCounted)).toEqual([true, true, true]);
    expect(Object.values(uncounted).map(({ isCounted }) => isCounted)).toEqual([false, false, false]);
  });

  test.each(["", "[", "{}", '{"isOpen":false,"caches":{"tarballs":{"files":-1}}}', "x".repeat(5000)])(
    "openStore counts by itself where the note is %s",
    async (text) => {
      const folder = await makeDataFolder();
      await writeFile(join(folder.root, "cache", "usage.json"), text);

      const store = await open(folder, false);
      const usage = store.cacheUsage();
      await store.close();

      expect(usage.tarballs.isCounted).toBe(false);
    },
  );
});
