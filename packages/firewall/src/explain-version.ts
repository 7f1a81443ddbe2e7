import type {
  Decision,
  DecisionWord,
  Effect,
  ErrorRecord,
  PackageName,
  Reason,
  VersionFacts,
} from "@lockkeeper/core";
import { isWithheld, limits, renderInstant, toErrorRecord, tryParseVersion } from "@lockkeeper/core";
import { clauseNames } from "@lockkeeper/policy";
import type { PackumentIndex } from "@lockkeeper/registry";
import type { VersionHistory } from "@lockkeeper/store";
import { maxSatisfying, validRange } from "semver";
import type { FirewallServices } from "./exchange.ts";
import type { Judgement } from "./judge.ts";
import { judgeInspected } from "./judge-inspected.ts";
import { newestAcceptable } from "./newest-acceptable.ts";
import type { HeldPackument } from "./packument-source.ts";
import { findUnlisted } from "./unlisted-version.ts";

/** Why a version was decided as it was: the line of `explain --json` and of the decision URL (docs/contracts.md). */
export interface ExplainRecord {
  readonly schema: 1;
  readonly spec: string;
  readonly name: string;
  readonly version: string | null;
  readonly decision: DecisionWord;
  readonly effect: Effect;
  readonly clause: string;
  readonly policyRevision: string;
  readonly reasons: readonly Reason[];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly newestAcceptable: string | null;
  /** ISO 8601 UTC; when time alone lifts the decision. */
  readonly maturesAt: string | null;
  readonly approvers: readonly string[];
  /** ISO 8601 UTC, by the clock that the decision was made with. */
  readonly decidedAt: string;
  /** The command that would ask for an exception; `null` where none is needed. */
  readonly command: string | null;
  readonly error?: ErrorRecord;
}

/** What is to be explained. */
export interface ExplainRequest {
  readonly name: PackageName;
  /** A version, range or tag; `latest` when absent. */
  readonly selector: string | undefined;
}

/** Explains the decision on what a client would take without the firewall. Failures are part of the record. */
export async function explainVersion(
  services: FirewallServices,
  asked: ExplainRequest,
): Promise<ExplainRecord> {
  try {
    const lookup = await services.packuments.get(asked.name);
    if (lookup.kind === "absent") return explainAbsent(services, asked);
    return await explainFound(services, asked, lookup.packument);
  } catch (error) {
    return undecided(services, asked, toErrorRecord(error));
  }
}

async function explainFound(
  services: FirewallServices,
  asked: ExplainRequest,
  packument: HeldPackument,
): Promise<ExplainRecord> {
  const version = selectVersion(packument.index, asked.selector);
  const judgement = await judgeForExplanation(services, packument, version);
  const decision = version === undefined ? undefined : judgement.decisions.get(version);
  const facts = version === undefined ? undefined : services.judge.facts(packument, version);
  if (version === undefined || decision === undefined || facts === undefined)
    return explainAbsent(services, asked, judgement);
  const history = services.sightings.versionsOf(asked.name).find((seen) => seen.version === version);
  return {
    ...blankRecord(services, asked),
    version,
    ...verdictOf(decision),
    facts: { ...renderFacts(facts), ...historyFacts(history) },
    newestAcceptable: acceptableFor(judgement, asked.selector, version) ?? null,
    command: exceptionCommand(asked.name, version, decision),
  };
}

/** Who asks about a version learns what an inspection says of it, whatever else is known. */
async function judgeForExplanation(
  services: FirewallServices,
  packument: HeldPackument,
  version: string | undefined,
): Promise<Judgement> {
  const entry = version === undefined ? undefined : packument.index.versions.get(version);
  const judgement = services.judge.judge(packument);
  if (entry !== undefined && services.judge.isAwaiting(packument, entry, judgement)) {
    const { budgetMs } = judgement.inspect;
    const decision = judgement.decisions.get(entry.version);
    const isDecided = decision !== undefined && isWithheld(decision);
    if (isDecided) await services.inspections?.inform(packument, entry, budgetMs);
    else await services.inspections?.inspect(packument, [entry], budgetMs);
  }
  return await judgeInspected(services, packument);
}

function explainAbsent(
  services: FirewallServices,
  asked: ExplainRequest,
  judgement?: Judgement,
): ExplainRecord {
  const unlisted = findUnlisted(services, {
    name: asked.name,
    isWanted: ({ version }) => asked.selector === undefined || version === asked.selector,
    named: asked.selector === undefined ? undefined : tryParseVersion(asked.selector),
  });
  if (unlisted === undefined) {
    const wanted = asked.selector === undefined ? asked.name : `${asked.name}@${asked.selector}`;
    return undecided(services, asked, {
      code: "FIREWALL_UNKNOWN_VERSION",
      message: `Cannot explain "${wanted}" as the upstream has no such version and none was seen here before`,
      hint: "Check the spelling and the upstream.",
    });
  }
  const { version, facts, history } = unlisted;
  const { decision } = services.judge.decide(facts);
  return {
    ...blankRecord(services, asked),
    version,
    ...verdictOf(decision),
    facts: { ...renderFacts(facts), ...historyFacts(history) },
    newestAcceptable: judgement === undefined ? null : (newestAcceptable(judgement, version) ?? null),
    command: exceptionCommand(asked.name, version, decision),
  };
}

