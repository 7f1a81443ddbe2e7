import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

import { parseCimProcesses, parsePs } from "./parse-processes.ts";
import { lineageOf } from "./process-table.ts";
import { readProcesses, tryParseStat } from "./read-proc.ts";

describe("parsePs", () => {
  test("parsePs reads processes as macOS shows them", () => {
    const text = [
      "    1     0 Sun Nov 22 06:11:09 2026 /sbin/launchd",
      "  501     1 Sun Nov 22 06:12:10 2026 /Applications/Visual Studio Code.app/Contents/MacOS/Electron --x",
      " 6202   501 Sun Nov 22 06:13:00 2026 /Library/Caches/com.apple.act.mond http://collector.invalid:8000/6202033",
      "not a line of it",
    ].join("\n");

    const table = parsePs(text);

    expect([...table.keys()]).toEqual([1, 501, 6202]);
    expect(table.get(501)?.program).toBe("/Applications/Visual Studio Code.app/Contents/MacOS/Electron");
    expect(table.get(6202)).toMatchObject({ name: "com.apple.act.mond", parent: 501 });
    const process = table.get(6202);
    expect(process && lineageOf(process, table).map(({ pid }) => pid)).toEqual([501, 1]);
  });

  test("parsePs and parseCimProcesses never throw", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parsePs(text).size + parseCimProcesses(text).size).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("parseCimProcesses", () => {
  test("parseCimProcesses reads one process or several, with times of both kinds", () => {
    const one = { ProcessId: 4, ParentProcessId: 0, Name: "wt.exe", CommandLine: null, ExecutablePath: null };
    const several = [
      { ...one, CommandLine: "C:\\ProgramData\\wt.exe -w hidden", CreationDate: "/Date(1774915260000)/" },
      { ...one, ProcessId: 5, CreationDate: "2026-03-31T00:01:00Z" },
      "nothing",
    ];

    expect(parseCimProcesses(JSON.stringify(one)).get(4)).toMatchObject({ name: "wt.exe", command: "" });
    const table = parseCimProcesses(`\uFEFF${JSON.stringify(several)}`);
    expect(table.get(4)?.startedAt).toBe(1774915260000);
    expect(table.get(5)?.startedAt).toBe(Date.parse("2026-03-31T00:01:00Z"));
  });
});

describe("lineageOf", () => {
  test("lineageOf ends where a process is its own ancestor", () => {
    const table = parseCimProcesses(
      JSON.stringify([
        { ProcessId: 1, ParentProcessId: 2, Name: "a" },
        { ProcessId: 2, ParentProcessId: 1, Name: "b" },
      ]),
    );
    const first = table.get(1);

    expect(first && lineageOf(first, table).map(({ pid }) => pid)).toEqual([2, 1]);
  });
});

describe("readProcesses", () => {
  test("readProcesses reads a /proc, with names that hold parentheses, and one member of the environment alone", async () => {
    const proc = await mkdtemp(join(tmpdir(), "lockkeeper-proc-"));
    onTestFinished(() => rm(proc, { recursive: true, force: true }));
    const fields = ["S", "1", ...Array.from({ length: 17 }, () => "0"), "300", "0"];
    await mkdir(join(proc, "77"));
    await writeFile(join(proc, "stat"), "cpu 1\nbtime 1774915000\n");
    await writeFile(join(proc, "77", "stat"), `77 (a) (b) ${fields.join(" ")}\n`);
    await writeFile(join(proc, "77", "cmdline"), "node\0setup.js\0");
    await writeFile(join(proc, "77", "environ"), "NPM_TOKEN=secret\0npm_lifecycle_event=postinstall\0");
    await symlink("/srv/app/node_modules/x", join(proc, "77", "cwd"));
    await mkdir(join(proc, "78"));

    const table = readProcesses(proc, 100);

    expect([...table.values()]).toEqual([
      {
        pid: 77,
        parent: 1,
        name: "a) (b",
        command: "node setup.js",
        program: undefined,
        folder: "/srv/app/node_modules/x",
        lifecycle: "postinstall",
        startedAt: 1774915003000,
      },
    ]);
  });

  test("tryParseStat never throws", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = tryParseStat(text);

        expect(parsed === undefined || Number.isSafeInteger(parsed.parent)).toBe(true);
      }),
    );
  });
});
