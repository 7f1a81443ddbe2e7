import { readFolder, readLink, readText, valueOf } from "../disk/read-disk.ts";
import type { ProcessTable, SweepProcess } from "./process-table.ts";

const textMaxBytes = 65_536;
const environmentMaxBytes = 131_072;
/** The clock by which Linux counts the time of processes (sysconf(_SC_CLK_TCK)); 100 on every platform that Node runs on. */
const ticksPerSecond = 100;

/** Reads the processes from a `/proc` (proc(5)). Those that end meanwhile are left out. */
export function readProcesses(proc: string, maxProcesses: number): ProcessTable {
  const bootedAt = readBootTime(proc);
  const table = new Map<number, SweepProcess>();
  const entries = valueOf(readFolder(proc)) ?? [];
  for (const { name } of entries) {
    if (!/^\d{1,9}$/.test(name) || table.size >= maxProcesses) continue;
    const process = readProcess(`${proc}/${name}`, Number(name), bootedAt);
    if (process !== undefined) table.set(process.pid, process);
  }
  return table;
}

function readProcess(folder: string, pid: number, bootedAt: number | undefined): SweepProcess | undefined {
  const stat = valueOf(readText(`${folder}/stat`, textMaxBytes));
  const parsed = stat === undefined ? undefined : tryParseStat(stat);
  if (parsed === undefined) return undefined;
  const { name, parent, startTicks } = parsed;
  const command = valueOf(readText(`${folder}/cmdline`, textMaxBytes)) ?? "";
  return {
    pid,
    parent,
    name,
    command: command.replaceAll("\0", " ").trim(),
    program: valueOf(readLink(`${folder}/exe`)),
    folder: valueOf(readLink(`${folder}/cwd`)),
    lifecycle: readLifecycle(folder),
    startedAt:
      bootedAt === undefined ? undefined : Math.round(bootedAt + (startTicks / ticksPerSecond) * 1000),
  };
}

/** Reads `/proc/PID/stat`: the name stands in parentheses and may hold any character, also a closing one. */
export function tryParseStat(
  text: string,
): { readonly name: string; readonly parent: number; readonly startTicks: number } | undefined {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  if (open < 0 || close < open) return undefined;
  const fields = text.slice(close + 2).split(" ");
  const parent = Number(fields[1]);
  const startTicks = Number(fields[19]);
  if (!Number.isSafeInteger(parent) || !Number.isFinite(startTicks)) return undefined;
  return { name: text.slice(open + 1, close), parent, startTicks };
}

/** One member of the environment alone is looked at, and nothing of the rest is kept. */
function readLifecycle(folder: string): string | undefined {
  const text = valueOf(readText(`${folder}/environ`, environmentMaxBytes));
  const wanted = "npm_lifecycle_event=";
  return text
    ?.split("\0")
    .find((entry) => entry.startsWith(wanted))
    ?.slice(wanted.length);
}

function readBootTime(proc: string): number | undefined {
  const text = valueOf(readText(`${proc}/stat`, 1_000_000));
  const seconds = /^btime (\d{1,12})$/m.exec(text ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