function undecided(services: FirewallServices, asked: ExplainRequest, error: ErrorRecord): ExplainRecord {
  const { unknown } = services.policy().policy;
  const effect = unknown === "off" ? "allow" : unknown;
  return { ...blankRecord(services, asked), decision: "unknown", effect, clause: "unknown", error };
}

function blankRecord(services: FirewallServices, { name, selector }: ExplainRequest): ExplainRecord {
  return {
    schema: 1,
    spec: selector === undefined ? name : `${name}@${selector}`,
    name,
    version: null,
    decision: "allow",
    effect: "allow",
    clause: "none",
    policyRevision: services.policy().revision,
    reasons: [],
    facts: {},
    newestAcceptable: null,
    maturesAt: null,
    decidedAt: renderInstant(services.clock.now()),
    approvers: [],
    command: null,
  };
}

function verdictOf(
  decision: Decision,
): Pick<ExplainRecord, "decision" | "effect" | "clause" | "reasons" | "maturesAt"> {
  return {
    decision: decision.decision,
    effect: decision.effect,
    clause: decision.clause,
    reasons: decision.reasons,
    maturesAt: decision.maturesAt === undefined ? null : renderInstant(decision.maturesAt),
  };
}

/** What a client would resolve if every version of the upstream were there. */
function selectVersion(index: PackumentIndex, selector: string | undefined): string | undefined {
  const tag = index.distTags.get(selector ?? "latest");
  if (tag !== undefined && index.versions.has(tag)) return tag;
  if (selector === undefined) return undefined;
  if (index.versions.has(selector)) return selector;
  // A range of thousands of alternatives takes seconds for a package of thousands of versions.
  if (selector.length > limits.versionMaxCharacters || validRange(selector) === null) return undefined;
  return maxSatisfying([...index.versions.keys()], selector) ?? undefined;
}

function acceptableFor(
  judgement: Judgement,
  selector: string | undefined,
  version: string,
): string | undefined {
  const isRange = selector !== undefined && selector !== version && validRange(selector) !== null;
  const within = isRange ? maxSatisfying([...judgement.kept], selector) : null;
  return within ?? newestAcceptable(judgement, version);
}

function renderFacts(facts: VersionFacts): Readonly<Record<string, unknown>> {
  return {
    upstream: facts.upstream,
    publishedAt: facts.published.state === "present" ? renderInstant(facts.published.value) : null,
    publishTime: facts.published.state,
    firstSeenAt: facts.firstSeenAt === undefined ? null : renderInstant(facts.firstSeenAt),
    deprecated: facts.deprecated ?? null,
    installScripts: facts.installScripts,
    exoticDependencies: facts.exoticDependencies,
    advisories: facts.advisories.map(({ id, kind, severity, summary, source }) => ({
      id,
      kind,
      severity: severity ?? null,
      summary,
      source,
    })),
    fixesInUse: facts.fixesInUse,
    inspection: renderInspection(facts.inspection),
    removedUpstreamAt: facts.removedUpstreamAt === undefined ? null : renderInstant(facts.removedUpstreamAt),
  };
}

function renderInspection(inspection: VersionFacts["inspection"]): Readonly<Record<string, unknown>> {
  if (inspection.state === "absent") return { state: "absent" };
  if (inspection.state === "unavailable") return { state: "unavailable", reason: inspection.reason };
  const { verdict, summary, findings } = inspection.value;
  return { state: "present", verdict, summary, findings };
}

function historyFacts(history: VersionHistory | undefined): Readonly<Record<string, unknown>> {
  if (history === undefined) return {};
  return {
    publisher: history.publisher ?? null,
    hasAttestation: history.hasAttestation,
    gitHead: history.gitHead ?? null,
    integrity: history.integrity ?? history.shasum ?? null,
  };
}

/** Clauses that no one-liner is offered against: lifting them takes more than a tired person's copy and paste. */
const notOffered = new Set(["malware", "mass-report", "deny", "removed-upstream"]);

/** The command that would lift every clause that objects. */
function exceptionCommand(name: string, version: string, decision: Decision): string | null {
  if (!isWithheld(decision)) return null;
  const objecting = new Set(decision.reasons.map(({ code }) => code));
  const clauses = clauseNames.filter((clause) => objecting.has(clause));
  if (clauses.length === 0 || clauses.some((clause) => notOffered.has(clause))) return null;
  return `npx --no lockkeeper exception add ${name}@${version} --clause ${clauses.join(",")} --reason "…" --owner "…" --expires 7d`;
}
