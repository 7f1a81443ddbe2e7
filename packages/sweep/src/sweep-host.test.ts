import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { catalogue } from "@lockkeeper/intel";
import { describe, expect, onTestFinished, test } from "vitest";

import { createSweepHost } from "../test/sweep-kit.ts";
import { defaultFoldersOf, describeMountedHost, describeOwnHost } from "./find-host.ts";
import type { SweepHost } from "./host.ts";
import { indicatorsOfCampaigns } from "./indicators-of-campaigns.ts";
import type { SweepLine, SweepMatch } from "./report.ts";
import { sweepHost } from "./sweep-host.ts";
import type { SweepInput } from "./sweep-host.ts";
import type { SystemQuestion } from "./system-port.ts";

async function createDisk(files: Readonly<Record<string, string>>): Promise<string> {
  const disk = await mkdtemp(join(tmpdir(), "lockkeeper-host-"));
  onTestFinished(() => rm(disk, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(disk, path)), { recursive: true });
    await writeFile(join(disk, path), text);
  }
  return disk;
}

/** What the catalogue says of the campaign's network: no test writes it down. */
function valueOf(kind: "domain" | "address"): string {
  const campaign = catalogue.find(({ id }) => id === "axios-2026");
  const found = campaign?.indicators.find((each) => each.kind === kind && each.confidence === "high");
  return found?.value ?? "";
}

const collector = valueOf("domain");
const address = valueOf("address");

type Recordings = Readonly<Partial<Record<SystemQuestion, string>>>;

async function sweep(
  host: SweepHost,
  recordings: Recordings,
  overrides: Partial<SweepInput> = {},
): Promise<readonly SweepLine[]> {
  const lines: SweepLine[] = [];
  const input: SweepInput = {
    host,
    indicators: indicatorsOfCampaigns(catalogue),
    folders: defaultFoldersOf(host),
    isWhole: true,
    followsNetwork: false,
    system: async ({ question }) => recordings[question],
    proc: join(host.root, "proc"),
    clock: { now: () => 0 },
    program: "test",
    ...overrides,
  };
  for await (const line of sweepHost(input)) lines.push(line);
  return lines;
}

function matchesOf(lines: readonly SweepLine[]): readonly SweepMatch[] {
  return lines.filter((line) => line.kind === "match");
}

/** Places with the disk's own path left out, and campaigns. */
function told(lines: readonly SweepLine[], disk: string): readonly string[] {
  return matchesOf(lines)
    .map(({ place, campaigns }) => `${place.replace(disk, "")} ${campaigns.join()}`)
    .toSorted();
}

describe("sweepHost on macOS, by recordings of our own making", () => {
  test("sweepHost finds the tool, its process and connection, a launch agent and the package", async () => {
    const disk = await createDisk({
      "Library/Caches/com.apple.act.mond": "inert\n",
      "tmp/6202033": "inert\n",
      "Users/alice/Library/LaunchAgents/gh-token-monitor.plist":
        "<plist><dict><key>Label</key><string>gh-token-monitor</string><key>ProgramArguments</key><array><string>/usr/bin/true</string></array></dict></plist>",
      "Users/alice/code/app/node_modules/plain-crypto-js/package.json": '{"version":"4.2.0"}',
      "Users/alice/Library/LaunchAgents/com.example.updater.plist":
        "<plist><dict><key>Label</key><string>com.example.updater</string><key>ProgramArguments</key><array><string>/Applications/X.app/Contents/MacOS/x</string></array></dict></plist>",
    });
    const host = { ...describeMountedHost(disk, "mac"), isLive: true };
    const recordings = {
      processes:
        "    1     0 Sun Nov 22 06:11:09 2026 /sbin/launchd\n  700     1 Sun Nov 22 06:13:00 2026 /Library/Caches/com.apple.act.mond http://collector.invalid:8000/6202033\n  701     1 Sun Nov 22 06:13:00 2026 /usr/sbin/cfprefsd agent\n",
      connections: `p700\nf4\nn192.168.0.9:50123->${address}:8000\np701\nf3\nn192.168.0.9:1->192.0.2.1:443\n`,
      mounts: "/dev/disk3s1 on / (apfs, local)\n",
    };

    const lines = await sweep(host, recordings);

    expect(host.platform).toBe("darwin");
    expect(told(lines, disk)).toEqual([
      "/Library/Caches/com.apple.act.mond axios-2026",
      "/Users/alice/Library/LaunchAgents/gh-token-monitor.plist tanstack-2026",
      "/Users/alice/Library/LaunchAgents/gh-token-monitor.plist tensorlake-2026",
      "/Users/alice/code/app/node_modules/plain-crypto-js axios-2026",
      "/tmp/6202033 axios-2026",
      `${address}:8000 axios-2026`,
      "pid 700 axios-2026",
    ]);
    expect(lines.at(-1)).toMatchObject({ kind: "summary", isComplete: true, unreadable: 0, processes: 3 });
  });
});

