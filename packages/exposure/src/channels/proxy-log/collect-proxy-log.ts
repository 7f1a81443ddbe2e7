import { renderInstantShort } from "@lockkeeper/core";

import type { ChannelStatement, EvidenceItem, ExposedPlace, ObservedTime } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import { createLogLinesNotes, readLogLines } from "../log-text/log-lines.ts";
import type { LogLinesNotes } from "../log-text/log-lines.ts";
import { logLimits } from "../log-text/log-limits.ts";
import type { LogLimits } from "../log-text/log-limits.ts";
import { failureOf } from "../source-failure.ts";
import type { SourceFailure } from "../source-failure.ts";
import type { AccessRecord } from "./access-record.ts";
import { ProxyLogReading, tryParseRecord } from "./proxy-log-reading.ts";
import type { RequestFinding } from "./proxy-log-reading.ts";

/** One access log. */
export interface ProxyLogSource {
  /** What people call the log: its path. */
  readonly ref: string;
  /** Its bytes, read once. What they throw becomes evidence that is unreadable. */
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** What access logs can and cannot show. */
export const proxyLogStatement: ChannelStatement = {
  channel: "proxy-log",
  shows:
    "who asked Artifactory, Nexus, Verdaccio or a web server or proxy before a registry for the bytes of a version, when, and whether they got them, had them or were refused",
  cannotShow:
    "what clients took from their own caches or past the proxy; who stands behind an address that many share; what went through a tunnel of TLS; whether anything ran. Logs that were rotated away are not there",
};

/** Reads one access log and yields who took what. Never throws for what a log holds, nor when it cannot be read. */
export async function* collectProxyLog(
  question: ExposureQuestion,
  { ref, chunks }: ProxyLogSource,
  limits: LogLimits = logLimits,
): AsyncGenerator<EvidenceItem, void, undefined> {
  const reading = new ProxyLogReading(createTargetSet(question.targets), ref, limits.maxFindings);
  const notes = createLogLinesNotes();
  const log: ExposedPlace = { kind: "cache", id: ref };
  const gaps: SourceFailure[] = [];
  try {
    for await (const line of readLogLines(chunks, limits, notes)) {
      if (line.isContinued) reading.takeRest(line);
      else reading.take(line);
    }
  } catch (error) {
    gaps.push(failureOf(ref, error));
  }
  reading.end();
  gaps.push(...gapsOf(reading, notes, ref));
  for (const gap of gaps) {
    yield { kind: "unreadable", unreadable: { channel: "proxy-log", where: log, ref, ...gap } };
  }
  for (const finding of reading.findings) yield observe(finding, ref);
  if (reading.findings.length === 0 && gaps.length === 0) yield clean(reading, log, ref);
}

const sampleLines = 60;

/** Whether the beginning of a file is an access log: at least half of its lines are requests in a form that is known. */
export function looksLikeProxyLog(beginning: string): boolean {
  const lines = beginning
    .split("\n")
    .slice(0, sampleLines)
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const known = lines.filter((line) => tryParseRecord(line.trim()) !== undefined).length;
  return known > 0 && known * 2 >= lines.length;
}

function observe(
  { where, request, line, excerpt, first, last, count }: RequestFinding,
  ref: string,
): EvidenceItem {
  const { kind, name, version, words } = request;
  const often = count > 1 ? `, ${count} times` : "";
  const observation = {
    channel: "proxy-log",
    where,
    kind,
    name,
    version,
    since: timeOf(first),
    until: timeOf(last),
    ref: `${ref}:${line}`,
    detail: `${words}${often}: ${excerpt}`,
  } as const;
  return { kind: "observation", observation };
}

function timeOf({ at, hasZone }: Pick<AccessRecord, "at" | "hasZone">): ObservedTime | undefined {
  if (at === undefined) return undefined;
  return { at, basis: hasZone ? "stated" : "assumed-utc", toleranceMs: 0 };
}

function clean(reading: ProxyLogReading, where: ExposedPlace, ref: string): EvidenceItem {
  const { known, unknown, firstAt, lastAt, hasZones } = reading;
  const covers =
    firstAt === undefined || lastAt === undefined
      ? "its lines have no times"
      : `it covers ${renderInstantShort(firstAt)} to ${renderInstantShort(lastAt)}${hasZones ? "" : ", its zone not told"}`;
  const observation = {
    channel: "proxy-log",
    where,
    kind: "clean",
    name: "",
    version: undefined,
    since: timeOf({ at: firstAt, hasZone: hasZones }),
    until: timeOf({ at: lastAt, hasZone: hasZones }),
    ref,
    detail: `none of its ${known} requests is for what was asked; ${covers}; ${shareOf(unknown, known)} of its lines were not understood`,
  } as const;
  return { kind: "observation", observation };
}

/** From this share of its lines on, what is not understood may hide something. */
const unknownShareMax = 0.01;

function gapsOf(reading: ProxyLogReading, notes: LogLinesNotes, ref: string): readonly SourceFailure[] {
  const { known, unknown, unknownLines, tunnels, isOverLimit } = reading;
  const cannot = (why: string): string => `Cannot read all of "${ref}" as ${why}`;
  const gaps: SourceFailure[] = unknownLines.map(({ line, excerpt }) => ({
    code: "EXPOSURE_UNKNOWN_WORDS",
    message: cannot(`line ${line} names what was asked for in a form that is not known: ${excerpt}`),
  }));
  if (notes.isOverLimit || isOverLimit)
    gaps.push({ code: "EXPOSURE_TOO_LARGE", message: cannot("it is too large") });
  if (unknown > (known + unknown) * unknownShareMax) {
    const message = cannot(`${shareOf(unknown, known)} of its lines are in a form that is not known`);
    gaps.push({ code: "EXPOSURE_UNKNOWN_LINES", message });
  }
  if (tunnels > 0) {
    const message = cannot(`${tunnels} of its requests are tunnels, whose contents it does not hold`);
    gaps.push({ code: "EXPOSURE_TUNNELS", message });
  }
  return gaps;
}

function shareOf(unknown: number, known: number): string {
  if (unknown === 0) return "none";
  const percent = (unknown / (known + unknown)) * 100;
  return percent < 0.1 ? "under 0.1 %" : `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}
