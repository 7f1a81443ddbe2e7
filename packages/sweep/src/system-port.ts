import { placeOf } from "./host.ts";
import type { SweepHost } from "./host.ts";

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

/**
 * The programs that a platform is asked by, at the places where the system has them: another one of that name may be planted.
 * Linux tells in files all but what it looked up.
 */
export function systemCommands(host: SweepHost): readonly SystemCommand[] {
  switch (host.platform) {
    case "linux":
      return [{ question: "dns-cache", program: "/usr/bin/resolvectl", args: ["show-cache"] }];
    case "darwin":
      return [
        { question: "mounts", program: "/sbin/mount", args: [] },
        { question: "processes", program: "/bin/ps", args: ["-axww", "-o", "pid=,ppid=,lstart=,command="] },
        { question: "connections", program: "/usr/sbin/lsof", args: ["-nP", "-iTCP", "-F", "pn"] },
      ];
    case "win32":
      return windowsCommands((path) => placeOf(host, `Windows/System32/${path}`));
    default:
      return [];
  }
}

function windowsCommands(at: (path: string) => string): readonly SystemCommand[] {
  const script = `Get-CimInstance Win32_Process | Select-Object ${processMembers} | ConvertTo-Json -Compress`;
  return [
    {
      question: "processes",
      program: at("WindowsPowerShell/v1.0/powershell.exe"),
      args: ["-NoProfile", "-NonInteractive", "-Command", script],
    },
    { question: "connections", program: at("netstat.exe"), args: ["-ano"] },
    { question: "dns-cache", program: at("ipconfig.exe"), args: ["/displaydns"] },
    ...runKeys.map((key) => ({
      question: "run-keys" as const,
      program: at("reg.exe"),
      args: ["query", key],
    })),
    { question: "scheduled-tasks", program: at("schtasks.exe"), args: ["/query", "/fo", "CSV", "/v"] },
  ];
}

const runKeys = [
  "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
  "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce",
  "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
  "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce",
];
