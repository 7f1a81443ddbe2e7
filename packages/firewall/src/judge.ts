import type { Clock, Decision, Logger, VersionFacts } from "@lockkeeper/core";
import { isWithheld, renderInstantShort, toErrorRecord } from "@lockkeeper/core";
import type { Intelligence } from "@lockkeeper/intel";
import type { EvaluationContext, Exception, InspectClause, PolicyDocument } from "@lockkeeper/policy";
import { evaluate, exceptionStatus } from "@lockkeeper/policy";
import type { PackumentIndex, PackumentVersion } from "@lockkeeper/registry";
import { repairDistTags } from "@lockkeeper/registry";
import { rcompare } from "semver";
import type { AwaitingQuestion } from "./awaiting-inspection.ts";
import { isAwaiting, isDueLater, listAwaiting } from "./awaiting-inspection.ts";
import type { FactSources } from "./facts.ts";
import { blankFacts, factsOf, packageCreatedAt, publishedEvidence } from "./facts.ts";
import type { InspectionMemory } from "./inspection-memory.ts";
import { judgementId } from "./judgement-id.ts";
import type { WithheldVersion } from "./messages.ts";
import type { HeldPackument } from "./packument-source.ts";

/** The policy as it stands, with the exceptions that were added beside it. */
export interface PolicyInForce {
  readonly policy: PolicyDocument;
  readonly exceptions: readonly Exception[];
  /** Changes whenever the document or the exceptions change; recorded with every decision. */
  readonly revision: string;
}

/** The decisions on every version of one packument, and what follows from them. */
export interface Judgement {
  readonly decisions: ReadonlyMap<string, Decision>;
  /** Versions that clients see. */
  readonly kept: ReadonlySet<string>;
  /** Newest first. */
  readonly withheld: readonly WithheldVersion[];
  /** Withheld versions that the upstream does not list: removed since they were seen, or named by the catalogue alone. */
  readonly unlisted: readonly WithheldVersion[];
  readonly distTags: ReadonlyMap<string, string>;
  /** Versions that clients would take and that the policy wants inspected before. */
  readonly awaiting: readonly PackumentVersion[];
  /** The clause that says so. */
  readonly inspect: InspectClause;
  readonly policyRevision: string;
  /** Equal for judgements that lead to the same answer to clients. */
  readonly id: string;
}

/** The decision on one version, with what it rests on. */
export interface VersionJudgement extends Pick<Judgement, "inspect" | "policyRevision"> {
  readonly decision: Decision;
}

interface Remembered {
  readonly judgement: Judgement;
  readonly sightings: HeldPackument["sightings"];
  readonly isAlsoPublic: boolean;
  readonly isStale: boolean;
  readonly inspected: number;
  readonly epoch: string;
  readonly at: number;
  readonly validUntil: number;
}

/** What the judge is made of. */
export interface JudgeParts {
  readonly policy: () => PolicyInForce;
  readonly intelligence: () => Intelligence;
  readonly versionsInUse: (name: string) => readonly string[];
  /** What inspections said so far; without any, none was made. */
  readonly inspections?: InspectionMemory | undefined;
  /** Whether everything is served and only recorded. */
  readonly isObserving: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface DecidingContext {
  readonly inForce: PolicyInForce;
  readonly context: EvaluationContext;
}

/** A package of spam may have lost thousands of versions; more than these nobody reads. */
const maxUnlisted = 50;

// Decisions also depend on time (maturity, expiry of exceptions) and on the ledger (versions in use).
const rejudgeAfterMs = 15_000;

/** Decides on the versions of packuments; remembers what it decided until something it rests on changes. */
export class Judge {
  readonly #parts: JudgeParts;
  readonly #remembered = new WeakMap<PackumentIndex, Remembered>();
  readonly #createdAt = new WeakMap<PackumentIndex, { readonly at: number | undefined }>();
  #observing: Judge | undefined;

  constructor(parts: JudgeParts) {
    this.#parts = parts;
  }

