import { Buffer } from "node:buffer";

import {
  type Evidence,
  limits,
  tryParseInstant,
  tryParsePackageName,
  tryParseVersion,
} from "@lockkeeper/core";
import { SemVer } from "semver";

import { TrustError } from "./errors.ts";
import { asRecord, member, textMember } from "./json-value.ts";
import {
  type DocumentFields,
  parseAccounts,
  parseRelease,
  parseRepository,
  surveyFields,
  textRecord,
} from "./parse-release.ts";
import { arePlausibleTimes } from "./plausible-times.ts";
import type { Release, ReleaseHistory } from "./release.ts";
import { trustLimits } from "./trust-limits.ts";

const specialTimes: ReadonlySet<string> = new Set(["created", "modified", "unpublished"]);

const outOfOrder: Evidence<number> = {
  state: "unavailable",
  reason: "the registry's publish times contradict the order of versions, as those of a copy do",
};

/**
 * Parses a full packument to what it says of each release. A manifest whose own version is not its key is left out, as
 * is a key that is no exact version. Times that contradict the order of versions are unavailable. Throws `TRUST_PACKUMENT_UNREADABLE` or `TRUST_PACKUMENT_TOO_LARGE`.
 */
export function parseReleaseHistory(bytes: Uint8Array): ReleaseHistory {
  const document = parseDocument(bytes);
  const name = textMember(document, "name", limits.nameMaxCharacters);
  if (name === undefined || tryParsePackageName(name) === undefined) throw unreadable("it has no valid name");
  const manifests = asRecord(member(document, "versions")) ?? {};
  const keys = Object.keys(manifests);
  if (keys.length > limits.packumentMaxVersions)
    throw tooLarge(`more than ${limits.packumentMaxVersions} versions`);
  const times = member(document, "time");
  const fields = surveyFields(times, Object.values(manifests));
  const unordered = keys
    .filter((key) => tryParseVersion(key) !== undefined && member(manifests[key], "version") === key)
    .map((key) => parseRelease(key, manifests[key], timeOf(times, key, fields), fields));
  const releases = orderBySemver(unordered);
  const createdAt = timeOf(times, "created", fields);
  const isInOrder = arePlausibleTimes(releases, createdAt.state === "present");
  return {
    name,
    createdAt: isInOrder ? createdAt : outOfOrder,
    modifiedAt: isInOrder ? timeOf(times, "modified", fields) : outOfOrder,
    releases: isInOrder ? releases : releases.map((release) => ({ ...release, publishedAt: outOfOrder })),
    removed: isInOrder ? findRemoved(times, releases, manifests) : [],
    distTags: textRecord(member(document, "dist-tags"), trustLimits.tags, limits.versionMaxCharacters),
    maintainers: parseAccounts(member(document, "maintainers")),
    description: textMember(document, "description", trustLimits.textMaxCharacters),
    repository: parseRepository(member(document, "repository")),
  };
}

/** Sorts with each version parsed once: large packuments have thousands. */
function orderBySemver(releases: readonly Release[]): readonly Release[] {
  return releases
    .map((release) => ({ release, version: new SemVer(release.version) }))
    .sort((left, right) => left.version.compare(right.version))
    .map(({ release }) => release);
}

function parseDocument(bytes: Uint8Array): unknown {
  if (bytes.length > limits.packumentMaxBytes) throw tooLarge(`more than ${limits.packumentMaxBytes} bytes`);
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch (error) {
    throw unreadable("it is not JSON", error);
  }
}

function timeOf(times: unknown, key: string, fields: DocumentFields): Evidence<number> {
  if (!fields.hasTimes) return { state: "unavailable", reason: "the registry gives no publish times" };
  const text = member(times, key);
  if (text === undefined) return { state: "absent" };
  const instant = typeof text === "string" ? tryParseInstant(text) : undefined;
  if (instant === undefined) return { state: "unavailable", reason: `the time of ${key} cannot be read` };
  return { state: "present", value: instant };
}

function findRemoved(
  times: unknown,
  releases: readonly Release[],
  manifests: Readonly<Record<string, unknown>>,
): ReleaseHistory["removed"] {
  const record = asRecord(times);
  if (record === undefined) return [];
  const known = new Set(releases.map(({ version }) => version));
  const removed = [];
  for (const [version, text] of Object.entries(record).slice(0, 2 * limits.packumentMaxVersions)) {
    if (specialTimes.has(version) || known.has(version) || Object.hasOwn(manifests, version)) continue;
    const publishedAt = typeof text === "string" ? tryParseInstant(text) : undefined;
    if (publishedAt !== undefined && tryParseVersion(version) !== undefined)
      removed.push({ version, publishedAt });
  }
  return removed;
}

function unreadable(why: string, cause?: unknown): TrustError {
  return new TrustError("TRUST_PACKUMENT_UNREADABLE", {
    message: `Cannot read the packument as ${why}`,
    hint: "Ask the registry for the full document of the package.",
    cause,
  });
}

function tooLarge(what: string): TrustError {
  return new TrustError("TRUST_PACKUMENT_TOO_LARGE", {
    message: `Cannot read the packument as it is over a bound: ${what}`,
  });
}
