import type { AdvisoryMatch } from "@lockkeeper/core";
import type { Advisory, AffectedInterval, IntervalEnd } from "./advisory.ts";
import { everyVersion } from "./advisory-codec.ts";
import { tryParseOrdered, type ParsedVersion } from "./version-order.ts";

/** How closely an advisory names a version; see `AdvisoryMatch.extent`. */
export type Extent = AdvisoryMatch["extent"];

/** A version as it is looked up: parsed at most once, however many advisories it is held against. */
export interface VersionQuery {
  readonly canonical: string;
  /** `undefined` for a text without a place in the order of versions; it can only be inside an interval without bounds. */
  readonly parsed: () => ParsedVersion | undefined;
}

/** An advisory with its bounds parsed, so that holding many versions against it parses nothing again. */
export interface PreparedAdvisory {
  readonly advisory: Advisory;
  readonly versions: ReadonlySet<string>;
  readonly intervals: readonly PreparedInterval[];
}

interface PreparedInterval {
  readonly extent: Extent;
  readonly introduced: ParsedVersion | undefined;
  readonly end: PreparedEnd;
}

type PreparedEnd =
  | { readonly kind: "fixed" | "last-affected"; readonly version: ParsedVersion }
  | { readonly kind: "open" };

const plainForm = /^(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})$/;
const noVersions: ReadonlySet<string> = new Set();
const preparedEveryVersion: readonly PreparedInterval[] = [
  { extent: "every-version", introduced: undefined, end: { kind: "open" } },
];

/** Prepares a version for `extentOf`. */
export function createVersionQuery(version: string): VersionQuery {
  // Most malicious versions are listed or condemned with all others: a plain version is parsed only for real bounds.
  if (plainForm.test(version)) return { canonical: version, parsed: once(() => tryParseOrdered(version)) };
  const parsed = tryParseOrdered(version);
  return { canonical: parsed?.version ?? version, parsed: () => parsed };
}

function once<Value>(compute: () => Value): () => Value {
  let result: { readonly value: Value } | undefined;
  return () => (result ??= { value: compute() }).value;
}

/** Parses the bounds of an advisory. Intervals with a bound outside the order of versions affect nothing. */
export function prepareAdvisory(advisory: Advisory): PreparedAdvisory {
  if (advisory.intervals === everyVersion)
    return { advisory, versions: noVersions, intervals: preparedEveryVersion };
  const intervals = advisory.intervals.map(prepareInterval).filter((interval) => interval !== undefined);
  const condemnsAll = intervals.some(({ extent }) => extent === "every-version");
  return {
    advisory,
    versions: advisory.versions.length === 0 ? noVersions : new Set(advisory.versions),
    intervals: condemnsAll ? intervals.map(withoutOpenStart) : intervals,
  };
}

// Where every version is condemned, an open end after some version names none of them more closely.
function withoutOpenStart(interval: PreparedInterval): PreparedInterval {
  return interval.end.kind === "open" ? { ...interval, extent: "every-version" } : interval;
}

/** How the advisory names the version, the closest way first; `undefined` when the version is not affected. */
export function extentOf({ versions, intervals }: PreparedAdvisory, query: VersionQuery): Extent | undefined {
  if (versions.has(query.canonical)) return "version";
  let found: Extent | undefined;
  for (const interval of intervals) {
    if (!isInside(interval, query)) continue;
    if (interval.extent === "version") return "version";
    if (found !== "range") found = interval.extent;
  }
  return found;
}

/** Whether the advisory's record names exactly this version as the one that fixes it. */
export function isNamedFix({ intervals }: PreparedAdvisory, query: VersionQuery): boolean {
  return intervals.some(({ end }) => end.kind === "fixed" && end.version.version === query.canonical);
}

function prepareInterval(interval: AffectedInterval): PreparedInterval | undefined {
  const introduced = interval.introduced === undefined ? undefined : tryParseOrdered(interval.introduced);
  if (introduced === undefined && interval.introduced !== undefined) return undefined;
  const end = prepareEnd(interval.end);
  return end === undefined ? undefined : { extent: intervalExtent(introduced, end), introduced, end };
}

function prepareEnd(end: IntervalEnd): PreparedEnd | undefined {
  if (end.kind === "open") return end;
  const version = tryParseOrdered(end.version);
  return version === undefined ? undefined : { kind: end.kind, version };
}

function intervalExtent(introduced: ParsedVersion | undefined, end: PreparedEnd): Extent {
  if (end.kind === "open") {
    return introduced === undefined || isFirstRelease(introduced) ? "every-version" : "range";
  }
  const isOneVersion = end.kind === "last-affected" && introduced?.compare(end.version) === 0;
  return isOneVersion ? "version" : "range";
}

function isFirstRelease({ major, minor, patch }: ParsedVersion): boolean {
  return major === 0 && minor === 0 && patch === 0;
}

function isInside({ introduced, end }: PreparedInterval, query: VersionQuery): boolean {
  if (introduced === undefined && end.kind === "open") return true;
  const version = query.parsed();
  if (version === undefined) return false;
  if (introduced !== undefined && version.compare(introduced) < 0) return false;
  if (end.kind === "open") return true;
  const order = version.compare(end.version);
  return end.kind === "fixed" ? order < 0 : order <= 0;
}
