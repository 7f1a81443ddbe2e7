import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../../test/fake-environment.ts";
import { shells } from "./shells.ts";
import type { Shell } from "./shells.ts";

const run = promisify(execFile);
async function scriptOf(shell: Shell): Promise<string> {
  const terminal = await createFakeTerminal();
  return (await terminal.run("completion", shell)).out;
}

function hasProgram(name: string): boolean {
  try {
    execFileSync(name, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    // What cannot be started is not there.
    return false;
  }
}

/** What bash offers where the cursor stands behind the last word. */
async function completeInBash(...words: readonly string[]): Promise<readonly string[]> {
  const quoted = ["lockkeeper", ...words].map((word) => `'${word}'`).join(" ");
  const ask = `COMP_WORDS=(${quoted}); COMP_CWORD=${String(words.length)}; _lockkeeper; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await run("bash", ["--noprofile", "--norc", "-c", `${await scriptOf("bash")}\n${ask}`]);
  return stdout.split("\n").filter((line) => line !== "");
}

/** What fish offers for a command line. */
async function completeInFish(line: string): Promise<readonly string[]> {
  const { stdout } = await run("fish", [
    "--no-config",
    "-c",
    `${await scriptOf("fish")}\ncomplete -C '${line}'`,
  ]);
  return stdout.split("\n").flatMap((each) => (each === "" ? [] : [each.split("\t", 1)[0] ?? ""]));
}

describe("completion bash", () => {
  test.each([
    [["st"], ["start"]],
    [
      ["policy", ""],
      ["init", "show", "check", "schema"],
    ],
    [["policy", "init", "--pre"], ["--preset"]],
    [
      ["policy", "init", "--preset", ""],
      ["relaxed", "balanced", "strict"],
    ],
    [["policy", "--no-color", "sh"], ["show"]],
    [["--no-color", "unse"], ["unsetup"]],
    [
      ["setup", "--ci", "git"],
      ["github", "gitlab"],
    ],
    [["setup", "--data", "policy", "--dr"], ["--dry-run"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish", "pwsh"],
    ],
    [["start", "--data", ""], []],
    [["run", "--", "st"], []],
    [["nothing-known", "--dry"], []],
  ])("completion bash offers for %j: %j", async (words, expected) => {
    expect(await completeInBash(...words)).toEqual(expected);
  });
});

describe("completion zsh", () => {
  test.skipIf(!hasProgram("zsh"))("completion zsh is a script that zsh can read", async () => {
    const { stderr } = await run("zsh", ["--no-rcs", "-n", "-c", await scriptOf("zsh")]);

    expect(stderr).toBe("");
  });
});

describe("completion fish", () => {
  test.skipIf(!hasProgram("fish"))("completion fish offers commands, flags and values", async () => {
    expect(await completeInFish("lockkeeper policy ")).toEqual(["check", "init", "schema", "show"]);
    expect(await completeInFish("lockkeeper policy init --pre")).toEqual(["--preset"]);
    expect(await completeInFish("lockkeeper setup --ci git")).toEqual(["github", "gitlab"]);
  });
});

describe("completion", () => {
  test.each(shells)("completion %s knows every command and flag", async (shell) => {
    const script = await scriptOf(shell);

    for (const word of ["unsetup", "exception", "verify", "relaxed"]) expect(script).toContain(word);
    expect(script).toContain(shell === "fish" ? "-l dry-run" : "--dry-run");
  });

  test("completion refuses a shell that it does not know", async () => {
    const terminal = await createFakeTerminal();

    const { code, err } = await terminal.run("completion", "tcsh");

    expect(code).toBe(2);
    expect(err).toContain("bash, zsh, fish, pwsh");
  });
});
