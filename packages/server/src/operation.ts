import { statfs } from "node:fs/promises";
import type { FirewallServices, Operation, Problem } from "@lockkeeper/firewall";
import { durationBoundsMs, listProblems } from "@lockkeeper/firewall";
import type { Clock } from "@lockkeeper/core";
import type { SourceStatus } from "@lockkeeper/feeds";
import { isSourceStale } from "@lockkeeper/feeds";
import { exceptionStatus } from "@lockkeeper/policy";
import type { Store } from "@lockkeeper/store";
import type { CacheMeter } from "./cache-meter.ts";
import type { MetricRegistry, Sample } from "./metric-registry.ts";
import { createMetricRegistry } from "./metric-registry.ts";
import { metricForms } from "./metrics-catalogue.ts";
import type { ProblemWatch } from "./problem-watch.ts";
import { addProcessFigures } from "./process-figures.ts";
import type { UpstreamMeter } from "./upstream-meter.ts";

/** What a log on disk says of itself. */
export interface LogState {
  /** Lines that could not be written since the start. */
  readonly lostLines: number;
  /** Since when lines are lost; `undefined` while they are written. Milliseconds since the epoch. */
  readonly failingSince: number | undefined;
}

/** Where the figures come from. */
export interface OperationParts {
  readonly store: Store;
  readonly watch: ProblemWatch;
  readonly upstreamMeter: UpstreamMeter;
  readonly cacheMeter: CacheMeter;
  readonly log: (() => LogState) | undefined;
  /** How the sources of the intelligence index stand. */
  readonly feeds: () => readonly SourceStatus[];
}

/** The operation of a server, to be closed with it. */
export interface ServerOperation extends Operation {
  /** Connects the figures that the firewall itself counts; its services need the operation first. */
  attach(services: FirewallServices): void;
  /** Looks at the disk; what is found shows until the next look. */
  lookAtDisk(): Promise<void>;
  close(): void;
}

const dayMs = 86_400_000;
const staleIntelMs = 7 * dayMs;
/** Is over when no row waits any more. */
const waitingRows = "LEDGER_IMPORT_FAILED";
const lowDiskBytes = 1_000_000_000;

/** Creates the operation: problems for `/-/health`, figures for `/-/metrics`. */
export function createOperation(parts: OperationParts): ServerOperation {
  const registry = createMetricRegistry();
  const stopProcessFigures = addProcessFigures(registry);
  let services: FirewallServices | undefined;
  let freeBytes = Number.POSITIVE_INFINITY;

  function problems(): readonly Problem[] {
    return [
      ...logProblems(parts.log?.()),
      ...parts.watch.problems().filter(({ code }) => code !== waitingRows || parts.store.ledger.pending > 0),
      ...(services === undefined ? [] : intelProblems(services, parts.feeds())),
      ...(freeBytes < lowDiskBytes
        ? [
            problem(
              "DISK_LOW",
              `Less than ${Math.round(freeBytes / 1_000_000)} MB are free where the data folder is`,
            ),
          ]
        : []),
    ];
  }

  return {
    problems,
    metrics: () => registry.render(),
    attach: (attached) => {
      services = attached;
      addTrafficFigures(registry, attached);
      addStateFigures(registry, attached);
      addFeedFigures(registry, attached.clock, parts.feeds);
      addStoreFigures(registry, parts);
    },
    lookAtDisk: async () => {
      const { bavail, bsize } = await statfs(parts.store.folder.root);
      freeBytes = bavail * bsize;
    },
    close: stopProcessFigures,
  };
}

function problem(code: string, message: string, since?: number): Problem {
  return { code, message, since };
}

function logProblems(log: LogState | undefined): readonly Problem[] {
  return log?.failingSince === undefined
    ? []
    : [
        problem(
          "LOG_FAILING",
          `The log file cannot be written; ${log.lostLines} lines are lost`,
          log.failingSince,
        ),
      ];
}

function intelProblems(services: FirewallServices, feeds: readonly SourceStatus[]): readonly Problem[] {
  const now = services.clock.now();
  const followed = feeds.filter(({ kind }) => kind !== "import");
  if (followed.length > 0) return followed.filter((feed) => isSourceStale(feed, now)).map(staleFeed);
  const { index } = services.intelligence().describe();
  if (index === undefined || now - index.builtAt < staleIntelMs) return [];
  return [problem("INTEL_OLD", "The intelligence index is older than a week", index.builtAt + staleIntelMs)];
}

function staleFeed({ id, checkedAt }: SourceStatus): Problem {
  return problem("INTEL_STALE", `The advisories of ${id} were not confirmed for more than a day`, checkedAt);
}

function addTrafficFigures(registry: MetricRegistry, { traffic }: FirewallServices): void {
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

function addStateFigures(registry: MetricRegistry, services: FirewallServices): void {
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

/** The index names its sources as their owner did; there are few. */
const sourcesMaxCount = 50;

function addFeedFigures(registry: MetricRegistry, clock: Clock, feeds: () => readonly SourceStatus[]): void {
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

function addStoreFigures(registry: MetricRegistry, parts: OperationParts): void {
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
