import { isWithheld, parsePackageName, renderInstant, stricterEffect } from "@lockkeeper/core";
import type { Decision, VersionFacts } from "@lockkeeper/core";
import type { PolicyDocument } from "@lockkeeper/policy";
import type { EngineSettings, ExplainRecord } from "@lockkeeper/server";

import { parseExplainedFacts } from "./explained-facts.ts";

/** What the repository's tier needs besides its policy. */
export interface RepositoryTierInput {
  readonly organisation: PolicyDocument;
  /** The organisation's policy, tightened by the repository's. */
  readonly merged: PolicyDocument;
  readonly settings: EngineSettings;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Explains another version of the same package, without the repository's policy. */
  readonly explainOne: (spec: string) => Promise<ExplainRecord | undefined>;
}

/**
 * Applies a repository's policy to what the organisation's decided, which may have been decided by a shared server that
 * never sees a folder. It only tightens: a laxer answer changes nothing.
 */
export async function tightenByRepository(
  record: ExplainRecord,
  input: RepositoryTierInput,
): Promise<ExplainRecord> {
  if (record.error !== undefined || record.version === null) return record;
  const newestAcceptable = await acceptableUnder(record, input);
  const decision = await tightened(record, record.version, input);
  if (decision === undefined) return { ...record, newestAcceptable };
  return {
    ...record,
    decision: decision.decision,
    effect: decision.effect,
    clause: decision.clause,
    reasons: decision.reasons,
    maturesAt: decision.maturesAt === undefined ? null : renderInstant(decision.maturesAt),
    newestAcceptable,
    // An exception of the organisation would not lift what the repository itself asks for.
    command: null,
  };
}

/** The suggestion stands only while the repository accepts it too. */
async function acceptableUnder(record: ExplainRecord, input: RepositoryTierInput): Promise<string | null> {
  const { newestAcceptable } = record;
  if (newestAcceptable === null || newestAcceptable === record.version) return null;
  const other = await input.explainOne(`${record.name}@${newestAcceptable}`);
  if (other === undefined || other.version === null) return newestAcceptable;
  const decision = await tightened(other, other.version, input);
  return decision === undefined || !isWithheld(decision) ? newestAcceptable : null;
}

/** The decision under both tiers, if the repository's makes a difference; exceptions of the command line stay in force. */
async function tightened(
  record: ExplainRecord,
  version: string,
  { organisation, merged, settings, now }: RepositoryTierInput,
): Promise<Decision | undefined> {
  const { evaluate } = await import("@lockkeeper/policy");
  const facts = factsOf(record, version, settings);
  const context = { now, exceptions: organisation.exceptions };
  const alone = evaluate(organisation, facts, context);
  const both = evaluate(merged, facts, context);
  const isStricter =
    both.effect !== alone.effect && stricterEffect(both.effect, record.effect) === both.effect;
  const isLonger = both.effect === record.effect && (both.maturesAt ?? 0) > (alone.maturesAt ?? 0);
  return isStricter || isLonger ? both : undefined;
}

function factsOf(record: ExplainRecord, version: string, settings: EngineSettings): VersionFacts {
  const facts = parseExplainedFacts(record.facts);
  const upstream = settings.upstreams.find(({ id }) => id === facts.upstream);
  return {
    name: parsePackageName(record.name),
    version,
    upstream: facts.upstream ?? "unknown",
    isPrivateUpstream: upstream?.isPrivate ?? false,
    isAlsoPublic: false,
    published: facts.published,
    firstSeenAt: facts.firstSeenAt,
    packageCreatedAt: undefined,
    packageVersionCount: 0,
    deprecated: facts.deprecated,
    installScripts: facts.installScripts,
    exoticDependencies: facts.exoticDependencies,
    advisories: facts.advisories,
    fixesInUse: facts.fixesInUse,
    removedUpstreamAt: facts.removedUpstreamAt,
  };
}
