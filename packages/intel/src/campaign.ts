import { tryParsePackageName, tryParseVersion } from "@lockkeeper/core";
import { IntelError } from "./errors.ts";

/** A point in time as a report gives it: the known instant, or the first instant of the day or month that is known. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly precision: "instant" | "day" | "month";
}

/** Versions of one package that a campaign published. */
export interface CampaignPackage {
  readonly name: string;
  /** The exact versions; `all` where the package itself was made for the attack. */
  readonly versions: readonly string[] | "all";
  /** Versions that are none of the attack's although all are: the registry's own placeholder. */
  readonly except: readonly string[];
  readonly firstPublishedAt: Moment | undefined;
  readonly firstReportedAt: Moment;
  readonly removedAt: Moment | undefined;
  readonly aliases: readonly string[];
}

/** A documented campaign against the users of npm packages. */
export interface Campaign {
  /** `name-year`, such as `axios-2026`. */
  readonly id: string;
  readonly title: string;
  readonly packages: readonly CampaignPackage[];
  /** Whether more versions are known to be affected than are listed here. */
  readonly isPartial: boolean;
  /** Short references to the reports. */
  readonly sources: readonly string[];
  readonly notes: string;
}

/** A campaign as the catalogue's files write it: times are ISO 8601 in UTC; a date or `2022-03` says how much is known. */
export interface CampaignDocument {
  readonly id: string;
  readonly title: string;
  readonly packages: readonly CampaignPackageDocument[];
  readonly isPartial?: boolean;
  readonly sources: readonly string[];
  readonly notes: string;
}

/** A campaign's package as the catalogue's files write it. */
export interface CampaignPackageDocument {
  readonly name: string;
  readonly versions: readonly string[] | "all";
  readonly except?: readonly string[];
  readonly firstPublishedAt?: string;
  readonly firstReportedAt: string;
  readonly removedAt?: string;
  readonly aliases?: readonly string[];
}

const idForm = /^[a-z0-9]+(?:-[a-z0-9]+)*-20\d{2}$/;
const aliasForm = /^[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+$/;
const momentForm = /^\d{4}-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?)?$/;
const precisionByLength: ReadonlyMap<number, Moment["precision"]> = new Map([
  [7, "month"],
  [10, "day"],
]);

/** Checks a campaign's document strictly and gives it its types. Throws `INTEL_BAD_CAMPAIGN`. */
export function parseCampaign(document: CampaignDocument): Campaign {
  const { id, title, packages, isPartial = false, sources, notes } = document;
  if (!idForm.test(id)) throw refusal(id, "ids look like axios-2026");
  if (title === "" || notes === "") throw refusal(id, "it has no title or no notes");
  if (sources.length === 0 || packages.length === 0) throw refusal(id, "it has no source or no package");
  const withHost = sources.find((source) => source.includes("://"));
  if (withHost !== undefined) throw refusal(id, `a source is a reference, not an address: ${withHost}`);
  return { id, title, packages: parsePackages(id, packages), isPartial, sources, notes };
}

function parsePackages(
  id: string,
  documents: readonly CampaignPackageDocument[],
): readonly CampaignPackage[] {
  const seen = new Set<string>();
  return documents.map((document) => {
    const parsed = parsePackage(id, document);
    for (const version of parsed.versions === "all" ? ["all"] : parsed.versions) {
      const key = `${parsed.name}@${version}`;
      if (seen.has(key)) throw refusal(id, `${key} is listed twice`);
      seen.add(key);
    }
    return parsed;
  });
}

function parsePackage(id: string, document: CampaignPackageDocument): CampaignPackage {
  const { name, versions, except = [], aliases = [] } = document;
  if (tryParsePackageName(name) === undefined) throw refusal(id, `${name} is not a package name`);
  if (versions !== "all") checkVersions(id, versions);
  if (except.length > 0) checkVersions(id, except);
  const badAlias = aliases.find((alias) => !aliasForm.test(alias));
  if (badAlias !== undefined) throw refusal(id, `${badAlias} is not an advisory id`);
  const firstPublishedAt = parseOptionalMoment(id, document.firstPublishedAt);
  const firstReportedAt = parseMoment(id, document.firstReportedAt);
  const removedAt = parseOptionalMoment(id, document.removedAt);
  if (firstPublishedAt !== undefined && firstPublishedAt.at > latestInstant(firstReportedAt)) {
    throw refusal(id, `${name} is reported before it is published`);
  }
  if (
    removedAt !== undefined &&
    firstPublishedAt !== undefined &&
    firstPublishedAt.at > latestInstant(removedAt)
  ) {
    throw refusal(id, `${name} is removed before it is published`);
  }
  return { name, versions, except, firstPublishedAt, firstReportedAt, removedAt, aliases };
}

function checkVersions(id: string, versions: readonly string[]): void {
  if (versions.length === 0) throw refusal(id, "a package lists no version");
  const bad = versions.find((version) => tryParseVersion(version) === undefined);
  if (bad !== undefined) throw refusal(id, `${bad} is not an exact version`);
}

function parseOptionalMoment(id: string, text: string | undefined): Moment | undefined {
  return text === undefined ? undefined : parseMoment(id, text);
}

function parseMoment(id: string, text: string): Moment {
  const at = momentForm.test(text) ? Date.parse(text) : Number.NaN;
  // The calendar of JavaScript turns 30 February into 2 March.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(text.slice(0, 10)))
    throw refusal(id, `${text} is not a time`);
  return { at, precision: precisionByLength.get(text.length) ?? "instant" };
}

/** The last instant that a moment may stand for, in milliseconds since the epoch: what is known by then is known for sure. */
export function latestInstant(moment: Moment): number {
  if (moment.precision === "instant") return moment.at;
  const start = new Date(moment.at);
  const year = start.getUTCFullYear();
  const month = start.getUTCMonth();
  return moment.precision === "day"
    ? Date.UTC(year, month, start.getUTCDate() + 1) - 1
    : Date.UTC(year, month + 1, 1) - 1;
}

function refusal(id: string, why: string): IntelError {
  return new IntelError("INTEL_BAD_CAMPAIGN", {
    message: `Cannot use campaign ${JSON.stringify(id)} as it is not well-formed: ${why}`,
  });
}
