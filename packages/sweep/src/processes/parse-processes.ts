import { isRecord } from "../packages/hidden-lockfile.ts";
import type { ProcessTable, SweepProcess } from "./process-table.ts";

const maxLines = 100_000;
const psForm = /^\s*(\d{1,9})\s+(\d{1,9})\s+(\w{3} \w{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4})\s+(.*)$/;

/**
 * Reads what `ps -axww -o pid=,ppid=,lstart=,command=` prints on macOS in the C locale. Its times have no zone: they are taken
 * as they stand in the zone of the machine. Lines of another shape are passed over.
 */
export function parsePs(text: string): ProcessTable {
  const table = new Map<number, SweepProcess>();
  for (const line of text.split("\n", maxLines)) {
    const match = psForm.exec(line.slice(0, 20_000));
    if (match === null) continue;
    const [, pid = "", parent = "", started = "", command = ""] = match;
    const at = Date.parse(started);
    const program = command.startsWith("/") ? programOf(command) : undefined;
    table.set(Number(pid), {
      pid: Number(pid),
      parent: Number(parent),
      name: (program ?? command).split(" ", 1)[0]?.split("/").at(-1) ?? "",
      command,
      program,
      folder: undefined,
      lifecycle: undefined,
      startedAt: Number.isNaN(at) ? undefined : at,
    });
  }
  return table;
}

/** `ps` does not say where a program's path ends; a space within an application's folder is part of it. */
function programOf(command: string): string {
  const bundle = command.indexOf(".app/");
  const space = command.indexOf(" ", bundle < 0 ? 0 : bundle);
  return space < 0 ? command : command.slice(0, space);
}

/**
 * Reads the JSON of `Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,Name,CommandLine,ExecutablePath,
 * CreationDate | ConvertTo-Json -Compress`: one object, or an array of them. Never throws.
 */
export function parseCimProcesses(text: string): ProcessTable {
  const table = new Map<number, SweepProcess>();
  const value = tryParse(text.replace(/^\uFEFF/, ""));
  for (const entry of (Array.isArray(value) ? value : [value]).slice(0, maxLines)) {
    if (!isRecord(entry)) continue;
    const { ProcessId: pid, ParentProcessId: parent, Name: name, CommandLine: command } = entry;
    if (typeof pid !== "number" || typeof parent !== "number") continue;
    const program = entry["ExecutablePath"];
    table.set(pid, {
      pid,
      parent,
      name: typeof name === "string" ? name : "",
      command: typeof command === "string" ? command : "",
      program: typeof program === "string" ? program : undefined,
      folder: undefined,
      lifecycle: undefined,
      startedAt: parseCimDate(entry["CreationDate"]),
    });
  }
  return table;
}

/** Windows PowerShell writes `/Date(ms)/`, later ones ISO 8601. */
function parseCimDate(value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  const ms = /^\/Date\((\d{1,15})\)\/$/.exec(value)?.[1];
  const at = ms === undefined ? Date.parse(value) : Number(ms);
  return Number.isNaN(at) ? undefined : at;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is an answer here.
    return undefined;
  }
}
