import { createHash } from "node:crypto";
import type { AdvisoryMatch } from "@lockkeeper/core";
import { createVersionQuery } from "./affected.ts";
import { auditPackage, type Knowledge } from "./audit-answer.ts";
import type { BulkAdvisory } from "./bulk-advisory.ts";
import type { Campaign } from "./campaign.ts";
import { claimsFromCampaigns, groupCampaigns } from "./campaign-claims.ts";
import { latestInstant } from "./campaign-moment.ts";
import type { IntelIndex } from "./index-reader.ts";
import { claimsFromAdvisories, mergeClaims, type Claim } from "./matches.ts";
import { findNearestFix } from "./nearest-fix.ts";

/** What intelligence is made of. */
export interface IntelligenceInput {
  readonly index: IntelIndex | undefined;
  readonly catalogue: readonly Campaign[];
  /** Hides what was first reported after this instant (milliseconds since the epoch), and what has no time of report. */
  readonly knownBy?: number | undefined;
}

/** What intelligence says about itself. */
export interface IntelligenceState {
  readonly revision: string;
  readonly campaigns: number;
  readonly knownBy: number | undefined;
  readonly index:
    | {
        readonly builtAt: number;
        readonly recordCount: number;
        readonly nameCount: number;
        readonly sources: IntelIndex["sources"];
      }
    | undefined;
}

/** Everything known about bad versions, from the built-in catalogue and an index. */
export interface Intelligence {
  /** The advisories and campaigns that affect the version, one per matter. Throws `INTEL_INDEX_CORRUPT`. */
  match(name: string, version: string): readonly AdvisoryMatch[];
  /**
   * Ids of vulnerability advisories that affect a version in use and name exactly this version as their fix. What is
   * in use is asked for only where an advisory names the version.
   */
  fixesInUse(name: string, version: string, versionsInUse: () => readonly string[]): readonly string[];
  /**
   * The lowest version above this one that an advisory affecting it names as its fix and that nothing known affects;
   * `undefined` where there is none. Nobody has looked whether it was published.
   */
  nearestFix(name: string, version: string): string | undefined;
  /** The exact versions of a package that the catalogue names, whether a registry still lists them or not. */
  namedVersions(name: string): readonly string[];
  /** A short hash that changes with the index, the catalogue and `knownBy`. */
  readonly revision: string;
  describe(): IntelligenceState;
  /** The campaigns that are not hidden, whole; `match` also hides single packages of them. */
  readonly campaigns: readonly Campaign[];
  /** The answer to npm's bulk advisory request: a record without prototype, only with names that have advisories. */
  auditAnswer(request: ReadonlyMap<string, readonly string[]>): Record<string, BulkAdvisory[]>;
}

/** Joins the catalogue and an index. Pure apart from reading the index, which is held in memory. */
export function createIntelligence({ index, catalogue, knownBy }: IntelligenceInput): Intelligence {
  const byName = groupCampaigns(catalogue, knownBy);
  const shown = new Set([...byName.values()].flat().map(({ campaign }) => campaign));
  const campaigns = catalogue.filter((campaign) => shown.has(campaign) || isUnlistedKnown(campaign, knownBy));
  const revision = revisionOf({ index, catalogue, knownBy });

  function isKnown(reportedAt: number | undefined): boolean {
    return knownBy === undefined || (reportedAt !== undefined && reportedAt <= knownBy);
  }

  function knowledgeOf(name: string): Knowledge {
    const advisories = index?.advisoriesOf(name) ?? [];
    return {
      entries: byName.get(name) ?? [],
      advisories:
        knownBy === undefined ? advisories : advisories.filter((each) => isKnown(each.advisory.reportedAt)),
    };
  }

  return {
    revision,
    campaigns,
    namedVersions: (name) =>
      (byName.get(name) ?? []).flatMap(({ part }) => (part.versions === "all" ? [] : part.versions)),
    match(name, version) {
      const knowledge = knowledgeOf(name);
      return isEmpty(knowledge) ? [] : mergeClaims(name, version, claimsAbout(knowledge, version));
    },
    fixesInUse(name, version, versionsInUse) {
      const fixed = (index?.fixesFor(name, version) ?? []).filter((each) => isKnown(each.reportedAt));
      if (fixed.length === 0) return [];
      const inUse = versionsInUse();
      return fixed.filter((advisory) => inUse.some((used) => advisory.affects(used))).map(({ id }) => id);
    },
    describe: () => ({ revision, campaigns: campaigns.length, knownBy, index: describeIndex(index) }),
    nearestFix(name, version) {
      const knowledge = knowledgeOf(name);
      return findNearestFix(knowledge.advisories, version, (fix) => claimsAbout(knowledge, fix).length > 0);
    },
    auditAnswer(request) {
      const answer = createForeignRecord<BulkAdvisory[]>();
      for (const [name, versions] of request) {
        const advisories = auditPackage(name, versions, knowledgeOf(name));
        if (advisories.length > 0) answer[name] = advisories;
      }
      return answer;
    },
  };
}

/** A campaign that lists no package has its advisories' first time, or none. */
function isUnlistedKnown({ packages, records }: Campaign, knownBy: number | undefined): boolean {
  if (packages.length > 0) return false;
  if (knownBy === undefined) return true;
  return records !== undefined && latestInstant(records.reportedFrom) <= knownBy;
}

function isEmpty({ entries, advisories }: Knowledge): boolean {
  return entries.length === 0 && advisories.length === 0;
}

function claimsAbout({ entries, advisories }: Knowledge, version: string): readonly Claim[] {
  const query = createVersionQuery(version);
  return [...claimsFromCampaigns(entries, query), ...claimsFromAdvisories(advisories, query)];
}

function createForeignRecord<Value>(): Record<string, Value> {
  return Object.create(null) as Record<string, Value>; // Object.create answers any; an empty object without prototype is one.
}

function describeIndex(index: IntelIndex | undefined): IntelligenceState["index"] {
  if (index === undefined) return undefined;
  const { builtAt, recordCount, nameCount, sources } = index;
  return { builtAt, recordCount, nameCount, sources };
}

function revisionOf({ index, catalogue, knownBy }: IntelligenceInput): string {
  const content = JSON.stringify([index?.digest ?? null, catalogue, knownBy ?? null]);
  return createHash("sha256").update(content).digest("hex").slice(0, 12);
}
