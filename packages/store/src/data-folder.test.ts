import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { makeFolder } from "../test/fixtures.ts";
import { openDataFolder } from "./data-folder.ts";

/** No process has it: Linux ends at 4194304. */
const deadPid = 4_194_305;
const uuid = "12345678-1234-1234-1234-123456789abc";

describe("openDataFolder", () => {
  test("openDataFolder makes the folder for its owner only", async () => {
    const root = join(await makeFolder(), "a", "data");

    const folder = await openDataFolder(root);

    expect((await stat(folder.root)).mode & 0o777).toBe(0o700);
    expect((await stat(folder.tarballFolder)).mode & 0o777).toBe(0o700);
    expect(await readdir(folder.temporaryFolder)).toEqual([]);
  });

  test("openDataFolder opens a folder again and again", async () => {
    const root = join(await makeFolder(), "data");

    const first = await openDataFolder(root);
    const second = await openDataFolder(root);

    expect(second).toEqual(first);
  });

  test("openDataFolder names the folder that cannot be written", async () => {
    const file = join(await makeFolder(), "file");
    await writeFile(file, "");

    const opening = openDataFolder(join(file, "data"));

    await expect(opening).rejects.toMatchObject({
      code: "STORE_UNWRITABLE",
      message: expect.stringContaining(file),
      hint: expect.stringContaining("--data"),
    });
  });

  test("openDataFolder refuses the folder of a newer Lockkeeper", async () => {
    const root = await makeFolder();
    await writeFile(join(root, "format.json"), '{"format":2}');

    await expect(openDataFolder(root)).rejects.toMatchObject({ code: "STORE_NEWER_FORMAT" });
  });

  test.each(["", "{", "[]", '{"format":"1"}', '{"format":0}', "x".repeat(10_000)])(
    "openDataFolder refuses the marker %j",
    async (marker) => {
      const root = await makeFolder();
      await writeFile(join(root, "format.json"), marker);

      await expect(openDataFolder(root)).rejects.toMatchObject({ code: "STORE_BAD_FORMAT" });
    },
  );

  test("openDataFolder removes what dead processes left, and nothing else", async () => {
    const root = await makeFolder();
    await mkdir(join(root, "tmp"));
    const [dead, living, strange] = [`${deadPid}-${uuid}`, `${process.ppid}-${uuid}`, "notes.txt"];
    for (const name of [dead, living, strange]) await writeFile(join(root, "tmp", name), "x");

    const folder = await openDataFolder(root);

    expect((await readdir(folder.temporaryFolder)).toSorted()).toEqual([living, strange].toSorted());
  });
});
