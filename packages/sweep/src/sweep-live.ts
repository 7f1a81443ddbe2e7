import { readText, valueOf } from "./disk/read-disk.ts";
import type { SweepLimits } from "./disk/sweep-limits.ts";
import { placeOf } from "./host.ts";
import type { SweepHost } from "./host.ts";
import type { IndicatorIndex } from "./indicator-index.ts";
import { judgeConnections, judgeHostsFile, judgeNames } from "./network/judge-network.ts";
import {
  parseDisplayDns,
  parseHostsFile,
  parseLsof,
  parseNetstat,
  parseProcNet,
  parseResolvedCache,
} from "./network/parse-connections.ts";
import type { SweepConnection } from "./network/connection.ts";
import type { AutorunJudge } from "./persistence/judge-autorun.ts";
import { parseRegQuery, parseScheduledTasks } from "./persistence/parse-windows.ts";
import { judgeProcesses } from "./processes/judge-processes.ts";
import { parseCimProcesses, parsePs } from "./processes/parse-processes.ts";
import type { ProcessTable } from "./processes/process-table.ts";
import { readProcesses } from "./processes/read-proc.ts";
import type { SweepSink } from "./sweep-sink.ts";
import { systemCommands } from "./system-port.ts";
import type { SystemPort, SystemQuestion } from "./system-port.ts";

/** What looking at a running system needs. */
export interface LiveSweep {
  readonly host: SweepHost;
  readonly index: IndicatorIndex;
  readonly sink: SweepSink;
  readonly judge: AutorunJudge;
  readonly limits: SweepLimits;
  readonly system: SystemPort;
  /** Where Linux shows processes: `/proc`. */
  readonly proc: string;
  readonly ownPid: number | undefined;
}

const netMaxBytes = 32_000_000;

/** Looks at processes, connections and what the system alone can tell; says what could not be asked. */
export async function sweepLive(live: LiveSweep): Promise<void> {
  const { host, index, sink } = live;
  const table = await readTable(live);
  if (table === undefined) sink.unreadable("processes", "NO_ANSWER");
  else judgeProcesses(table, { host, index, sink, ownPid: live.ownPid });
  await lookAtConnections(live, table ?? new Map());
  await lookAtNames(live);
  if (host.platform === "win32") await lookAtWindows(live);
}

/** What the system looked up a moment ago. A machine with Linux may keep no such names, which is nothing unreadable. */
async function lookAtNames(live: LiveSweep): Promise<void> {
  const { host, index, sink } = live;
  if (host.platform === "darwin") return;
  const text = await ask(live, "dns-cache");
  if (text === undefined) {
    if (host.platform === "win32") sink.unreadable("the cache of names", "NO_ANSWER");
    return;
  }
  const names = host.platform === "win32" ? parseDisplayDns(text) : parseResolvedCache(text);
  judgeNames(names, "the cache of names", { index, sink });
}

/** Compares the hosts file, which a mounted disk has too. */
export function sweepHostsFile({
  host,
  index,
  sink,
  limits,
}: Pick<LiveSweep, "host" | "index" | "sink" | "limits">): void {
  const path = host.platform === "win32" ? "Windows/System32/drivers/etc/hosts" : "etc/hosts";
  const place = placeOf(host, path);
  const text = sink.take(place, readText(place, limits.textMaxBytes));
  if (text !== undefined) judgeHostsFile(parseHostsFile(text), place, { index, sink });
}

/** The processes of the system; `undefined` when it does not tell. */
export async function readTable(
  live: Pick<LiveSweep, "host" | "system" | "proc" | "limits">,
): Promise<ProcessTable | undefined> {
  if (live.host.platform === "linux") {
    const table = readProcesses(live.proc, live.limits.maxProcesses);
    return table.size === 0 ? undefined : table;
  }
  const text = await ask(live, "processes");
  if (text === undefined) return undefined;
  const table = live.host.platform === "darwin" ? parsePs(text) : parseCimProcesses(text);
  return table.size === 0 ? undefined : table;
}

async function lookAtConnections(live: LiveSweep, table: ProcessTable): Promise<void> {
  const { host, index, sink, proc } = live;
  const connections = await readConnections(live);
  if (connections === undefined) sink.unreadable("connections", "NO_ANSWER");
  else
    judgeConnections(connections, { index, sink, table, proc: host.platform === "linux" ? proc : undefined });
}

async function readConnections(live: LiveSweep): Promise<readonly SweepConnection[] | undefined> {
  if (live.host.platform === "linux") {
    const texts = ["tcp", "tcp6"].map((name) => valueOf(readText(`${live.proc}/net/${name}`, netMaxBytes)));
    if (texts.every((text) => text === undefined)) return undefined;
    return texts.flatMap((text) => (text === undefined ? [] : parseProcNet(text)));
  }
  const text = await ask(live, "connections");
  if (text === undefined) return undefined;
  return live.host.platform === "darwin" ? parseLsof(text) : parseNetstat(text);
}

async function lookAtWindows(live: LiveSweep): Promise<void> {
  const { judge, sink } = live;
  const values = await ask(live, "run-keys");
  if (values === undefined) sink.unreadable("Run keys", "NO_ANSWER");
  for (const { key, name, command } of parseRegQuery(values ?? ""))
    judge.judge({ source: "run-key", place: key, name, command, at: undefined });
  const tasks = await ask(live, "scheduled-tasks");
  if (tasks === undefined) sink.unreadable("scheduled tasks", "NO_ANSWER");
  for (const { name, command } of parseScheduledTasks(tasks ?? ""))
    judge.judge({ source: "scheduled-task", place: "scheduled tasks", name, command, at: undefined });
}

/** Asks all commands of a question; the answers stand one below the other. */
async function ask(
  { host, system }: Pick<LiveSweep, "host" | "system">,
  question: SystemQuestion,
): Promise<string | undefined> {
  const answers: string[] = [];
  for (const command of systemCommands(host)) {
    if (command.question !== question) continue;
    const answer = await system(command);
    if (answer !== undefined) answers.push(answer);
  }
  return answers.length === 0 ? undefined : answers.join("\n");
}

/** What the system prints of its mounts. */
export function askMounts(live: Pick<LiveSweep, "host" | "system">): Promise<string | undefined> {
  return ask(live, "mounts");
}
