import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock, Decision, Logger } from "@lockkeeper/core";
import type { Intelligence } from "@lockkeeper/intel";
import type { ClientAgent, RegistryRequest, Upstreams } from "@lockkeeper/registry";
import type { Ledger, LedgerEntry, SightingStore, TakenSweep } from "@lockkeeper/store";
import type { CallerToken } from "./authenticator.ts";
import type { Canaries } from "./canary.ts";
import type { AccessControl } from "./gate.ts";
import type { Inspections } from "./inspections.ts";
import type { Judge, PolicyInForce } from "./judge.ts";
import type { PackumentAnswers } from "./packument-answer.ts";
import type { PackumentSource } from "./packument-source.ts";
import type { RunClaim } from "./run-claim.ts";
import type { Runs } from "./runs.ts";
import type { Operation } from "./handlers/operation.ts";
import type { TarballSource } from "./tarball-source.ts";
import type { RequestTrace, Traffic } from "./traffic.ts";

/** The parts that the handlers of requests work with. */
export interface FirewallServices {
  readonly packuments: PackumentSource;
  readonly tarballs: TarballSource;
  readonly answers: PackumentAnswers;
  readonly judge: Judge;
  /** Without any, no version is inspected. */
  readonly inspections?: Inspections | undefined;
  readonly ledger: Ledger;
  readonly sightings: SightingStore;
  readonly upstreams: Upstreams;
  readonly canaries: Canaries;
  readonly access: AccessControl;
  readonly intelligence: () => Intelligence;
  readonly policy: () => PolicyInForce;
  readonly isObserving: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  readonly startedAt: number;
  readonly condition: FirewallCondition;
  readonly traffic: Traffic;
  readonly operation: Operation;
  /** Commands of people on this machine that are under way behind the firewall. */
  readonly runs: Runs;
  /** Where results of sweeps go. Without it none is taken. */
  readonly takeSweep?: ((bytes: Buffer) => Promise<TakenSweep>) | undefined;
}

/** What goes wrong at present; told by `/-/health`. */
export interface FirewallCondition {
  /** Since when rows of the ledger cannot be written; requests fail meanwhile. */
  ledgerFailingSince: number | undefined;
}

/** One request on its way to an answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly trace: RequestTrace;
  readonly asked: RegistryRequest;
  readonly agent: ClientAgent;
  /** Who asks, as the ledger keeps it: `person:alice#tk-3` by token, else what the client states, else `anonymous`. */
  readonly identity: string;
  /** The valid token of the caller. */
  readonly token: CallerToken | undefined;
  /** The client's address, read on arrival: a socket that has closed no longer tells. */
  readonly remote: string | undefined;
  /** Where the client reaches the firewall, as it spelled it. */
  readonly origin: string;
  /** The command that the request is part of, when its proxy handed it over. */
  readonly run: RunClaim | undefined;
}

/** The fields of a ledger entry that differ from request to request of one exchange. */
export type LedgerDetails = Pick<LedgerEntry, "kind" | "package" | "outcome" | "status"> &
  Partial<Pick<LedgerEntry, "version" | "integrityServed" | "withheld" | "observed" | "tookFromCache">> & {
    readonly decision?: Decision;
    readonly policyRevision?: string;
  };

/**
 * Writes the row of a request. It happens before the answer is sent: when it throws (disk full), the request fails
 * and nothing is served that the ledger does not know.
 */
export function record(exchange: Exchange, services: FirewallServices, details: LedgerDetails): void {
  const { decision = undecided, policyRevision = services.policy().revision, ...rest } = details;
  const at = services.clock.now();
  try {
    services.ledger.append({
      ...blankDetails,
      ...rest,
      ...clientOf(exchange),
      at,
      decision: decision.decision,
      effect: decision.effect,
      clause: decision.clause,
      policyRevision,
    });
  } catch (error) {
    services.condition.ledgerFailingSince ??= at;
    throw error;
  }
  services.condition.ledgerFailingSince = undefined;
  noteTraffic(services.traffic, rest, details.decision);
  noteTaken(exchange, rest, details.decision);
}

function noteTraffic(traffic: Traffic, details: LedgerDetails, decision: Decision | undefined): void {
  const { kind, withheld = [], observed = false } = details;
  if (decision !== undefined) traffic.noteDecision(decision.clause, decision.effect, observed);
  if (kind === "packument" && withheld.length > 0) traffic.noteFiltered();
}

function noteTaken({ run }: Exchange, details: LedgerDetails, decision: Decision | undefined): void {
  const { kind, outcome, version } = details;
  const isTaken = kind === "tarball" && (outcome === "served" || outcome === "not-modified");
  if (isTaken && typeof version === "string") run?.run.log.noteTaken(details.package, version, decision);
}

/** A request that is about no single version: nothing was decided on it as a whole. */
const undecided = { decision: "allow", effect: "allow", clause: "none" } as const;

const blankDetails = {
  version: null,
  integrityServed: null,
  withheld: [],
  observed: false,
  tookFromCache: false,
} as const;

type ClientFields = Pick<
  LedgerEntry,
  "identity" | "client" | "clientVersion" | "command" | "ci" | "remote" | "integrityExpected"
>;

function clientOf({ agent, identity, remote }: Exchange): ClientFields {
  return {
    identity,
    client: agent.client,
    clientVersion: agent.version ?? null,
    command: agent.command ?? null,
    ci: agent.ci ?? null,
    remote: remote ?? null,
    integrityExpected: agent.expectedIntegrity ?? null,
  };
}
