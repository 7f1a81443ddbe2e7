import { isIP } from "node:net";

import type { SweepConnection } from "./connection.ts";

const maxLines = 200_000;
const lineMaxCharacters = 2000;

/** Reads `/proc/net/tcp` or `tcp6` (proc_pid_net(5)): remote addresses in hexadecimal, words in the order of the machine. */
export function parseProcNet(text: string): readonly SweepConnection[] {
  return lines(text).flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [address, port] = (fields[2] ?? "").split(":");
    if (address === undefined || port === undefined || !/^(?:[0-9A-F]{8}|[0-9A-F]{32})$/i.test(address))
      return [];
    const number = Number.parseInt(port, 16);
    const plain = address.length === 8 ? plainIpv4(address) : plainIpv6(address);
    // Nobody is at the other end of a listening socket.
    if (number === 0) return [];
    return [{ address: plain, port: number, pid: undefined, inode: fields[9] }];
  });
}

function plainIpv4(hex: string): string {
  return [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(".");
}

function plainIpv6(hex: string): string {
  const bytes = [0, 8, 16, 24].flatMap((at) =>
    [6, 4, 2, 0].map((within) => hex.slice(at + within, at + within + 2)),
  );
  const joined = bytes.join("").toLowerCase();
  // An address of IPv4 within IPv6.
  if (joined.startsWith("00000000000000000000ffff")) {
    return [24, 26, 28, 30].map((at) => Number.parseInt(joined.slice(at, at + 2), 16)).join(".");
  }
  const groups = Array.from({ length: 8 }, (_, at) => joined.slice(at * 4, at * 4 + 4));
  return new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1);
}

/** Reads what `lsof -nP -iTCP -F pn` prints: `p1234`, then `n10.0.0.5:50000->203.0.113.9:8000` for each socket. */
export function parseLsof(text: string): readonly SweepConnection[] {
  let pid: number | undefined;
  const connections: SweepConnection[] = [];
  for (const line of lines(text)) {
    if (/^p\d{1,9}$/.test(line)) pid = Number(line.slice(1));
    const arrow = line.indexOf("->");
    if (!line.startsWith("n") || arrow < 0) continue;
    const end = tryParseEnd(line.slice(arrow + 2));
    if (end !== undefined) connections.push({ ...end, pid, inode: undefined });
  }
  return connections;
}

/** Reads what `netstat -ano` prints on Windows: protocol, local end, remote end, state in any language, process. */
export function parseNetstat(text: string): readonly SweepConnection[] {
  return lines(text).flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [protocol, , remote] = fields;
    const end = protocol === "TCP" && remote !== undefined ? tryParseEnd(remote) : undefined;
    const pid = Number(fields.at(-1));
    if (end === undefined || end.port === 0) return [];
    return [{ ...end, pid: Number.isSafeInteger(pid) ? pid : undefined, inode: undefined }];
  });
}

function tryParseEnd(text: string): { readonly address: string; readonly port: number } | undefined {
  const colon = text.lastIndexOf(":");
  const address = text.slice(0, colon).replace(/^\[/, "").replace(/\]$/, "").replace(/%.*$/, "");
  const port = Number(text.slice(colon + 1));
  return colon > 0 && isIP(address) !== 0 && Number.isSafeInteger(port) ? { address, port } : undefined;
}

/** The names that `ipconfig /displaydns` shows: lines of a name alone, above a line of hyphens. */
export function parseDisplayDns(text: string): readonly string[] {
  const all = lines(text).map((line) => line.trim());
  return [...new Set(all.filter((line, at) => /^-{5,}$/.test(all[at + 1] ?? "") && /^[\w.-]+$/.test(line)))];
}

/** The names that `resolvectl show-cache` shows: records as zone files write them, the name first. */
export function parseResolvedCache(text: string): readonly string[] {
  const names = lines(text).flatMap((line) => /^\s*([\w-]+(?:\.[\w-]+)+)\.?\s+IN\s/.exec(line)?.[1] ?? []);
  return [...new Set(names)];
}

/** An entry of a hosts file (hosts(5)). */
export interface HostsEntry {
  readonly line: number;
  readonly address: string;
  readonly names: readonly string[];
}

/** Reads a hosts file. Never throws. */
export function parseHostsFile(text: string): readonly HostsEntry[] {
  return lines(text).flatMap((line, at) => {
    const [address = "", ...names] = (line.split("#", 1)[0] ?? "").trim().split(/\s+/);
    return isIP(address) === 0 || names.length === 0 ? [] : [{ line: at + 1, address, names }];
  });
}

function lines(text: string): readonly string[] {
  return text.split(/\r?\n/, maxLines).map((line) => line.slice(0, lineMaxCharacters));
}
