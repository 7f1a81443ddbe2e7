import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

const ticksPerSecond = Number(spawnSync("getconf", ["CLK_TCK"], { encoding: "utf8" }).stdout) || 100;
const pollMs = 250;
const settledTicks = 2;
const settleLimitMs = 20_000;

/** CPU seconds of a process so far, user and system, with its ended children (proc(5), fields 14 to 17 of stat). */
export function cpuSecondsOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The second field is the command in parentheses and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
}

/** Resident memory of a process in bytes. */
export function residentBytesOf(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
  return Number(kilobytes) * 1024;
}

/** Waits until a process rests, so that work left behind the last answer is charged to whom it belongs. */
export async function settle(pid) {
  const until = Date.now() + settleLimitMs;
  let before = cpuSecondsOf(pid);
  while (Date.now() < until) {
    await wait(pollMs);
    const after = cpuSecondsOf(pid);
    if ((after - before) * ticksPerSecond <= settledTicks) return;
    before = after;
  }
}
