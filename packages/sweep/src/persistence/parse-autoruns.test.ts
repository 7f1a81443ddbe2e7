import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { findCommandTells } from "../tells/command-tells.ts";
import { parseAgentHooks, parseFolderOpenTasks, parseMcpServers } from "../repository/parse-agent-files.ts";
import { parseGitConfiguration } from "../repository/parse-git-configuration.ts";
import { findWorkflowTells } from "../repository/workflow-tells.ts";
import { parseCrontab } from "./parse-cron.ts";
import { parseLaunchAgent } from "./parse-launchd.ts";
import { parseUnit } from "./parse-unit.ts";
import { parseRegQuery, parseScheduledTasks } from "./parse-windows.ts";

describe("parseCrontab", () => {
  test("parseCrontab tells a user's table from the system's", () => {
    const user = "PATH=/usr/bin\n# note\n*/5 * * * * /home/alice/bin/sync --quiet\n@reboot sleep 1\n";

    expect(parseCrontab(user, false)).toEqual([
      { name: "*/5 * * * *", command: "/home/alice/bin/sync --quiet" },
      { name: "@reboot", command: "sleep 1" },
    ]);
    expect(parseCrontab("17 * * * * root run-parts /etc/cron.hourly\n", true)).toEqual([
      { name: "17 * * * * root", command: "run-parts /etc/cron.hourly" },
    ]);
  });
});

describe("parseUnit", () => {
  test("parseUnit reads what a unit starts, over lines that go on, without its marks", () => {
    const unit = parseUnit(
      "[Unit]\nDescription=Monitor of PostgreSQL\n[Service]\nExecStart=-/usr/bin/python3 \\\n  /home/alice/.local/x.py\nExecStop=/bin/true\n",
    );

    expect(unit).toEqual({
      description: "Monitor of PostgreSQL",
      commands: [
        { name: "ExecStart", command: "/usr/bin/python3 /home/alice/.local/x.py" },
        { name: "ExecStop", command: "/bin/true" },
      ],
    });
  });
});

describe("parseLaunchAgent", () => {
  test("parseLaunchAgent reads label and arguments", () => {
    const text =
      '<?xml version="1.0"?><plist><dict><key>Label</key><string>com.example.a</string><key>ProgramArguments</key><array><string>/bin/sh</string><string>-c</string><string>a &amp;&amp; b</string></array><key>RunAtLoad</key><true/></dict></plist>';

    expect(parseLaunchAgent(text)).toEqual({ name: "com.example.a", command: "/bin/sh -c a && b" });
    expect(parseLaunchAgent("bplist00…")).toBeUndefined();
  });
});

describe("parseRegQuery", () => {
  test("parseRegQuery reads values with their key, hives shortened", () => {
    const text =
      "\r\nHKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\r\n    MicrosoftUpdate    REG_SZ    C:\\ProgramData\\system.bat\r\n    Two Words    REG_EXPAND_SZ    %windir%\\x.exe\r\n    Number    REG_DWORD    0x1\r\n";
    const key = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run";

    expect(parseRegQuery(text)).toEqual([
      { key, name: "MicrosoftUpdate", command: "C:\\ProgramData\\system.bat" },
      { key, name: "Two Words", command: "%windir%\\x.exe" },
    ]);
  });
});

describe("parseScheduledTasks", () => {
  test("parseScheduledTasks finds name and command whatever the columns are called", () => {
    const text =
      '"Hostname","Aufgabenname","Nächste Laufzeit","Status","Anmeldemodus","Letzte Laufzeit","Letztes Ergebnis","Autor","Auszuführende Aufgabe"\r\n"PC","\\Update, daily","N/A","Bereit","Interaktiv","x","0","me","C:\\x.exe ""a b"""\r\n';

    expect(parseScheduledTasks(text)).toEqual([{ name: "\\Update, daily", command: 'C:\\x.exe "a b"' }]);
  });
});

describe("files that agents and editors obey", () => {
  test("parseAgentHooks reads every command of an event, however deep", () => {
    const text =
      '{ /* ours */ "hooks": { "SessionStart": [ { "hooks": [ { "type": "command", "command": "node .claude/setup.mjs" }, ], } ] } }';

    expect(parseAgentHooks(text)).toEqual([{ name: "SessionStart", command: "node .claude/setup.mjs" }]);
  });

  test("parseFolderOpenTasks takes only tasks that an opened folder starts", () => {
    const text =
      '{\n// a, b\n"tasks":[{"label":"x","command":"node","args":[".vscode/setup.mjs"],"runOptions":{"runOn":"folderOpen"}},{"label":"y","command":"tsc"}],}';

    expect(parseFolderOpenTasks(text)).toEqual([{ name: "x", command: "node .vscode/setup.mjs" }]);
  });

  test("parseMcpServers reads what each server starts", () => {
    expect(
      parseMcpServers('{"mcpServers":{"__proto__":{"command":"npx","args":["-y","mail-mcp"]}}}'),
    ).toEqual([{ name: "__proto__", command: "npx -y mail-mcp" }]);
  });

  test("parseGitConfiguration reads what git starts, and remotes", () => {
    const text =
      '[core]\n\thooksPath = /home/alice/.hooks\n\tfsmonitor = true\n[remote "origin"]\n\turl = https://git.example/a.git\n[alias]\n\tco = checkout\n\tx = !sh -c true\n';

    expect(parseGitConfiguration(text)).toEqual({
      commands: [
        { name: "core.hookspath", command: "/home/alice/.hooks" },
        { name: "alias.x", command: "!sh -c true" },
      ],
      remotes: ["https://git.example/a.git"],
    });
  });
});

describe("findWorkflowTells", () => {
  test.each([
    [
      "tell-workflow-secrets",
      "on: push\njobs:\n  a:\n    steps:\n      - run: echo '${{ toJSON(secrets) }}' > s\n      - uses: actions/upload-artifact@v4\n",
    ],
    [
      "tell-workflow-backdoor",
      "on:\n  discussion:\njobs:\n  a:\n    runs-on: self-hosted\n    steps:\n      - run: echo ${{ github.event.discussion.body }}\n",
    ],
  ])("findWorkflowTells tells %s", (rule, text) => {
    expect(findWorkflowTells(text).map((tell) => tell.rule)).toEqual([rule]);
  });

  test.each([
    [
      "hands all secrets to a called workflow",
      "jobs:\n  a:\n    uses: ./.github/workflows/b.yml\n    secrets: inherit\n",
    ],
    [
      "greets whoever opens a discussion",
      "on:\n  discussion:\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo hello\n",
    ],
    ["uploads what it built", "jobs:\n  a:\n    steps:\n      - uses: actions/upload-artifact@v4\n"],
  ])("findWorkflowTells leaves a workflow alone that %s", (_, text) => {
    expect(findWorkflowTells(text)).toEqual([]);
  });
});

describe("hostile texts", () => {
  test("no parser of things that start by themselves throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const entries = [
          ...parseCrontab(text, true),
          ...parseUnit(text).commands,
          ...parseRegQuery(text),
          ...parseScheduledTasks(text),
          ...parseAgentHooks(text),
          ...parseFolderOpenTasks(text),
          ...parseMcpServers(text),
          ...parseGitConfiguration(text).commands,
        ];

        expect(
          entries.every(({ name, command }) => typeof name === "string" && typeof command === "string"),
        ).toBe(true);
        expect(findCommandTells(text).length + findWorkflowTells(text).length).toBeGreaterThanOrEqual(0);
        expect(typeof (parseLaunchAgent(text)?.name ?? "")).toBe("string");
      }),
    );
  });
});
