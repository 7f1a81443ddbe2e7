import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { makeFolder } from "./make-folder.ts";

describe("makeFolder()", () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "lockkeeper-folder-"));
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  test("makes what is missing on the way, for the owner only, also twice at once", async () => {
    const path = join(root, "a", "b", "c");

    await Promise.all([makeFolder(path), makeFolder(path)]);

    const { mode } = await stat(join(root, "a"));
    expect(mode & 0o777).toBe(0o700);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  test.runIf(process.platform === "linux")(
    "ends where the system refuses a folder that it should allow",
    async () => {
      await expect(makeFolder("/proc/lockkeeper/data")).rejects.toMatchObject({ code: "ENOENT" });
    },
  );
});
