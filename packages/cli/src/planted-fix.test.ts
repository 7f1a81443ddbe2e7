import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import type { FakeTerminal } from "../test/fake-environment.ts";
import { listFiles, plantWorld } from "../test/planted-world.ts";

/** Every group is proved by a process of its own. */
const timeout = 480_000;
const policy = ["--policy", "planted/policy.yaml"] as const;

type Line = Readonly<Record<string, unknown>>;

function labelsOf(lines: readonly Line[]): readonly string[] {
  return lines
    .flatMap(({ target, findings }) =>
      // Our own lines.
      (
        findings as readonly { readonly id: string; readonly name: string | null; readonly file: string }[]
      ).map(({ id, name, file }) => `${String(target).replace("planted/", "")} ${id} ${name ?? file}`),
    )
    .toSorted();
}

/** What the README of the plants says that only an owner can decide. */
const decisions: readonly (readonly [string, string])[] = [
  ["git-dependency:planted-git", "our own fork, pinned to a commit that was read"],
  ["git-unpinned:planted-branch", "our own branch; it is released as a package this month"],
  ["name-of-malware:@planted/shared", "from our own registry, where the scope is sent"],
  ["unscoped-private:planted-internal", "renamed with its next main version; the name is reserved"],
  ["mass-report:planted-reported", "the report was read: it is about versions after ours"],
];

async function decide({ run }: FakeTerminal, upstream: string): Promise<void> {
  for (const [word, reason] of decisions) {
    // A history is asked for where the finding takes one.
    const isAged = word.startsWith("mass-report");
    const asked = isAged ? ["--online", "--upstream", upstream, ...policy] : policy;
    const owner = ["--owner", "ada", "--expires", "2026-06-30"];
    const { code, err } = await run(
      "scan",
      isAged ? "planted/aged" : "planted/shop",
      "--accept",
      word,
      "--reason",
      reason,
      ...owner,
      ...asked,
    );
    expect(`${word} ${code} ${code === 0 ? "" : err}`).toBe(`${word} 0 `);
  }
}

describe("the planted projects", () => {
  test("scan --online gives each finding that takes a history exactly once", { timeout }, async () => {
    const { terminal, upstream } = await plantWorld();

    const { lines } = await terminal.run(
      "scan",
      "planted/aged",
      "--json",
      "--online",
      "--upstream",
      upstream,
      ...policy,
    );

    expect(labelsOf(lines)).toEqual([
      "aged abandoned-package planted-abandoned",
      "aged mass-report planted-reported",
      "aged outdated-version planted-outdated",
      "aged trust-downgrade planted-unproven",
      "aged unlisted-version planted-unlisted",
      "aged withheld-version planted-denied",
      "aged young-version planted-young",
    ]);
  });

  test(
    "scan --fix repairs them, and with what only an owner decides they are clean, with their tests green",
    { timeout },
    async () => {
      const { terminal, upstream } = await plantWorld();
      const { run, folder } = terminal;
      const asked = ["--online", "--upstream", upstream, ...policy];

      const fixed = await run(
        "scan",
        "planted",
        "--fix",
        "--yes",
        "--vendor",
        ...asked,
        "--verify",
        "node --test",
        "--patch-dir",
        "patches",
      );
      await decide(terminal, upstream);
      const after = await run("scan", "planted", ...asked, "--json", "--min-severity", "low");

      expect(fixed.out + fixed.err).not.toContain("taken back");
      expect(labelsOf(after.lines)).toEqual([]);
      expect(after.lines.flatMap(({ unread }) => unread)).toEqual([]);
      expect(after.code).toBe(0);
      expect(await filesWith(folder, "planted-not-a-token")).toEqual([]);
      expect(fixed.out + fixed.err).not.toContain("planted-not-a-token");
    },
  );
});

/** Files in which a secret is to be seen, but for the copies that `--undo` takes. */
async function filesWith(folder: string, secret: string): Promise<readonly string[]> {
  const files = (await listFiles(folder)).filter((file) => !file.startsWith(join(folder, "data", "repairs")));
  const texts = await Promise.all(files.map(async (file) => await readFile(file, "latin1")));
  return files.filter((_, index) => texts[index]?.includes(secret));
}
