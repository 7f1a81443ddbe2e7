import { describe, expect, test } from "vitest";

import { resolveProgram } from "./run-program.ts";

const windows = {
  platform: "win32",
  cwd: String.raw`C:\app`,
  env: { Path: String.raw`C:\tools;C:\Program Files\nodejs`, PATHEXT: ".COM;.EXE;.CMD", ComSpec: "cmd.exe" },
};

function having(...files: readonly string[]): (path: string) => Promise<boolean> {
  return async (path) => files.includes(path);
}

describe("resolveProgram", () => {
  test("leaves the search to a POSIX system", async () => {
    const program = await resolveProgram(["npm", "ci"], { ...windows, platform: "linux" });

    expect(program).toEqual({ name: "npm", file: "npm", args: ["ci"], isVerbatim: false });
  });

  test("finds programs of Windows in PATH and starts them without the interpreter", async () => {
    const isFile = having(String.raw`C:\tools\bun.exe`);

    const program = await resolveProgram(["bun", "a&b"], { ...windows, isFile });

    expect(program).toEqual({
      name: "bun",
      file: String.raw`C:\tools\bun.exe`,
      args: ["a&b"],
      isVerbatim: false,
    });
  });

  test("starts batch files through the interpreter with every argument escaped", async () => {
    const isFile = having(String.raw`C:\Program Files\nodejs\npm.cmd`);

    const { file, args, isVerbatim } = await resolveProgram(["npm", "run", 'x" & calc & "', "%PATH%"], {
      ...windows,
      isFile,
    });

    expect(file).toBe("cmd.exe");
    expect(isVerbatim).toBe(true);
    const line = args.at(-1) ?? "";
    // Whatever the interpreter gives a meaning to stands behind a caret.
    expect(line.slice(1, -1).replaceAll(/\^./g, "")).not.toMatch(/[&|<>"%]/);
    expect(line).toContain("npm.cmd");
  });

  test("does not take a program from the current folder, where a project may have put one", async () => {
    const isFile = having(String.raw`C:\app\npm.cmd`);

    await expect(resolveProgram(["npm", "ci"], { ...windows, isFile })).rejects.toMatchObject({
      code: "CLI_NO_SUCH_COMMAND",
    });
  });

  test("refuses a line break, which Windows cannot hand to a batch file", async () => {
    const isFile = having(String.raw`C:\tools\npm.cmd`);

    await expect(resolveProgram(["npm", "a\nb"], { ...windows, isFile })).rejects.toMatchObject({
      code: "CLI_USAGE",
    });
  });
});