describe("sweepHost on Windows, by recordings of our own making", () => {
  test("sweepHost finds files, the Run value, processes, a name that was looked up and a connection", async () => {
    const disk = await createDisk({
      "ProgramData/wt.exe": "inert\n",
      "ProgramData/system.bat": "inert\n",
      "Users/alice/AppData/Local/Temp/6202033.vbs": "inert\n",
      "Users/alice/source/app/node_modules/axios/package.json": '{"version":"1.14.1"}',
      "Windows/System32/drivers/etc/hosts": "127.0.0.1 localhost\n",
    });
    const host = { ...describeMountedHost(disk, "pc"), isLive: true };
    const key = "HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run";
    const recordings = {
      processes: JSON.stringify([
        { ProcessId: 4, ParentProcessId: 0, Name: "System", CommandLine: null },
        {
          ProcessId: 900,
          ParentProcessId: 4,
          Name: "wt.exe",
          CommandLine: '"C:\\ProgramData\\wt.exe" -w hidden -ep bypass',
          ExecutablePath: "C:\\ProgramData\\wt.exe",
          CreationDate: "/Date(1774915260000)/",
        },
      ]),
      connections: `  TCP    10.0.0.5:50000   ${address}:8000   ESTABLISHED   900\r\n`,
      "dns-cache": `    ${collector}\r\n    ----------------------------------------\r\n`,
      "run-keys": `${key}\r\n    MicrosoftUpdate    REG_SZ    C:\\ProgramData\\system.bat\r\n    OneDrive    REG_SZ    "C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe" /background\r\n`,
      "scheduled-tasks":
        '"PC","\\Microsoft\\Windows\\Defrag","N/A","Ready","x","y","0","z","%windir%\\system32\\defrag.exe -c"\r\n',
    };

    const lines = await sweep(host, recordings);

    expect(host.platform).toBe("win32");
    expect(new Set(told(lines, disk))).toEqual(
      new Set([
        "/ProgramData/system.bat axios-2026",
        "/ProgramData/wt.exe axios-2026",
        "/Users/alice/AppData/Local/Temp/6202033.vbs axios-2026",
        "/Users/alice/source/app/node_modules/axios axios-2026",
        `${address}:8000 axios-2026`,
        "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run axios-2026",
        "pid 900 axios-2026",
        `the cache of names ${collector} axios-2026`,
      ]),
    );
    expect(lines.at(-1)).toMatchObject({ kind: "summary", isComplete: true, unreadable: 0 });
  });

  test("sweepHost says of what no program answered that it could not be read", async () => {
    const disk = await createDisk({ "ProgramData/x.txt": "", "Users/alice/x.txt": "" });
    const host = { ...describeMountedHost(disk, "pc"), isLive: true };

    const lines = await sweep(host, {});

    expect(lines.flatMap((line) => (line.kind === "unreadable" ? [line.place] : []))).toEqual([
      "processes",
      "connections",
      "the cache of names",
      "Run keys",
      "scheduled tasks",
    ]);
  });
});

describe("sweepHost", () => {
  test("sweepHost leaves out file systems of other machines and says so, and walks them when told to", async () => {
    const disk = await createDisk({
      "home/alice/share/node_modules/plain-crypto-js/package.json": '{"version":"4.2.1"}',
    });
    await mkdir(join(disk, "proc/self"), { recursive: true });
    await writeFile(
      join(disk, "proc/self/mountinfo"),
      `36 35 98:0 / ${disk}/home/alice/share rw - nfs4 nas:/x rw\n`,
    );
    const host = describeMountedHost(disk, "host");

    const without = await sweep(host, {});
    const withNetwork = await sweep(host, {}, { followsNetwork: true });

    expect(matchesOf(without)).toEqual([]);
    expect(without).toContainEqual({
      kind: "skipped",
      place: `${disk}/home/alice/share`,
      why: "another machine's file system (nfs4); --network looks there too",
    });
    expect(matchesOf(withNetwork).length).toBe(1);
  });

  test("sweepHost opens no pipe, follows no link and survives names that are hostile", async () => {
    const disk = await createDisk({
      "home/alice/\u001b[2J\n.txt": "",
      "home/alice/node_modules/__proto__/package.json": '{"version":"1.0.0"}',
      "home/alice/.git/config": `[remote "a"]\nurl = ${"x".repeat(100_000)}\n`,
      "home/alice/.claude/settings.json": `{"hooks":${"[".repeat(50_000)}`,
      "etc/crontab": `${"\u0000".repeat(1000)}\n* * * * * root \u202etxt\n`,
    });
    await symlink("/", join(disk, "home/alice/root"));
    await symlink("/dev/zero", join(disk, "home/alice/.bashrc"));

    const lines = await sweep(describeMountedHost(disk, "host"), {});

    expect(lines.at(-1)).toMatchObject({ kind: "summary", isComplete: true });
    expect(matchesOf(lines)).toEqual([]);
  });

  test("describeOwnHost gives an administrator every home, and others their own", async () => {
    const surroundings = {
      platform: "linux" as const,
      name: "host",
      homeFolder: "/home/alice",
      temporaryFolder: undefined,
      systemDrive: "C:",
    };

    expect(describeOwnHost({ ...surroundings, isAdministrator: false })).toEqual(createSweepHost());
    expect(describeOwnHost({ ...surroundings, isAdministrator: true }).homes).toContain("/home/alice");
  });
});
