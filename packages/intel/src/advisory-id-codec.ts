import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

// Ids are a third of an index; the usual forms are stored as numbers, everything else as text.
const textTag = 0;
const gitHubTag = 1;
const firstYearlyTag = 2;
const yearlyPrefixes = ["MAL", "CVE", "LWA"] as const;
const yearlyForm = /^(MAL|CVE|LWA)-(\d{4})-(\d{1,12})$/;
const gitHubForm = /^GHSA-([2-9cfghjmpqrvwx]{4})-([2-9cfghjmpqrvwx]{4})-([2-9cfghjmpqrvwx]{4})$/;
const gitHubDigits = "23456789cfghjmpqrvwx";

/** Writes an advisory's id in its shortest form. */
export function writeAdvisoryId(writer: ByteWriter, id: string): void {
  const yearly = yearlyForm.exec(id);
  if (yearly !== null && writeYearly(writer, yearly)) return;
  const gitHub = gitHubForm.exec(id);
  if (gitHub === null) {
    writer.byte(textTag);
    writer.text(id);
    return;
  }
  writer.byte(gitHubTag);
  for (const group of gitHub.slice(1)) writer.integer(groupToNumber(group));
}

/** Reads an advisory's id. Throws a `RangeError` when it is none. */
export function readAdvisoryId(reader: ByteReader): string {
  const tag = reader.byte();
  if (tag === textTag) return reader.text();
  if (tag === gitHubTag) {
    const groups = [reader.integer(), reader.integer(), reader.integer()];
    return `GHSA-${groups.map(numberToGroup).join("-")}`;
  }
  const index = Math.floor((tag - firstYearlyTag) / 2);
  const prefix = yearlyPrefixes[index];
  if (prefix === undefined) throw new RangeError(`No form of ids has the tag ${tag}`);
  const isPadded = (tag - firstYearlyTag) % 2 === 1;
  return renderYearly({ prefix, year: reader.integer(), serial: reader.integer(), isPadded });
}

function writeYearly(writer: ByteWriter, match: RegExpExecArray): boolean {
  const [id, prefix = "", yearText = "", serialText = ""] = match;
  const index = yearlyPrefixes.findIndex((candidate) => candidate === prefix);
  const year = Number(yearText);
  const serial = Number(serialText);
  const isPadded = [false, true].find(
    (padded) => renderYearly({ prefix, year, serial, isPadded: padded }) === id,
  );
  if (isPadded === undefined) return false;
  writer.byte(firstYearlyTag + index * 2 + Number(isPadded));
  writer.integer(year);
  writer.integer(serial);
  return true;
}

interface YearlyId {
  readonly prefix: string;
  readonly year: number;
  readonly serial: number;
  /** Whether the serial number has at least four digits. */
  readonly isPadded: boolean;
}

function renderYearly({ prefix, year, serial, isPadded }: YearlyId): string {
  const digits = String(serial);
  return `${prefix}-${year}-${isPadded ? digits.padStart(4, "0") : digits}`;
}

function groupToNumber(group: string): number {
  let value = 0;
  for (const character of group) value = value * gitHubDigits.length + gitHubDigits.indexOf(character);
  return value;
}

function numberToGroup(value: number): string {
  if (value >= gitHubDigits.length ** 4) throw new RangeError(`${value} is no part of an id`);
  let group = "";
  let rest = value;
  for (let index = 0; index < 4; index += 1) {
    group = gitHubDigits.charAt(rest % gitHubDigits.length) + group;
    rest = Math.floor(rest / gitHubDigits.length);
  }
  return group;
}
