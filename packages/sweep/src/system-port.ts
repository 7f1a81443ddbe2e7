import type { SweepPlatform } from "./indicator.ts";

/** What a sweep asks the system's own programs for, where no file tells it. */
export type SystemQuestion =
  | "processes"
  | "connections"
  | "dns-cache"
  | "run-keys"
  | "scheduled-tasks"
  | "mounts";

/** A program of the system that only shows something, with its arguments. */
export interface SystemCommand {
  readonly question: SystemQuestion;
  readonly program: string;
  readonly args: readonly string[];
}

/** Runs a program of the system and answers what it printed; `undefined` when it failed or is not there. */
export type SystemPort = (command: SystemCommand) => Promise<string | undefined>;

const processMembers = "ProcessId,ParentProcessId,Name,CommandLine,ExecutablePath,CreationDate";

/** The programs that a platform is asked by. Linux tells everything in files. */
export function systemCommands(platform: SweepPlatform): readonly SystemCommand[] {
  switch (platform) {
    case "linux":
      return [];
    case "darwin":
      return [
        { question: "mounts", program: "/sbin/mount", args: [] },
        { question: "processes", program: "/bin/ps", args: ["-axww", "-o", "pid=,ppid=,lstart=,command="] },
        { question: "connections", program: "/usr/sbin/lsof", args: ["-nP", "-iTCP", "-F", "pn"] },
      ];
    case "win32":
      return [
        {
          question: "processes",
          program: "powershell.exe",
          args: [
            "-NoProfile",
            "-NonInteractive",
            "-Command",
            `Get-CimInstance Win32_Process | Select-Object ${processMembers} | ConvertTo-Json -Compress`,
          ],
        },
        { question: "connections", program: "netstat.exe", args: ["-ano"] },
        { question: "dns-cache", program: "ipconfig.exe", args: ["/displaydns"] },
        ...runKeys.map((key) => ({
          question: "run-keys" as const,
          program: "reg.exe",
          args: ["query", key],
        })),
        { question: "scheduled-tasks", program: "schtasks.exe", args: ["/query", "/fo", "CSV", "/v"] },
      ];
    default:
      return [];
  }
}

const runKeys = [
  "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
  "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce",
  "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
  "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce",
];
