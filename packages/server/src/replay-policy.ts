import type { Decision, DecisionWord } from "@lockkeeper/core";
import { renderInstant } from "@lockkeeper/core";
import type { PolicyDocument } from "@lockkeeper/policy";
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
    for await (const row of engine.store.ledger.query({ since, until })) {
      for (const version of versionsOf(row))
        note(changes, row, { version, after: decideAgain(engine, policy, row, version) });
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

function decideAgain(
  { store, services }: Engine,
  policy: PolicyDocument,
  row: LedgerRow,
  version: string,
): Decision | undefined {
  const history = store.sightings.versionsOf(row.package).find((seen) => seen.version === version);
  if (history === undefined) return undefined;
  const facts = factsAt(services, row, history);
  return evaluate(policy, facts, { now: row.at, exceptions: policy.exceptions });
}

function factsAt(
  services: Engine["services"],
  row: LedgerRow,
  history: VersionHistory,
): Parameters<typeof evaluate>[1] {
  const upstream = services.upstreams.all.find(({ id }) => id === history.upstream);
  const wasRemoved = history.removedAt !== undefined && history.removedAt <= row.at;
  return {
    name: row.package,
    version: history.version,
    upstream: history.upstream,
    isPrivateUpstream: upstream?.isPrivate ?? false,
    isAlsoPublic: false,
    published:
      history.publishedAt === undefined
        ? { state: "absent" }
        : { state: "present", value: history.publishedAt },
    firstSeenAt: history.firstSeenAt,
    packageCreatedAt: undefined,
    packageVersionCount: 0,
    deprecated: undefined,
    installScripts: history.installScripts,
    exoticDependencies: [],
    advisories: services.judge.advisoriesOf(row.package, history.version),
    fixesInUse: [],
    removedUpstreamAt: wasRemoved ? history.removedAt : undefined,
  };
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
