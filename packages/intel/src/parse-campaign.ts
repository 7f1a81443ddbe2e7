import {
  renderIntegrity,
  tryFromShasum,
  tryParseIntegrity,
  tryParsePackageName,
  tryParseVersion,
} from "@lockkeeper/core";
import type {
  Campaign,
  CampaignDocument,
  CampaignPackage,
  CampaignPackageDocument,
  TarballHash,
} from "./campaign.ts";
import type { CampaignIndicator, CampaignIndicatorDocument } from "./campaign-indicator.ts";
import { latestInstant, tryParseMoment, type Moment } from "./campaign-moment.ts";
import type { CampaignRecords, CampaignRecordsDocument } from "./campaign-records.ts";
import { responseSteps, type OrderTrap } from "./campaign-response.ts";
import { IntelError } from "./errors.ts";
import { parseIndicator } from "./parse-indicator.ts";

const idForm = /^[a-z0-9]+(?:-[a-z0-9]+)*-20\d{2}$/;
const aliasForm = /^[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+$/;
const reporterForm = /^[a-z0-9][a-z0-9.-]*$/;
const scopeForm = /^@[A-Za-z0-9._~-]+$/;

/** Checks a campaign's document strictly and gives it its types. Throws `INTEL_BAD_CAMPAIGN`. */
export function parseCampaign(document: CampaignDocument): Campaign {
  checkHead(document);
  checkResponse(document);
  const { id, title, isPartial = false, sources, notes } = document;
  const { triggers = [], behaviours = [], response = [], orderTraps = [] } = document;
  return {
    id,
    title,
    packages: parsePackages(id, document.packages),
    records: document.records === undefined ? undefined : parseRecords(id, document.records),
    isPartial,
    triggers,
    behaviours,
    indicators: parseIndicators(id, document.indicators ?? []),
    response,
    orderTraps,
    sources,
    notes,
  };
}

function checkHead({ id, title, packages, records, isPartial, sources, notes }: CampaignDocument): void {
  if (!idForm.test(id)) throw refusal(id, "ids look like axios-2026");
  if (title === "" || notes === "") throw refusal(id, "it has no title or no notes");
  const isUnnamed = packages.length === 0 && records === undefined && isPartial !== true;
  if (sources.length === 0 || isUnnamed)
    throw refusal(id, "it has no source, or names neither packages nor records");
  const withHost = sources.find((source) => source.includes("://"));
  if (withHost !== undefined) throw refusal(id, `a source is a reference, not an address: ${withHost}`);
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
  const { name, versions, except = [], aliases = [], lastClean } = document;
  if (tryParsePackageName(name) === undefined) throw refusal(id, `${name} is not a package name`);
  if (versions !== "all") checkVersions(id, versions);
  if (except.length > 0) checkVersions(id, except);
  if (lastClean !== undefined) checkVersions(id, [lastClean]);
  checkAdvisoryIds(id, aliases);
  const firstPublishedAt = parseOptionalMoment(id, document.firstPublishedAt);
  const firstReportedAt = parseMoment(id, document.firstReportedAt);
  const removedAt = parseOptionalMoment(id, document.removedAt);
  if (isAfter(firstPublishedAt, firstReportedAt))
    throw refusal(id, `${name} is reported before it is published`);
  if (isAfter(firstPublishedAt, removedAt)) throw refusal(id, `${name} is removed before it is published`);
  const integrity = (document.hashes ?? []).map((hash) => parseHash(id, versions, hash));
  return {
    name,
    versions,
    except,
    firstPublishedAt,
    firstReportedAt,
    removedAt,
    aliases,
    integrity,
    lastClean,
  };
}

function isAfter(first: Moment | undefined, second: Moment | undefined): boolean {
  return first !== undefined && second !== undefined && first.at > latestInstant(second);
}

function parseHash(id: string, versions: CampaignPackage["versions"], hash: TarballHash): TarballHash {
  const { version, integrity } = hash;
  if (versions !== "all" && !versions.includes(version))
    throw refusal(id, `it has a hash of ${version} alone`);
  const parsed = tryFromShasum(integrity) ?? tryParseIntegrity(integrity);
  if (parsed === undefined)
    throw refusal(id, `${integrity.slice(0, 140)} is neither an integrity value nor a sha1`);
  return { version, integrity: renderIntegrity(parsed) };
}

function checkVersions(id: string, versions: readonly string[]): void {
  if (versions.length === 0) throw refusal(id, "a package lists no version");
  const bad = versions.find((version) => tryParseVersion(version) === undefined);
  if (bad !== undefined) throw refusal(id, `${bad} is not an exact version`);
}

/** Whether a text is an advisory's id, as campaigns refer to them. */
export function isAdvisoryId(text: string): boolean {
  return aliasForm.test(text);
}

function checkAdvisoryIds(id: string, ids: readonly string[]): void {
  const bad = ids.find((each) => !isAdvisoryId(each));
  if (bad !== undefined) throw refusal(id, `${bad} is not an advisory id`);
}

function parseRecords(id: string, document: CampaignRecordsDocument): CampaignRecords {
  const { ids = [], names = [], scopes = [], reporters = [] } = document;
  const isEmpty = [ids, names, scopes, reporters].every((list) => list.length === 0);
  if (isEmpty) throw refusal(id, "its records name nothing");
  const badReporter = reporters.find((reporter) => !reporterForm.test(reporter));
  if (badReporter !== undefined) throw refusal(id, `${badReporter} is not a reporter's name`);
  checkAdvisoryIds(id, ids);
  const badName = names.find((name) => tryParsePackageName(name) === undefined);
  if (badName !== undefined) throw refusal(id, `${badName} is not a package name`);
  const badScope = scopes.find((scope) => !scopeForm.test(scope));
  if (badScope !== undefined) throw refusal(id, `${badScope} is not a scope`);
  const reportedFrom = parseMoment(id, document.reportedFrom);
  const reportedUntil = parseMoment(id, document.reportedUntil);
  if (isAfter(reportedFrom, reportedUntil)) throw refusal(id, "its records end before they begin");
  return { ids, names, scopes, reporters, reportedFrom, reportedUntil };
}

function parseIndicators(
  id: string,
  documents: readonly CampaignIndicatorDocument[],
): readonly CampaignIndicator[] {
  const seen = new Set<string>();
  return documents.map((document) => {
    const outcome = parseIndicator(document);
    if (outcome.kind === "refused") throw refusal(id, `an indicator is not well-formed: ${outcome.why}`);
    const { kind, value, platform } = outcome.indicator;
    const key = JSON.stringify([kind, value, platform]);
    if (seen.has(key)) throw refusal(id, `${kind} ${value} is listed twice`);
    seen.add(key);
    return outcome.indicator;
  });
}

function checkResponse({ id, response = [], orderTraps = [] }: CampaignDocument): void {
  const texts = [...response, ...orderTraps].map(({ text }) => text);
  if (texts.includes("")) throw refusal(id, "a note on the response is empty");
  const bad = orderTraps.find(isBackwards);
  if (bad !== undefined) throw refusal(id, `${bad.first} does not come before ${bad.before}`);
}

function isBackwards({ first, before }: OrderTrap): boolean {
  return responseSteps.indexOf(first) >= responseSteps.indexOf(before);
}

function parseOptionalMoment(id: string, text: string | undefined): Moment | undefined {
  return text === undefined ? undefined : parseMoment(id, text);
}

function parseMoment(id: string, text: string): Moment {
  const moment = tryParseMoment(text);
  if (moment === undefined) throw refusal(id, `${text} is not a time`);
  return moment;
}

function refusal(id: string, why: string): IntelError {
  return new IntelError("INTEL_BAD_CAMPAIGN", {
    message: `Cannot use campaign ${JSON.stringify(id)} as it is not well-formed: ${why}`,
  });
}
