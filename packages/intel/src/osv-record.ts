import { limits, tryParseInstant, type Severity } from "@lockkeeper/core";
import type { Affected, AffectedInterval } from "./advisory.ts";
import { tryParseIntervals, type RangeEvent } from "./osv-events.ts";
import { asArray, asRecord, asText, asTexts, type JsonRecord } from "./json-value.ts";
import { reportersOf } from "./osv-reporters.ts";
import { isMalwareRecord } from "./osv-malware.ts";
import { readSeverity } from "./osv-severity.ts";
import { canonicalVersion } from "./version-order.ts";

/** What a record says about one npm package. */
export interface OsvAffected extends Affected {
  readonly name: string;
}

/** An OSV record reduced to what decides: https://ossf.github.io/osv-schema/. */
export interface OsvRecord {
  readonly kind: "malware" | "vulnerability";
  readonly id: string;
  readonly aliases: readonly string[];
  /** Nanoseconds since the epoch: records carry up to nine fractional digits, and the newest of two states wins. */
  readonly modifiedAt: bigint;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number | undefined;
  readonly severity: Severity | undefined;
  readonly reporters: readonly string[];
  /** One entry per npm package. */
  readonly affected: readonly OsvAffected[];
  /** Parts that could not be read and were left out. */
  readonly problems: readonly string[];
}

/** What became of a record: usable, taken back by its source, about other ecosystems only, or not usable. */
export type OsvOutcome =
  | { readonly kind: "record"; readonly record: OsvRecord }
  | { readonly kind: "withdrawn"; readonly id: string; readonly modifiedAt: bigint }
  | { readonly kind: "ignored"; readonly id: string }
  | { readonly kind: "refused"; readonly id: string | undefined; readonly why: string };

const idForm = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const rangeTypes: ReadonlySet<string> = new Set(["SEMVER", "ECOSYSTEM"]);
const fraction = /\.(\d{1,9})/;
const earliestTime = Date.UTC(1970, 0, 1);
const latestTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const maxParts = 20_000;
const maxAliases = 256;

/** Reads one parsed JSON value as an OSV record. Never throws: what is no record is refused with the reason. */
export function parseOsvRecord(json: unknown): OsvOutcome {
  const root = asRecord(json);
  if (root === undefined) return { kind: "refused", id: undefined, why: "it is not an object" };
  const id = asText(root["id"]);
  if (id === undefined || !idForm.test(id))
    return { kind: "refused", id: undefined, why: "it has no usable id" };
  const modifiedAt = tryParseNanoseconds(asText(root["modified"]) ?? "");
  if (modifiedAt === undefined) return { kind: "refused", id, why: "its modified time is not readable" };
  return isWithdrawn(root) ? { kind: "withdrawn", id, modifiedAt } : parseStanding(root, id, modifiedAt);
}

function parseStanding(root: JsonRecord, id: string, modifiedAt: bigint): OsvOutcome {
  const entries = npmEntries(root);
  if (entries === undefined) return { kind: "refused", id, why: "affected is not a list" };
  if (entries.length === 0) return { kind: "ignored", id };
  const usableAliases = asTexts(root["aliases"]).filter((alias) => idForm.test(alias) && alias !== id);
  const aliases = [...new Set(usableAliases)].slice(0, maxAliases);
  const kind = isMalwareRecord(id, aliases, root) ? "malware" : "vulnerability";
  const problems: string[] = [];
  const affected = parseAffected(kind === "malware" ? entries : entries.map(withLastKnown), problems);
  if (affected.length === 0) return { kind: "refused", id, why: problems[0] ?? "it affects nothing" };
  const severity = kind === "malware" ? undefined : readSeverity(root);
  const publishedAt = tryParseTime(asText(root["published"]) ?? "");
  const reporters = reportersOf(id, root);
  return {
    kind: "record",
    record: { kind, id, aliases, modifiedAt, publishedAt, severity, reporters, affected, problems },
  };
}

// Anything but an absent or null field takes the record back: a source that tried to withdraw it meant to.
function isWithdrawn(root: JsonRecord): boolean {
  return root["withdrawn"] !== undefined && root["withdrawn"] !== null && root["withdrawn"] !== "";
}

function npmEntries(root: JsonRecord): readonly JsonRecord[] | undefined {
  return asArray(root["affected"])
    ?.map(asRecord)
    .filter((entry) => entry !== undefined)
    .filter(isNpm);
}

function isNpm(entry: JsonRecord): boolean {
  return asText(asRecord(entry["package"])?.["ecosystem"])?.toLowerCase() === "npm";
}

const lastKnown = /^(<=?) ?(\S{1,256})$/;

/**
 * GitHub writes the end of a flaw that has no release which mends it beside the range, which stays open: later releases
 * are not known to have it. Of malware an open end is meant.
 */
