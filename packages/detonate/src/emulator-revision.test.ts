import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { afterEach, beforeEach, expect, test } from "vitest";

import { emulatorRevision } from "./emulator-revision.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-revision-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("emulatorRevision() is a short digest that is the same as long as no file of the emulator changes", () => {
  const revision = emulatorRevision();

  expect(revision).toMatch(/^[0-9a-f]{16}$/);
  expect(emulatorRevision()).toBe(revision);
});

test.each(["src", "dist"])(
  "emulatorRevision() changes with the worlds, the emulator and what rewrites texts: %s",
  async (kind) => {
    const own = join(folder, "detonate", kind);
    const files = [
      join(folder, "detonate", "guest", "main.js"),
      join(own, "emulator.js"),
      join(folder, "code", kind, "rewrite", "index.js"),
      join(folder, "code", kind, "parse", "parse-script.js"),
    ];
    for (const file of files) {
      await mkdir(join(file, ".."), { recursive: true });
      await writeFile(file, "");
    }
    const program = join(own, "emulator-revision.ts");
    await cp(fileURLToPath(new URL("emulator-revision.ts", import.meta.url)), program);
    // as: it is a copy of that file
    const copy = (await import(pathToFileURL(program).href)) as { emulatorRevision: typeof emulatorRevision };
    const revisions = new Set([copy.emulatorRevision()]);
    for (const file of files) {
      await writeFile(file, "changed");
      revisions.add(copy.emulatorRevision());
    }

    expect(revisions.size).toBe(files.length + 1);
  },
);
