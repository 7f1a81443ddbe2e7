import type { Clock } from "@lockkeeper/core";
import type { SourceStatus } from "@lockkeeper/feeds";
import type { FirewallServices } from "@lockkeeper/firewall";
import { durationBoundsMs, listProblems } from "@lockkeeper/firewall";
import { exceptionStatus } from "@lockkeeper/policy";
import type { Store } from "@lockkeeper/store";
import type { MetricRegistry, Sample } from "./metric-registry.ts";
import { metricForms } from "./metrics-catalogue.ts";
import type { OperationParts } from "./operation.ts";

/** The index names its sources as their owner did; there are few. */
const sourcesMaxCount = 50;

/** Adds what the firewall counts of requests and decisions. */
export function addTrafficFigures(registry: MetricRegistry, { traffic }: FirewallServices): void {
  registry.counter(metricForms.requests, () =>
    traffic.requests().map(({ count, ...labels }) => ({ labels, value: count })),
  );
  registry.histogram(
    metricForms.requestDuration,
    durationBoundsMs.map((ms) => ms / 1000),
    () =>
      traffic.durations().map(({ kind, hasWaited, buckets, sumMs }) => ({
        labels: { kind, waited: hasWaited ? "yes" : "no" },
        buckets,
        sum: sumMs / 1000,
      })),
  );
  registry.gauge(metricForms.inFlight, () => one(traffic.inFlight));
  registry.counter(metricForms.decisions, () =>
    traffic.decisions().map(({ count, ...labels }) => ({ labels, value: count })),
  );
  registry.counter(metricForms.observed, () => one(traffic.observedCount));
  registry.counter(metricForms.filtered, () => one(traffic.filteredCount));
}

/** Adds what is in force, and how it stands. */
export function addStateFigures(registry: MetricRegistry, services: FirewallServices): void {
  const { version, isObserving, condition, clock } = services;
  registry.gauge(metricForms.buildInfo, () => [{ labels: { version, node: process.version }, value: 1 }]);
  registry.gauge(metricForms.policyInfo, () => {
    const { revision, policy } = services.policy();
    return [{ labels: { revision, preset: policy.preset ?? "custom" }, value: 1 }];
  });
  registry.gauge(metricForms.observing, () => one(isObserving ? 1 : 0));
  registry.gauge(metricForms.problems, () =>
    listProblems(services).map(({ code }) => ({ labels: { reason: code }, value: 1 })),
  );
  registry.gauge(metricForms.stalePackuments, () => one(services.packuments.staleCount));
  registry.gauge(metricForms.ledgerPending, () => one(services.ledger.pending));
  registry.gauge(metricForms.ledgerFailing, () => one(condition.ledgerFailingSince === undefined ? 0 : 1));
  registry.gauge(metricForms.intelRecords, () => {
    const { campaigns, index } = services.intelligence().describe();
    const sources = (index?.sources ?? []).slice(0, sourcesMaxCount);
    return [
      { labels: { source: "catalogue" }, value: campaigns },
      ...sources.map(({ name, records }) => ({ labels: { source: name }, value: records })),
    ];
  });
  registry.gauge(metricForms.intelBuilt, () => {
    const { index } = services.intelligence().describe();
    return index === undefined ? [] : one(index.builtAt / 1000);
  });
  registry.gauge(metricForms.exceptions, () => {
    const now = clock.now();
    const all = services.policy().exceptions;
    const expired = all.filter((exception) => exceptionStatus(exception, now) === "expired").length;
    return [
      { labels: { status: "in-force" }, value: all.length - expired },
      { labels: { status: "expired" }, value: expired },
    ];
  });
}

/** Adds how the sources of advisories stand. */
export function addFeedFigures(
  registry: MetricRegistry,
  clock: Clock,
  feeds: () => readonly SourceStatus[],
): void {
  const followed = (): readonly SourceStatus[] => feeds().slice(0, sourcesMaxCount);
  registry.gauge(metricForms.intelAge, () =>
    followed().flatMap(({ id, checkedAt }) =>
      checkedAt === undefined
        ? []
        : [{ labels: { source: id }, value: Math.max(0, clock.now() - checkedAt) / 1000 }],
    ),
  );
  registry.gauge(metricForms.intelFailing, () =>
    followed().map(({ id, failure }) => ({ labels: { source: id }, value: failure === undefined ? 0 : 1 })),
  );
}

/** Adds what is kept, and what was asked of upstreams and caches. */
export function addStoreFigures(registry: MetricRegistry, parts: OperationParts): void {
  const { store, watch, upstreamMeter, cacheMeter, log } = parts;
  const byCache = (pick: (usage: ReturnType<Store["cacheUsage"]>["tarballs"]) => number): readonly Sample[] =>
    Object.entries(store.cacheUsage()).map(([cache, usage]) => ({ labels: { cache }, value: pick(usage) }));
  registry.counter(metricForms.upstreamRequests, () => upstreamMeter.counts());
  registry.histogram(
    metricForms.upstreamDuration,
    durationBoundsMs.map((ms) => ms / 1000),
    () => upstreamMeter.times(),
  );
  registry.counter(metricForms.cacheLookups, () => cacheMeter.counts());
  registry.gauge(metricForms.cacheBytes, () => byCache(({ bytes }) => bytes));
  registry.gauge(metricForms.cacheFiles, () => byCache(({ files }) => files));
  registry.gauge(metricForms.cacheLimit, () => byCache(({ maxBytes }) => maxBytes));
  registry.counter(metricForms.cacheEvicted, () => byCache(({ removedFiles }) => removedFiles));
  registry.gauge(metricForms.ledgerRows, () => one(store.retention.size().rows));
  registry.gauge(metricForms.ledgerPruned, () => one(store.retention.anchor()?.rows ?? 0));
  registry.counter(metricForms.logLines, () => watch.lines());
  registry.counter(metricForms.logLost, () => one(log?.().lostLines ?? 0));
}

function one(value: number): readonly Sample[] {
  return [{ value }];
}
