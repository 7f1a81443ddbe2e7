import type { InspectClause } from "@lockkeeper/policy";
import type { PackumentVersion } from "@lockkeeper/registry";
import { compare, major, minor, prerelease } from "semver";

import { publishedEvidence } from "./facts.ts";
import type { PackageInspections } from "./inspection-memory.ts";
import type { HeldPackument } from "./packument-source.ts";

/** What tells whether a version is to be inspected before it is served. */
export interface AwaitingQuestion {
  readonly packument: HeldPackument;
  readonly clause: InspectClause;
  readonly inspected: PackageInspections | undefined;
  readonly now: number;
}

/** What clients may be given of a packument, inspections left aside. */
export interface Offered {
  /** Versions that no clause withholds. */
  readonly versions: ReadonlySet<string>;
  readonly distTags: ReadonlyMap<string, string>;
}

/** A packument of nothing but young versions must not keep a request waiting for all of them. */
const maxAwaiting = 12;

/**
 * The versions that a client would take by a range or without one, that are young, and that nobody has looked at: the newest
 * stable one of each line and the target of `latest`. Where one is withheld the next takes its place. What is reached by
 * its exact version or by another tag is inspected when its tarball is asked for.
 */
export function listAwaiting(
  question: AwaitingQuestion,
  { versions, distTags }: Offered,
): readonly PackumentVersion[] {
  if (!isAsked(question)) return [];
  const { packument } = question;
  const young = [...versions]
    .map((version) => packument.index.versions.get(version))
    .filter((entry) => entry !== undefined && isYoung(question, entry))
    .filter((entry) => entry !== undefined);
  if (young.length === 0) return [];
  const latest = distTags.get("latest");
  const newest = newestOfLines(young);
  return young
    .filter(({ version }) => version === latest || newest.has(version))
    .filter((entry) => question.inspected?.recall(entry) === undefined)
    .slice(-maxAwaiting);
}

/** Whether a version is to be inspected before it is served, whoever would take it. */
export function isAwaiting(question: AwaitingQuestion, entry: PackumentVersion): boolean {
  return isAsked(question) && isYoung(question, entry) && question.inspected?.recall(entry) === undefined;
}

/** Whether a version that was served is to be inspected afterwards. */
export function isDueLater(question: AwaitingQuestion, entry: PackumentVersion): boolean {
  return isAsked(question) && !isYoung(question, entry) && question.inspected?.recall(entry) === undefined;
}

function isAsked({ clause, packument }: AwaitingQuestion): boolean {
  return clause.effect !== "off" && !(clause.exemptPrivate && packument.upstream.isPrivate);
}

/** A version of unknown age may be of this minute. */
function isYoung({ packument, clause, now }: AwaitingQuestion, { version }: PackumentVersion): boolean {
  const { index, sightings } = packument;
  const published = publishedEvidence(index, version, sightings.present.get(version)?.contradiction);
  return published.state !== "present" || now - published.value < clause.ageMs;
}

function newestOfLines(entries: readonly PackumentVersion[]): ReadonlySet<string> {
  const newest = new Map<string, string>();
  const stable = entries.map(({ version }) => version).filter((version) => prerelease(version) === null);
  for (const version of stable.toSorted(compare)) {
    newest.set(major(version) > 0 ? String(major(version)) : `0.${minor(version)}`, version);
  }
  return new Set(newest.values());
}