  /** A judge of the same facts under another policy, with a memory of its own. */
  under(inForce: PolicyInForce): Judge {
    return new Judge({ ...this.#parts, policy: () => inForce });
  }

  /** A judge who decides alike and withholds nothing, with a memory of its own. */
  observing(): Judge {
    return (this.#observing ??= this.#parts.isObserving
      ? this
      : new Judge({ ...this.#parts, isObserving: true }));
  }

  /** The judgement on a packument at this moment. */
  judge(packument: HeldPackument): Judgement {
    const now = this.#parts.clock.now();
    const inForce = this.#parts.policy();
    const intelligence = this.#parts.intelligence();
    const epoch = `${inForce.revision} ${intelligence.revision}`;
    const known = this.#remembered.get(packument.index);
    const isKnown =
      known?.epoch === epoch &&
      known.inspected === this.#inspected(packument) &&
      now >= known.at &&
      now < known.validUntil;
    if (isKnown && isSameState(known, packument)) return known.judgement;
    const judgement = this.#decideAll(packument, inForce, intelligence);
    let validUntil = now + rejudgeAfterMs;
    for (const { decision } of judgement.withheld) {
      if (decision.maturesAt !== undefined) validUntil = Math.min(validUntil, decision.maturesAt);
    }
    this.#remembered.set(packument.index, {
      judgement,
      sightings: packument.sightings,
      isAlsoPublic: packument.isAlsoPublic,
      isStale: packument.staleSince !== undefined,
      inspected: this.#inspected(packument),
      epoch,
      at: now,
      validUntil: Math.max(validUntil, now + 1),
    });
    return judgement;
  }

  /**
   * The decision on one listed version, as in the judgement on all of them: who asks for a tarball is not told of the
   * others, of which there may be thousands.
   */
  judgeVersion(packument: HeldPackument, entry: PackumentVersion): VersionJudgement {
    const inForce = this.#parts.policy();
    const sources = this.#sources(packument, this.#parts.intelligence());
    const context = this.#contextOf(packument, inForce);
    const decision = this.#decideListed(packument, entry, { inForce, context, sources });
    return { decision, inspect: inForce.policy.inspect, policyRevision: inForce.revision };
  }

  /** The decision on facts gathered elsewhere, for instance on a version that the upstream has removed. */
  decide(facts: VersionFacts): { readonly decision: Decision; readonly policyRevision: string } {
    const inForce = this.#parts.policy();
    const context = { now: this.#parts.clock.now(), exceptions: inForce.exceptions };
    const decision = this.#decideSafely(facts, () => facts, { inForce, context });
    return { decision, policyRevision: inForce.revision };
  }

  /** The facts of one listed version, as the decisions see them. */
  facts(packument: HeldPackument, version: string): VersionFacts | undefined {
    const entry = packument.index.versions.get(version);
    return entry === undefined
      ? undefined
      : factsOf(packument, entry, this.#sources(packument, this.#parts.intelligence()));
  }

  /** Whether the policy wants a version inspected before it is served, and nobody has. */
  isAwaiting(
    packument: HeldPackument,
    entry: PackumentVersion,
    { inspect }: Pick<Judgement, "inspect">,
  ): boolean {
    return this.#inspects() && isAwaiting(this.#awaitingQuestion(packument, inspect), entry);
  }

  /** Whether the policy wants a version inspected after it was served, and nobody has. */
  isDueLater(
    packument: HeldPackument,
    entry: PackumentVersion,
    { inspect }: Pick<Judgement, "inspect">,
  ): boolean {
    return this.#inspects() && isDueLater(this.#awaitingQuestion(packument, inspect), entry);
  }

  /** The look-ups that facts need beyond the packument. */
  advisoriesOf(name: string, version: string): VersionFacts["advisories"] {
    return this.#parts.intelligence().match(name, version);
  }

  #decideAll(packument: HeldPackument, inForce: PolicyInForce, intelligence: Intelligence): Judgement {
    const sources = this.#sources(packument, intelligence);
    const context = this.#contextOf(packument, inForce);
    const decisions = new Map<string, Decision>();
    const withheld: WithheldVersion[] = [];
    for (const [version, entry] of packument.index.versions) {
      const decision = this.#decideListed(packument, entry, { inForce, context, sources });
      decisions.set(version, decision);
      if (isWithheld(decision)) withheld.push({ version, decision });
    }
    withheld.sort((left, right) => rcompare(left.version, right.version));
    const hidden = this.#parts.isObserving
      ? new Set<string>()
      : new Set(withheld.map(({ version }) => version));
    const kept = new Set([...packument.index.versions.keys()].filter((version) => !hidden.has(version)));
    const distTags = this.#parts.isObserving
      ? packument.index.distTags
      : repairDistTags(packument.index, kept);
    const unlisted = this.#decideUnlisted(packument, inForce, intelligence);
    const refused = new Set(withheld.map(({ version }) => version));
    const offered = new Set([...kept].filter((version) => !refused.has(version)));
    return {
      decisions,
      kept,
      withheld,
      unlisted,
      distTags,
      inspect: inForce.policy.inspect,
      awaiting: this.#inspects()
        ? listAwaiting(this.#awaitingQuestion(packument, inForce.policy.inspect), {
            versions: offered,
            distTags,
          })
        : [],
      policyRevision: inForce.revision,
      id: `${this.#parts.isObserving ? "o" : ""}${judgementId([...withheld, ...unlisted], distTags)}`,
    };
  }

  #decideListed(
    packument: HeldPackument,
    entry: PackumentVersion,
    { sources, ...under }: DecidingContext & { readonly sources: FactSources },
  ): Decision {
    const { version } = entry;
    const subject = { name: packument.index.name, version };
    const decision = this.#decideSafely(subject, () => factsOf(packument, entry, sources), under);
    return this.#isOverdue(decision) ? withoutMaturity(decision, packument) : decision;
  }

  /** Someone may ask for these by exact name, and should read why they are not to be had. */
  #decideUnlisted(
    { index, sightings, upstream }: HeldPackument,
    inForce: PolicyInForce,
    intelligence: Intelligence,
  ): readonly WithheldVersion[] {
    const context = { now: this.#parts.clock.now(), exceptions: inForce.exceptions };
    const versions = new Set([...sightings.removed.keys(), ...intelligence.namedVersions(index.name)]);
    return [...versions]
      .filter((version) => !index.versions.has(version))
      .slice(0, maxUnlisted)
      .map((version) => {
        const gather = (): VersionFacts => ({
          ...blankFacts,
          name: index.name,
          version,
          upstream: upstream.id,
          isPrivateUpstream: upstream.isPrivate,
          published: publishedEvidence(index, version, undefined),
          advisories: intelligence.match(index.name, version),
          removedUpstreamAt: sightings.removed.get(version),
        });
        const subject = { name: index.name, version };
        return { version, decision: this.#decideSafely(subject, gather, { inForce, context }) };
      })
      .filter(({ decision }) => isWithheld(decision))
      .sort((left, right) => rcompare(left.version, right.version));
  }

  /**
   * Security: a copy that the upstream does not confirm matures no further. What a cooldown waits for is the removal of
   * a bad version, and that is not seen while the upstream is not.
   */
  #contextOf({ staleSince, fetchedAt }: HeldPackument, { exceptions }: PolicyInForce): EvaluationContext {
    const now = this.#parts.clock.now();
    if (staleSince === undefined || fetchedAt >= now) return { now, exceptions };
    const inForce = exceptions.filter((exception) => exceptionStatus(exception, now) === "in-force");
    return { now: fetchedAt, exceptions: inForce };
  }

  /** Whether a version would have matured had the upstream confirmed it. */
  #isOverdue({ maturesAt }: Decision): boolean {
    return maturesAt !== undefined && maturesAt <= this.#parts.clock.now();
  }

  /**
   * The one place where a failure on the way to a verdict becomes `unknown`: the evidence that could not be had is
   * named, and the policy's `unknown` clause says what follows.
   */
  #decideSafely(
    { name, version }: Pick<VersionFacts, "name" | "version">,
    gather: () => VersionFacts,
    { inForce, context }: DecidingContext,
  ): Decision {
    try {
      return evaluate(inForce.policy, gather(), context);
    } catch (error) {
      this.#parts.logger.log("error", {
        code: "FIREWALL_UNDECIDED",
        message: `Cannot decide on "${name}@${version}"; the policy's clause for the unknown applies`,
        fields: { cause: toErrorRecord(error) },
      });
      const reason = `it could not be judged: ${toErrorRecord(error).message}`;
      // Nothing exempts what could not be judged: neither a private upstream nor an exception.
      const blank: VersionFacts = {
        ...blankFacts,
        name,
        version,
        upstream: "unknown",
        isPrivateUpstream: false,
        published: { state: "unavailable", reason },
        advisories: [],
        removedUpstreamAt: undefined,
      };
      return evaluate(inForce.policy, blank, { now: context.now, exceptions: [] });
    }
  }

  #createdAtOf(index: PackumentIndex): number | undefined {
    const known = this.#createdAt.get(index) ?? { at: packageCreatedAt(index) };
    this.#createdAt.set(index, known);
    return known.at;
  }

  #inspects(): boolean {
    return this.#parts.inspections !== undefined;
  }

  #awaitingQuestion(packument: HeldPackument, clause: InspectClause): AwaitingQuestion {
    const inspected = this.#parts.inspections?.of(packument.index.name);
    return { packument, clause, inspected, now: this.#parts.clock.now() };
  }

  /** Grows with each inspection of a version of the package. */
  #inspected({ index }: HeldPackument): number {
    return this.#parts.inspections?.revisionOf(index.name) ?? 0;
  }

  #sources({ index }: HeldPackument, intelligence: Intelligence): FactSources {
    const inspected = this.#parts.inspections?.of(index.name);
    return {
      inspectionOf: (entry) => inspected?.recall(entry) ?? blankFacts.inspection,
      createdAt: this.#createdAtOf(index),
      advisoriesOf: (name, version) => intelligence.match(name, version),
      fixesInUse: (name, version) =>
        intelligence.fixesInUse(name, version, () => this.#parts.versionsInUse(name)),
    };
  }
}

function isSameState(known: Remembered, { sightings, isAlsoPublic, staleSince }: HeldPackument): boolean {
  return (
    known.sightings === sightings &&
    known.isAlsoPublic === isAlsoPublic &&
    known.isStale === (staleSince !== undefined)
  );
}

function withoutMaturity(decision: Decision, { fetchedAt }: HeldPackument): Decision {
  const message = `The upstream has not confirmed since ${renderInstantShort(fetchedAt)} that the version is still there`;
  return {
    ...decision,
    reasons: [...decision.reasons, { code: "not-confirmed", message }],
    maturesAt: undefined,
  };
}
