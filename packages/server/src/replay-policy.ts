import type { Decision, DecisionWord } from "@lockkeeper/core";
import { renderInstant } from "@lockkeeper/core";
import type { PolicyInForce } from "@lockkeeper/firewall";
import { factsOfHistory } from "@lockkeeper/firewall";
import type { Exception, PolicyDocument } from "@lockkeeper/policy";
import { evaluate } from "@lockkeeper/policy";
import type { LedgerRow, VersionHistory } from "@lockkeeper/store";
import type { Engine } from "./open-engine.ts";
import { openEngine } from "./open-engine.ts";
import type { EngineSettings } from "./settings.ts";

/** Which requests are decided again, and under which policy. Times are milliseconds since the epoch. */
export interface ReplayInput {
  readonly settings: EngineSettings;
  readonly policy: PolicyDocument;
  readonly since: number;
  readonly until: number;
}

/** A version whose requests would have been decided otherwise. */
export interface ReplayRow {
  readonly package: string;
  readonly version: string;
  /** The first request that differs, ISO 8601 UTC. */
  readonly at: string;
  readonly requests: number;
  readonly identities: readonly string[];
  readonly before: { readonly decision: DecisionWord; readonly clause: string };
  readonly after: { readonly decision: DecisionWord; readonly clause: string };
}

interface Change {
  readonly first: LedgerRow;
  readonly after: Decision;
  requests: number;
  readonly identities: Set<string>;
}

/** Decides the ledger's requests for versions again, each at its own time, and yields those that change. */
export async function* replayPolicy({
  settings,
  policy,
  since,
  until,
}: ReplayInput): AsyncIterable<ReplayRow> {
  const engine = await openEngine(settings);
  try {
    const changes = new Map<string, Change>();
    const decide = createDecider(engine, policy);
    for await (const row of engine.store.ledger.query({ since, until })) {
      for (const version of versionsOf(row)) note(changes, row, { version, after: decide(row, version) });
    }
    for (const [key, change] of changes) yield toRow(key, change);
  } finally {
    await engine.close();
  }
}

/** A packument row speaks for the versions that it withheld, any other row for its own version. */
function versionsOf(row: LedgerRow): readonly string[] {
  if (row.kind === "packument") return row.withheld;
  return row.version === null ? [] : [row.version];
}

type Decide = (row: LedgerRow, version: string) => Decision | undefined;

/** Decides as at a row's own time; what is remembered of a package is read once. */
function createDecider({ store, services }: Engine, policy: PolicyDocument): Decide {
  const remembered = new Map<string, readonly VersionHistory[]>();
  const exceptions = [...policy.exceptions, ...addedExceptions(services.policy())];
  return (row, version) => {
    const histories = remembered.get(row.package) ?? store.sightings.versionsOf(row.package);
    remembered.set(row.package, histories);
    const history = histories.find((seen) => seen.version === version);
    if (history === undefined) return undefined;
    const facts = factsOfHistory(services, row.package, { history, histories });
    const removedUpstreamAt =
      history.removedAt !== undefined && history.removedAt <= row.at ? history.removedAt : undefined;
    return evaluate(policy, { ...facts, removedUpstreamAt }, { now: row.at, exceptions });
  };
}

/** Exceptions beside the document stay in force whatever document replaces it. */
function addedExceptions({ policy, exceptions }: PolicyInForce): readonly Exception[] {
  return exceptions.filter((exception) => !policy.exceptions.includes(exception));
}

function note(
  changes: Map<string, Change>,
  row: LedgerRow,
  { version, after }: { readonly version: string; readonly after: Decision | undefined },
): void {
  // Under the same effect the request would have ended the same way, whatever the clause.
  const before = row.kind === "packument" ? "hold" : row.effect;
  if (after === undefined || isServed(before) === isServed(after.effect)) return;
  const key = JSON.stringify([row.package, version]);
  const known = changes.get(key);
  if (known === undefined) {
    changes.set(key, { first: row, after, requests: 1, identities: new Set([row.identity]) });
    return;
  }
  known.requests += 1;
  known.identities.add(row.identity);
}

function isServed(effect: string): boolean {
  return effect === "allow" || effect === "warn";
}

function toRow(key: string, { first, after, requests, identities }: Change): ReplayRow {
  const [name, version] = JSON.parse(key) as [string, string]; // written above
  const isPackument = first.kind === "packument";
  return {
    package: name,
    version,
    at: renderInstant(first.at),
    requests,
    identities: [...identities].sort(),
    before: {
      decision: isPackument ? "hold" : first.decision,
      clause: isPackument ? "withheld" : first.clause,
    },
    after: { decision: after.decision, clause: after.clause },
  };
}
