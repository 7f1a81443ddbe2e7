import { renderInstant } from "@lockkeeper/core";
import type { Exchange, FirewallServices } from "../exchange.ts";
import { sendBytes, sendJson } from "../respond.ts";

/** Something that does not work as it should, while requests are still answered. */
export interface Problem {
  /** Stable, such as `LOG_FAILING`. */
  readonly code: string;
  /** One sentence without names of this machine or of packages. */
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly since: number | undefined;
}

/** What the operator of the server sees: supplied by the one who runs the firewall. */
export interface Operation {
  /** What does not work as it should; the ledger and upstreams aside, which the firewall knows itself. */
  problems(): readonly Problem[];
  /** The figures of `/-/metrics`. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Answers how the firewall is: 200 while it serves, 503 while it cannot. */
export function serveHealth(exchange: Exchange, services: FirewallServices): void {
  const problems = listProblems(services);
  const failingSince = services.condition.ledgerFailingSince;
  const instant = (at: number | undefined): string | null => (at === undefined ? null : renderInstant(at));
  const brief = {
    status: failingSince !== undefined ? "failing" : problems.length === 0 ? "ok" : "degraded",
    version: services.version,
    policyRevision: services.policy().revision,
    observing: services.isObserving,
  };
  // Whoever only knows the address learns that it works, not what is behind it.
  const isStranger = services.access.isTokenRequired && exchange.token === undefined;
  if (isStranger) {
    sendJson(exchange, failingSince === undefined ? 200 : 503, brief);
    return;
  }
  sendJson(exchange, failingSince === undefined ? 200 : 503, {
    ...brief,
    reasons: problems.map(({ since, ...problem }) => ({ ...problem, since: instant(since) })),
    ledgerFailingSince: instant(failingSince),
    intelligence: services.intelligence().revision,
    stalePackuments: services.packuments.staleCount,
    ledgerPending: services.ledger.pending,
    upstreams: services.upstreams.all.map(({ id, isPrivate }) => ({ id, private: isPrivate })),
    now: renderInstant(services.clock.now()),
    startedAt: renderInstant(services.startedAt),
  });
}

const pendingMaxRows = 20_000;

/** Everything that does not work as it should, gravest first. */
export function listProblems(services: FirewallServices): readonly Problem[] {
  const failingSince = services.condition.ledgerFailingSince;
  const stale = services.packuments.staleCount;
  const pending = services.ledger.pending;
  return [
    ...when(
      failingSince !== undefined,
      "LEDGER_FAILING",
      "Rows of the ledger cannot be written; requests fail",
      failingSince,
    ),
    ...when(
      pending > pendingMaxRows,
      "LEDGER_BACKLOG",
      `${pending} rows wait in the ledger's journal for the database`,
    ),
    ...when(
      stale > 0,
      "UPSTREAM_STALE",
      `${stale} packuments are served from a copy, as their upstream does not confirm them`,
    ),
    ...services.operation.problems(),
  ];
}

function when(holds: boolean, code: string, message: string, since?: number): readonly Problem[] {
  return holds ? [{ code, message, since }] : [];
}

/** Answers the figures for a collector. */
export async function serveMetrics(exchange: Exchange, services: FirewallServices): Promise<void> {
  const { contentType, text } = await services.operation.metrics();
  sendBytes(exchange, 200, Buffer.from(text), {
    headers: { "content-type": contentType, "cache-control": "no-store" },
  });
}
