import { severities, type Severity } from "@lockkeeper/core";
import type { Advisory, AffectedInterval, IntervalEnd } from "./advisory.ts";
import { readAdvisoryId, writeAdvisoryId } from "./advisory-id-codec.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

/** The texts that an index keeps once and refers to by number. */
export interface TextTables {
  readonly sources: readonly string[];
  readonly reporters: readonly string[];
}

/** The numbers of the texts while an index is written. */
export interface TextNumbers {
  readonly sources: ReadonlyMap<string, number>;
  readonly reporters: ReadonlyMap<string, number>;
}

// One byte: malware, three bits of severity, whether a time follows, whether every version is affected and no list follows.
const malwareBit = 1;
const severityShift = 1;
const severityMask = 7;
const timeBit = 16;
const everyVersionBit = 32;
const endKinds = ["open", "fixed", "last-affected"] as const;
const introducedBit = 4;

/** Writes one advisory of one package. */
export function writeAdvisory(writer: ByteWriter, advisory: Advisory, numbers: TextNumbers): void {
  const seconds = toSeconds(advisory.reportedAt);
  const isEveryVersion = isOnlyEveryVersion(advisory);
  const severity = advisory.severity === undefined ? 0 : severities.indexOf(advisory.severity) + 1;
  writer.byte(
    (advisory.kind === "malware" ? malwareBit : 0) +
      (severity << severityShift) +
      (seconds === undefined ? 0 : timeBit) +
      (isEveryVersion ? everyVersionBit : 0),
  );
  writeAdvisoryId(writer, advisory.id);
  writer.integer(advisory.aliases.length);
  for (const alias of advisory.aliases) writeAdvisoryId(writer, alias);
  if (seconds !== undefined) writer.integer(seconds);
  writer.integer(numberOf(numbers.sources, advisory.source));
  writer.integer(advisory.reporters.length);
  for (const reporter of advisory.reporters) writer.integer(numberOf(numbers.reporters, reporter));
  if (isEveryVersion) return;
  writer.integer(advisory.versions.length);
  for (const version of advisory.versions) writer.text(version);
  writer.integer(advisory.intervals.length);
  for (const interval of advisory.intervals) writeInterval(writer, interval);
}

/** Reads one advisory of one package. Throws a `RangeError` for bytes that are none. */
export function readAdvisory(reader: ByteReader, tables: TextTables): Advisory {
  const flags = reader.byte();
  const id = readAdvisoryId(reader);
  const aliases = readList(reader, () => readAdvisoryId(reader));
  const reportedAt = (flags & timeBit) === 0 ? undefined : reader.integer() * 1000;
  const source = textAt(tables.sources, reader.integer());
  const reporters = readList(reader, () => textAt(tables.reporters, reader.integer()));
  const isEveryVersion = (flags & everyVersionBit) !== 0;
  return {
    id,
    aliases,
    kind: (flags & malwareBit) === 0 ? "vulnerability" : "malware",
    severity: readSeverity((flags >> severityShift) & severityMask),
    reportedAt,
    source,
    reporters,
    versions: isEveryVersion ? [] : readList(reader, () => reader.text()),
    intervals: isEveryVersion ? everyVersion : readList(reader, () => readInterval(reader)),
  };
}

const none: readonly never[] = [];
/** Shared by all advisories that condemn a whole package, which most do. */
export const everyVersion: readonly AffectedInterval[] = [{ introduced: undefined, end: { kind: "open" } }];

function isOnlyEveryVersion({ versions, intervals }: Advisory): boolean {
  const [interval, ...others] = intervals;
  if (interval === undefined || others.length > 0 || versions.length > 0) return false;
  return interval.introduced === undefined && interval.end.kind === "open";
}

function toSeconds(instant: number | undefined): number | undefined {
  return instant === undefined || instant < 0 ? undefined : Math.floor(instant / 1000);
}

function writeInterval(writer: ByteWriter, { introduced, end }: AffectedInterval): void {
  writer.byte(endKinds.indexOf(end.kind) + (introduced === undefined ? 0 : introducedBit));
  if (introduced !== undefined) writer.text(introduced);
  if (end.kind !== "open") writer.text(end.version);
}

function readInterval(reader: ByteReader): AffectedInterval {
  const flags = reader.byte();
  const introduced = (flags & introducedBit) === 0 ? undefined : reader.text();
  return { introduced, end: readEnd(reader, flags % introducedBit) };
}

function readEnd(reader: ByteReader, index: number): IntervalEnd {
  const kind = endKinds[index];
  if (kind === undefined) throw new RangeError(`No end of an interval has the number ${index}`);
  return kind === "open" ? { kind } : { kind, version: reader.text() };
}

function readSeverity(index: number): Severity | undefined {
  const severity = severities[index - 1];
  if (severity === undefined && index !== 0) throw new RangeError(`No severity has the number ${index}`);
  return severity;
}

function readList<Item>(reader: ByteReader, readItem: () => Item): readonly Item[] {
  const length = reader.count();
  if (length === 0) return none;
  const items: Item[] = [];
  for (let index = 0; index < length; index += 1) items.push(readItem());
  return items;
}

function numberOf(numbers: ReadonlyMap<string, number>, text: string): number {
  const number = numbers.get(text);
  if (number === undefined) throw new RangeError(`${text} is not in the table`);
  return number;
}

function textAt(texts: readonly string[], index: number): string {
  const text = texts[index];
  if (text === undefined) throw new RangeError(`The table has no entry ${index}`);
  return text;
}
