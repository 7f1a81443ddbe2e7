import type { Affected } from "./advisory.ts";
import { createVersionQuery, extentOf, type PreparedAdvisory, type VersionQuery } from "./affected.ts";
import { renderBulkAdvisory, type BulkAdvisory } from "./bulk-advisory.ts";
import { claimFromCampaign, isNamedBy, type CampaignEntry } from "./campaign-claims.ts";
import { aliasesOf, groupByMatter, leaderOf, worstSeverity, type Group } from "./claim-groups.ts";
import { claimFromAdvisory, type Claim } from "./matches.ts";

/** What is known about one package. */
export interface Knowledge {
  readonly entries: readonly CampaignEntry[];
  readonly advisories: readonly PreparedAdvisory[];
}

interface Subject {
  readonly claim: Claim;
  readonly affected: Affected | "all";
  readonly affects: (query: VersionQuery) => boolean;
}

/** One entry per matter that affects a requested version; its range joins what all records of the matter affect. */
export function auditPackage(
  name: string,
  versions: readonly string[],
  knowledge: Knowledge,
): BulkAdvisory[] {
  const subjects = [
    ...knowledge.entries.map(subjectFromCampaign),
    ...knowledge.advisories.map(subjectFromAdvisory),
  ];
  if (subjects.length === 0) return [];
  const queries = versions.map(createVersionQuery);
  return groupByMatter(subjects, ({ claim }) => claim)
    .filter((group) => group.some((subject) => queries.some(subject.affects)))
    .map((group) => renderGroup(name, group));
}

function subjectFromCampaign(entry: CampaignEntry): Subject {
  const { versions } = entry.part;
  return {
    claim: claimFromCampaign(entry),
    affected: versions === "all" ? "all" : { versions, intervals: [] },
    affects: (query) => isNamedBy(entry, query),
  };
}

function subjectFromAdvisory(prepared: PreparedAdvisory): Subject {
  return {
    claim: claimFromAdvisory(prepared.advisory, "range"),
    affected: prepared.advisory,
    affects: (query) => extentOf(prepared, query) !== undefined,
  };
}

function renderGroup(name: string, [first, ...others]: Group<Subject>): BulkAdvisory {
  const claims: Group<Claim> = [first.claim, ...others.map(({ claim }) => claim)];
  const leader = leaderOf(claims);
  const claim = { ...leader, aliases: aliasesOf(claims, leader), severity: worstSeverity(claims) };
  return renderBulkAdvisory(name, { claim, affected: joinAffected([first, ...others]) });
}

function joinAffected(subjects: readonly Subject[]): Affected | "all" {
  const parts: Affected[] = [];
  for (const { affected } of subjects) {
    if (affected === "all") return "all";
    parts.push(affected);
  }
  return {
    versions: [...new Set(parts.flatMap((part) => part.versions))],
    intervals: parts.flatMap((part) => part.intervals),
  };
}
