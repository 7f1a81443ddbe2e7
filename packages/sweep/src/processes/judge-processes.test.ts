import { describe, expect, test } from "vitest";

import { createSweepHost, createSweepKit } from "../../test/sweep-kit.ts";
import { judgeProcesses } from "./judge-processes.ts";
import type { SweepProcess } from "./process-table.ts";

function createProcess(pid: number, draft: Partial<SweepProcess>): SweepProcess {
  return {
    pid,
    parent: 1,
    name: "node",
    command: "node server.js",
    program: "/usr/bin/node",
    folder: "/srv/app",
    lifecycle: undefined,
    startedAt: undefined,
    ...draft,
  };
}

function judge(processes: readonly SweepProcess[], ownPid?: number): readonly string[] {
  const kit = createSweepKit([
    { kind: "command", text: "/tmp/ld.py" },
    { kind: "command", text: "rundll32*node-gyp.dll" },
    { kind: "process", name: "kitty-monitor" },
    { kind: "host", host: "collector.invalid" },
  ]);
  const table = new Map(processes.map((process) => [process.pid, process]));
  judgeProcesses(table, { host: createSweepHost(), index: kit.index, sink: kit.sink, ownPid });
  return kit.rules();
}

describe("judgeProcesses", () => {
  test.each([
    ["a text of a command line", { command: "python3 /tmp/ld.py http://collector.invalid:8000/" }],
    ["a pattern", { command: "rundll32 .\\node-gyp.dll,main" }],
    ["a name", { name: "kitty-monitor", command: "" }],
    ["a host", { command: "curl https://collector.invalid/x" }],
  ])("judgeProcesses knows a process by %s", (_, draft) => {
    expect(judge([createProcess(100, draft)])).toContain("process");
  });

  test.each([
    ["a longer file name", { command: "python3 /tmp/ld.pyc" }],
    ["a longer host", { command: "curl https://mycollector.invalid.example/" }],
    [
      "a tool that looks for traces",
      { name: "grep", program: "/usr/bin/grep", command: "grep -r /tmp/ld.py /" },
    ],
    ["a server that runs on alone", { parent: 1, command: "node /srv/app/server.js" }],
    [
      "a build that npm runs now",
      { parent: 200, lifecycle: "postinstall", folder: "/srv/app/node_modules/x" },
    ],
  ])("judgeProcesses leaves %s alone", (_, draft) => {
    const npm = createProcess(200, { command: "npm ci", name: "npm" });

    expect(judge([createProcess(100, draft), npm])).toEqual([]);
  });

  test("judgeProcesses leaves out the sweep itself and the shell that started it", () => {
    const shell = createProcess(10, { name: "bash", command: "bash -c 'lockkeeper sweep; ls /tmp/ld.py'" });
    const self = createProcess(20, { parent: 10, command: "node lockkeeper sweep /tmp/ld.py" });

    expect(judge([shell, self], 20)).toEqual([]);
    expect(judge([shell, self])).toEqual(["process", "process"]);
  });

  test.each([
    ["in a package's folder, alone", { folder: "/srv/app/node_modules/evil" }, "tell-orphan-of-npm"],
    ["from an install script, alone", { lifecycle: "postinstall" }, "tell-orphan-of-npm"],
    [
      "with a system's name in a temporary folder",
      { name: "python3", program: "/usr/bin/python3", command: "python3 /tmp/sshd.py", parent: 7 },
      "tell-system-name",
    ],
    [
      "hidden in a temporary folder, alone, once started by npm",
      { program: "/tmp/.x", command: "/tmp/.x", lifecycle: "test" },
      "tell-temporary-child",
    ],
  ])("judgeProcesses tells of what runs %s", (_, draft, rule) => {
    expect(judge([createProcess(100, draft)])).toContain(rule);
  });

  test("judgeProcesses takes what the first process of a container starts for no orphan", () => {
    const npm = createProcess(1, { parent: 0, name: "npm ci", command: "npm ci" });
    const shell = createProcess(1, { parent: 0, name: "sh", command: "sh -c npm ci" });
    const script = createProcess(7, { lifecycle: "postinstall", folder: "/app/node_modules/esbuild" });

    expect(judge([{ ...npm, name: "npm" }, script])).toEqual([]);
    expect(judge([npm, script])).toEqual([]);
    expect(judge([shell, script])).toEqual([]);
  });

  test("judgeProcesses takes a user's manager for the end of a line", () => {
    const manager = createProcess(50, { parent: 1, name: "systemd", command: "/lib/systemd/systemd --user" });
    const child = createProcess(60, { parent: 50, folder: "/srv/app/node_modules/evil" });

    expect(judge([manager, child])).toEqual(["tell-orphan-of-npm"]);
  });
});
