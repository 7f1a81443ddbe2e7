import type { AccessRecord } from "./access-record.ts";
import { presentText } from "./access-record.ts";
import { parseLogInstant } from "./log-instant.ts";

type Parse = (line: string) => AccessRecord | undefined;

/** Apache, nginx and Nexus: `host ident user [time] "GET /path HTTP/1.1" status …`. */
const ncsaLine =
  /^(?:\S{1,200}:\d{1,5} )?(\S{1,200}) \S{1,200} (.{1,200}?) \[([^\]]{10,60})\] "([A-Z]{3,10}) (\S{1,4000})(?: HTTP\/[\d.]{1,5})?" (\d{3})(?: |$)/;
/** HAProxy in its form for HTTP. */
const haproxyLine =
  /haproxy\[\d{1,10}\]: (\S{1,200}):\d{1,5} \[([^\]]{10,60})\] .{0,500} (\d{3}) \d{1,15} .{0,1000}"([A-Z]{3,10}) (\S{1,4000}) HTTP\/[\d.]{1,5}"/;
/** Squid's own form. */
const squidLine =
  /^(\d{9,11}\.\d{1,6})\s{1,20}-?\d{1,12} (\S{1,200}) ([A-Z_]{1,60})\/(\d{3}) -?\d{1,15} ([A-Z]{3,20}) (\S{1,4000}) (\S{1,200}) /;
/** Verdaccio for people. */
const verdaccioLine =
  /^(?:\[?(\d{4}-\d{2}-\d{2}[T ][\d:.]{8,15}Z?)\]?\s{0,4})?.{0,60}?http {0,4}(<--|-->)\s{1,4}(\d{3}), (?:user: (\S{1,200}?)\(([^)]{0,200})\), )?req: '([A-Z]{3,10}) ([^']{1,4000})'/;
/** Artifactory's own account of who was let do what. */
const artifactoryAccess =
  /^(\S{10,40}) .{0,300}\[(ACCEPTED|DENIED) (DOWNLOAD|DEPLOY)\] (\S{1,4000}) {1,4}for client {0,2}:? {0,2}([^/\s]{1,200}) ?\/ ?(\S{1,200})/;

const parsers: readonly Parse[] = [
  parseNcsaLine,
  parsePipedLine,
  parseSquidLine,
  parseVerdaccioLine,
  parseHaproxyLine,
  parseArtifactoryAccess,
];

/** Reads a line of an access log in text; `undefined` for a form that is not known. Linear in the line. */
export function tryParseTextRecord(line: string): AccessRecord | undefined {
  for (const parse of parsers) {
    const found = parse(line);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a line is in one of the forms, without reading it: most lines are about something else. */
export function isTextRecord(line: string): boolean {
  return ncsaLine.test(line) || tryParseTextRecord(line) !== undefined;
}

function parseNcsaLine(line: string): AccessRecord | undefined {
  const match = ncsaLine.exec(line);
  if (match === null) return undefined;
  const [, client, user, time = "", method = "", target = "", status] = match;
  return {
    ...parseLogInstant(time),
    client: presentText(client),
    user: presentText(user),
    method,
    target,
    status: Number(status),
    speaker: "client",
  };
}

/** Artifactory's `request.log`: version 7 has eleven columns, version 6 ten with the time packed. */
function parsePipedLine(line: string): AccessRecord | undefined {
  if (!line.includes("|")) return undefined;
  const columns = line.split("|", 16);
  if (columns.length >= 10 && columns[2] === "REQUEST") return parsePiped6(columns);
  const [time = "", , client, user, method = "", target = "", status = ""] = columns;
  if (columns.length < 9 || !/^[A-Z]{3,10}$/.test(method) || !/^\d{3}$/.test(status)) return undefined;
  return record(time, { client, user, method, target, status });
}

function parsePiped6(columns: readonly string[]): AccessRecord | undefined {
  const [time = "", , , client, user, method = "", target = "", , status = ""] = columns;
  return /^\d{3}$/.test(status) ? record(time, { client, user, method, target, status }) : undefined;
}

function parseSquidLine(line: string): AccessRecord | undefined {
  const match = squidLine.exec(line);
  if (match === null) return undefined;
  const [, time = "", client, , status = "", method = "", target = "", user] = match;
  return record(time, { client, user, method, target, status });
}

function parseVerdaccioLine(line: string): AccessRecord | undefined {
  if (!line.includes("http")) return undefined;
  const match = verdaccioLine.exec(line);
  if (match === null) return undefined;
  const [, time = "", arrow, status = "", user, client, method = "", target = ""] = match;
  const found = record(time, { client, user, method, target, status });
  return arrow === "-->" ? { ...found, speaker: "proxy" } : found;
}

function parseHaproxyLine(line: string): AccessRecord | undefined {
  if (!line.includes("haproxy[")) return undefined;
  const match = haproxyLine.exec(line);
  if (match === null) return undefined;
  const [, client, time = "", status = "", method = "", target = ""] = match;
  return record(time, { client, user: undefined, method, target, status });
}

function parseArtifactoryAccess(line: string): AccessRecord | undefined {
  if (!line.includes("LOAD]") && !line.includes("LOY]")) return undefined;
  const match = artifactoryAccess.exec(line);
  if (match === null) return undefined;
  const [, time = "", verdict, deed, path = "", user, client] = match;
  const target = `/${path.replace(":", "/")}`;
  const status = verdict === "ACCEPTED" ? "200" : "403";
  return record(time, { client, user, method: deed === "DOWNLOAD" ? "GET" : "PUT", target, status });
}

interface Columns {
  readonly client: string | undefined;
  readonly user: string | undefined;
  readonly method: string;
  readonly target: string;
  readonly status: string;
}

function record(time: string, { client, user, method, target, status }: Columns): AccessRecord {
  return {
    ...parseLogInstant(time),
    client: presentText(client),
    user: presentText(user),
    method,
    target: target.slice(0, 4096),
    status: Number(status),
    speaker: "client",
  };
}
