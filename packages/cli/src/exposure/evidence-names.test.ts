import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { findEvidenceFiles } from "./evidence-files.ts";
import { readEvidenceTree } from "./evidence-tree.ts";

const log = [
  "2026-03-31T01:10:00.0000000Z ##[group]Run npm ci",
  "2026-03-31T01:10:02.0000000Z npm http fetch GET 200 https://registry.example/axios/-/axios-1.14.1.tgz 53ms",
  "2026-03-31T01:10:03.0000000Z added 2 packages in 3s",
  "",
].join("\n");

describe("findEvidenceFiles", () => {
  test("findEvidenceFiles takes logs for logs, and not the code and pages that quote one", async () => {
    const root = await mkdtemp(join(tmpdir(), "lockkeeper-evidence-"));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const names = [
      "build.log",
      "ci/1_install.txt",
      "ci-log-clients.test.ts",
      "build-log.js",
      "docs/build-log.md",
      "access-log.py",
      ".github/workflows/log.yml",
    ];
    for (const name of names) {
      await mkdir(join(root, name, ".."), { recursive: true });
      await writeFile(join(root, name), log);
    }

    const found = await findEvidenceFiles(await readEvidenceTree([root]));

    expect(found.map(({ kind, path }) => `${kind} ${relative(root, path)}`).toSorted()).toEqual([
      "ci-log build.log",
      `ci-log ${join("ci", "1_install.txt")}`,
    ]);
  });

  test("findEvidenceFiles looks into a file that a person names, whatever it is called", async () => {
    const root = await mkdtemp(join(tmpdir(), "lockkeeper-evidence-"));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const file = join(root, "saved.md");
    await writeFile(file, log);

    const found = await findEvidenceFiles(await readEvidenceTree([file]));

    expect(found).toMatchObject([{ kind: "ci-log", path: file }]);
  });
});
