import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { readProjectText, writeProjectText } from "./project-texts.ts";

async function createFolders(): Promise<{ readonly project: string; readonly outside: string }> {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-texts-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const [project, outside] = [join(root, "app"), join(root, "other")];
  await Promise.all([mkdir(project), mkdir(outside)]);
  await writeFile(join(outside, "package.json"), "{}");
  return { project, outside };
}

describe("readProjectText", () => {
  test("gives a file as it is", async () => {
    const { project } = await createFolders();
    await writeFile(join(project, "a.json"), "\uFEFF{}\r\n");

    expect(await readProjectText(project, "a.json")).toBe("\uFEFF{}\r\n");
  });

  test("gives nothing that a link leads to outside, and nothing that is no text", async () => {
    const { project, outside } = await createFolders();
    await symlink(outside, join(project, "member"));
    await symlink(join(outside, "package.json"), join(project, "package.json"));
    await writeFile(join(project, "b.json"), Buffer.from([0xff, 0xfe, 0x00]));

    for (const file of ["member/package.json", "package.json", "b.json", "none.json"])
      expect(await readProjectText(project, file)).toBeUndefined();
  });
});

describe("writeProjectText", () => {
  test.each(["../other/package.json", "a/../../x", "/etc/x", "a\\b", "a//b", "a\0"])(
    "refuses %j, which is not inside the project",
    async (file) => {
      const { project } = await createFolders();

      await expect(writeProjectText(project, file, "x")).rejects.toMatchObject({ code: "CLI_BAD_FILE" });

      expect(await readdir(project)).toEqual([]);
    },
  );
});
