import { describe, expect, test } from "vitest";

import { createFakeTerminal, FakeSink } from "../test/fake-environment.ts";
import { allCommands, commandPath, createProgram } from "./program.ts";

const silent = { out: () => undefined, err: () => undefined };
const tree = allCommands(createProgram({ execute: async () => undefined }, silent));
const callable = [
  "lockkeeper ledger",
  ...tree.filter((command) => command.commands.length === 0).map(commandPath),
];

describe("runProgram", () => {
  test("runProgram suggests what an unknown command may have meant and says usage", async () => {
    const { run } = await createFakeTerminal();

    const { code, out, err } = await run("polcy");

    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatchInlineSnapshot(`
      "error CLI_USAGE: unknown command 'polcy'
      (Did you mean policy?)
      hint: npx --no -- lockkeeper --help
      "
    `);
  });

  test("runProgram names the right help page for an unknown flag and for a value that is none", async () => {
    const { run } = await createFakeTerminal();

    const flag = await run("policy", "show", "--jsn");
    const port = await run("start", "--port", "70000");

    expect([flag.code, port.code]).toEqual([2, 2]);
    expect(flag.err).toContain("hint: npx --no lockkeeper policy show --help");
    expect(port.err).toContain("A port is a number from 0 to 65535");
  });

  test("runProgram answers --version, and leaves it to a command that has a flag of that name", async () => {
    const { run } = await createFakeTerminal();

    const version = await run("--version");
    const ledger = await run("ledger", "--version", "1.14.1");

    expect(version).toMatchObject({ code: 0, out: "1.2.3\n" });
    expect(ledger.out).toBe("The ledger holds no such request.\n");
  });

  test.each(callable)("runProgram shows an example and exit codes with `%s --help`", async (path) => {
    const { run } = await createFakeTerminal();

    const { code, out } = await run(...path.split(" ").slice(1), "--help");

    expect(code).toBe(0);
    expect(out).toContain(`$ npx --no ${path}`);
    expect(out).toContain("Exit codes:");
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  test("runProgram ends quietly when the reader goes away", async () => {
    const stdout = new FakeSink({ takes: 1 });
    const { run } = await createFakeTerminal({ stdout });

    const { code, out, err } = await run("drill", "list", "--json");

    expect(code).toBe(0);
    expect(out.split("\n").length).toBeLessThanOrEqual(2);
    expect(err).toBe("");
  });

  test("runProgram says that an answer is incomplete when it could not be written", async () => {
    const stdout = new FakeSink({ takes: 0 });
    stdout.failure = Object.assign(new Error("write ENOSPC"), { code: "ENOSPC" });
    const { run } = await createFakeTerminal({ stdout });

    const { code, err } = await run("drill", "list", "--json");

    expect(code).toBe(3);
    expect(err).toMatch(/^error CLI_OUTPUT_LOST: .*ENOSPC\nhint: What was written is incomplete/);
  });

  test("runProgram prints an error for people and, with --json, a line for programs", async () => {
    const { run } = await createFakeTerminal();

    const { code, err, lines } = await run("exception", "remove", "ex-9", "--json");

    expect(code).toBe(2);
    expect(lines).toEqual([
      {
        schema: 1,
        error: { code: "CLI_NO_SUCH_EXCEPTION", message: expect.any(String), hint: expect.any(String) },
      },
    ]);
    expect(err).toMatch(/^error CLI_NO_SUCH_EXCEPTION: Cannot remove exception "ex-9" .*\nhint: /);
  });

  test.each([
    { name: "a terminal", terminal: true, env: {}, flags: [], coloured: true },
    { name: "a pipe", terminal: false, env: {}, flags: [], coloured: false },
    { name: "NO_COLOR on a terminal", terminal: true, env: { NO_COLOR: "1" }, flags: [], coloured: false },
    { name: "FORCE_COLOR in a pipe", terminal: false, env: { FORCE_COLOR: "1" }, flags: [], coloured: true },
    { name: "--no-color on a terminal", terminal: true, env: {}, flags: ["--no-color"], coloured: false },
  ])("runProgram decides on colours for $name", async ({ terminal, env, flags, coloured }) => {
    const { run } = await createFakeTerminal({ stdout: new FakeSink({ isTerminal: terminal }), env });

    const { out } = await run("policy", "show", ...flags);

    expect(out.includes("\u001b[")).toBe(coloured);
  });
});