function withLastKnown(entry: JsonRecord): JsonRecord {
  const end = endBeside(entry);
  const ranges = asArray(entry["ranges"])?.map(asRecord);
  const [range] = ranges ?? [];
  const events = asArray(range?.["events"]);
  const isOpen = events?.length === 1 && asRecord(events[0])?.["introduced"] !== undefined;
  if (end === undefined || !isOpen || ranges?.length !== 1) return entry;
  return { ...entry, ranges: [{ ...range, events: [...events, end] }] };
}

function endBeside(entry: JsonRecord): JsonRecord | undefined {
  const told = asText(asRecord(entry["database_specific"])?.["last_known_affected_version_range"]);
  const [, sign, version] = lastKnown.exec(told?.slice(0, 300) ?? "") ?? [];
  if (version === undefined) return undefined;
  return sign === "<" ? { fixed: version } : { last_affected: version };
}

function parseAffected(entries: readonly JsonRecord[], problems: string[]): readonly OsvAffected[] {
  const byName = new Map<string, { versions: Set<string>; intervals: AffectedInterval[] }>();
  if (entries.length > maxParts) problems.push(`only ${maxParts} of its packages are read`);
  for (const entry of entries.slice(0, maxParts)) {
    const name = asText(asRecord(entry["package"])?.["name"]);
    if (name === undefined || !isUsableName(name)) {
      problems.push("a package name is missing or unusable");
      continue;
    }
    const parts = byName.get(name) ?? { versions: new Set(), intervals: [] };
    for (const version of readVersions(entry, problems)) parts.versions.add(version);
    parts.intervals.push(...readIntervals(entry, problems));
    byName.set(name, parts);
  }
  const affected: OsvAffected[] = [];
  for (const [name, { versions, intervals }] of byName) {
    if (versions.size > 0 || intervals.length > 0)
      affected.push({ name, versions: [...versions], intervals });
    else problems.push(`no version of ${name.slice(0, 80)} is affected`);
  }
  return affected;
}

// Names that npm no longer accepts are still installed from somewhere; only what cannot be stored faithfully is refused.
function isUsableName(name: string): boolean {
  return (
    name !== "" &&
    name.length <= limits.nameMaxCharacters &&
    Buffer.from(name, "utf8").toString("utf8") === name
  );
}

function readVersions(entry: JsonRecord, problems: string[]): readonly string[] {
  const listed = asTexts(entry["versions"]);
  if (listed.length > maxParts) problems.push(`only ${maxParts} of its versions are read`);
  const versions = listed.slice(0, maxParts);
  const usable = versions.filter(
    (version) => version !== "" && version.length <= limits.versionMaxCharacters,
  );
  if (usable.length < versions.length) problems.push("a listed version is unusable");
  return usable.map(canonicalVersion);
}

function readIntervals(entry: JsonRecord, problems: string[]): readonly AffectedInterval[] {
  const found: AffectedInterval[] = [];
  for (const item of (asArray(entry["ranges"]) ?? []).slice(0, maxParts)) {
    const range = asRecord(item);
    if (range === undefined || !rangeTypes.has(asText(range["type"]) ?? "")) continue;
    const intervals = tryParseIntervals(readEvents(range));
    if (intervals === undefined) problems.push("a version range is not readable");
    else found.push(...intervals);
  }
  return found;
}

function readEvents(range: JsonRecord): readonly RangeEvent[] {
  const events: RangeEvent[] = [];
  for (const item of (asArray(range["events"]) ?? []).slice(0, maxParts)) {
    const event = asRecord(item);
    if (event === undefined) continue;
    const introduced = asText(event["introduced"]);
    const fixed = asText(event["fixed"]);
    const lastAffected = asText(event["last_affected"]);
    if (introduced !== undefined) events.push({ kind: "introduced", version: introduced });
    if (fixed !== undefined) events.push({ kind: "fixed", version: fixed });
    if (lastAffected !== undefined) events.push({ kind: "last-affected", version: lastAffected });
  }
  return events;
}

/** Instants that can be written with a year of four digits; offsets can lead out of them. */
function tryParseTime(text: string): number | undefined {
  const instant = tryParseInstant(text);
  return instant === undefined || instant < earliestTime || instant > latestTime ? undefined : instant;
}

/** Parses an instant as records write it to nanoseconds since the epoch, or answers `undefined`. */
export function tryParseNanoseconds(text: string): bigint | undefined {
  const instant = tryParseTime(text);
  if (instant === undefined) return undefined;
  const digits = fraction.exec(text)?.[1] ?? "";
  const wholeSeconds = BigInt(Math.floor(instant / 1000));
  return wholeSeconds * 1_000_000_000n + BigInt(digits.padEnd(9, "0"));
}
