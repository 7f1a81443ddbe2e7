import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { LogLine, Logger } from "@lockkeeper/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { openDataFolder } from "./data-folder.ts";
import type { DataFolder } from "./data-folder.ts";
import { createFindingCache } from "./finding-cache.ts";

describe("createFindingCache", () => {
  let folder: DataFolder;
  const lines: LogLine[] = [];
  const logger: Logger = { log: (_level, line) => void lines.push(line) };

  beforeEach(async () => {
    lines.length = 0;
    folder = await openDataFolder(await mkdtemp(join(tmpdir(), "lockkeeper-findings-")));
  });

  afterEach(async () => {
    await rm(folder.root, { recursive: true, force: true });
  });

  test("gives back what was kept under a key, in another process too", async () => {
    await createFindingCache(folder, { logger }).set("sha512-a", { found: ["x"] });

    const read = await createFindingCache(folder, { logger }).get("sha512-a");

    expect(read).toEqual({ found: ["x"] });
  });

  test("has nothing for a key that nobody used", async () => {
    const read = await createFindingCache(folder, { logger }).get("sha512-b");

    expect(read).toBeUndefined();
    expect(lines).toEqual([]);
  });

  test("drops a file that was damaged, and says so", async () => {
    const cache = createFindingCache(folder, { logger });
    await cache.set("sha512-a", { found: [] });
    const [shelf = ""] = await readdir(folder.findingFolder);
    const [file = ""] = await readdir(join(folder.findingFolder, shelf));
    await writeFile(join(folder.findingFolder, shelf, file), "torn");

    const read = await cache.get("sha512-a");

    expect(read).toBeUndefined();
    expect(lines.map(({ code }) => code)).toEqual(["STORE_FINDINGS_UNREADABLE"]);
    expect(await readdir(join(folder.findingFolder, shelf))).toEqual([]);
  });

  test("goes on when the disk takes nothing", async () => {
    const cache = createFindingCache(folder, { logger });
    await rm(folder.temporaryFolder, { recursive: true });

    await cache.set("sha512-a", {});

    expect(await cache.get("sha512-a")).toBeUndefined();
    expect(lines.map(({ code }) => code)).toEqual(["STORE_FINDINGS_UNWRITABLE"]);
  });
});
