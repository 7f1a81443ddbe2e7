import { isIP } from "node:net";

import { readFolder, readLink, valueOf } from "../disk/read-disk.ts";
import type { HostIndicator } from "../indicator.ts";
import type { IndicatorIndex } from "../indicator-index.ts";
import { lineageOf } from "../processes/process-table.ts";
import type { ProcessTable } from "../processes/process-table.ts";
import type { SweepSink } from "../sweep-sink.ts";
import type { SweepConnection } from "./connection.ts";
import type { HostsEntry } from "./parse-connections.ts";

/** Compares open connections with the addresses that are known. */
export function judgeConnections(
  connections: readonly SweepConnection[],
  {
    index,
    sink,
    table,
    proc,
  }: {
    readonly index: IndicatorIndex;
    readonly sink: SweepSink;
    readonly table: ProcessTable;
    /** Where sockets are looked up; `undefined` where connections name their process. */
    readonly proc: string | undefined;
  },
): void {
  sink.counts.connections = connections.length;
  for (const connection of connections) {
    const { address, port } = connection;
    for (const { campaign, meaning, isSure } of index.addresses.get(address) ?? []) {
      const pid = connection.pid ?? ownerOf(connection, table, proc);
      const process = pid === undefined ? undefined : table.get(pid);
      sink.match({
        subject: "connection",
        grade: isSure ? "executed" : "suspicious",
        rule: "connection",
        campaigns: [campaign],
        place: `${isIP(address) === 6 ? `[${address}]` : address}:${port}`,
        evidence: `${meaning}: connected${process === undefined ? "" : ` by pid ${process.pid} (${process.command === "" ? process.name : process.command})`}`,
        lineage:
          process === undefined ? [] : lineageOf(process, table).map(({ command, name }) => command || name),
      });
    }
  }
}

/** The process that holds a socket; only those whose descriptors may be read are known. */
function ownerOf(
  { inode }: SweepConnection,
  table: ProcessTable,
  proc: string | undefined,
): number | undefined {
  if (proc === undefined || inode === undefined) return undefined;
  const wanted = `socket:[${inode}]`;
  for (const pid of table.keys()) {
    const folder = `${proc}/${pid}/fd`;
    const entries = valueOf(readFolder(folder)) ?? [];
    if (entries.some(({ name }) => valueOf(readLink(`${folder}/${name}`)) === wanted)) return pid;
  }
  return undefined;
}

/** Compares names that the machine looked up, or has written down, with the hosts that are known. */
export function judgeNames(
  names: readonly string[],
  place: string,
  { index, sink }: { readonly index: IndicatorIndex; readonly sink: SweepSink },
): void {
  for (const name of names) {
    for (const { campaign, meaning, isSure, host } of hostsNamed(name, index)) {
      sink.match({
        subject: "name-resolution",
        grade: isSure ? "executed" : "suspicious",
        rule: "name-resolution",
        campaigns: [campaign],
        place: `${place} ${name}`,
        evidence: `${meaning}: ${host} was looked up`,
      });
    }
  }
}

const sinkholes = new Set(["0.0.0.0", "127.0.0.1", "::", "::1"]);

/** Compares a hosts file. A name that leads nowhere was put there by somebody who defends. */
export function judgeHostsFile(
  entries: readonly HostsEntry[],
  place: string,
  { index, sink }: { readonly index: IndicatorIndex; readonly sink: SweepSink },
): void {
  for (const { line, address, names } of entries) {
    if (sinkholes.has(address)) continue;
    for (const name of names) {
      for (const { campaign, meaning } of hostsNamed(name, index)) {
        sink.match({
          subject: "name-resolution",
          grade: "suspicious",
          rule: "hosts-file",
          campaigns: [campaign],
          place: `${place}:${line}`,
          evidence: `${meaning}: ${name} leads to ${address}`,
        });
      }
    }
  }
}

function hostsNamed(name: string, { hosts }: IndicatorIndex): readonly HostIndicator[] {
  const folded = name.toLowerCase().replace(/\.$/, "");
  const found = [...(hosts.get(folded) ?? [])];
  for (let dot = folded.indexOf("."); dot >= 0; dot = folded.indexOf(".", dot + 1)) {
    found.push(...(hosts.get(`*${folded.slice(dot)}`) ?? []));
  }
  return found;
}
