import type { FirewallServices, Operation, Problem } from "@lockkeeper/firewall";
import type { SourceStatus } from "@lockkeeper/feeds";
import { isSourceStale } from "@lockkeeper/feeds";
import type { Store } from "@lockkeeper/store";
import type { CacheMeter } from "./cache-meter.ts";
import { addFeedFigures, addStateFigures, addStoreFigures, addTrafficFigures } from "./figures.ts";
import { createMetricRegistry } from "./metric-registry.ts";
import { createDiskWatch } from "./disk-watch.ts";
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
  /** Connects the figure of what was told late. */
  attachLateWatch(watch: { readonly toldCount: number }): void;
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
  let lateWatch: { readonly toldCount: number } | undefined;
  const disk = createDiskWatch(parts.store.folder.root, parts.watch.logger);

  function problems(): readonly Problem[] {
    const freeBytes = disk.freeBytes();
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
      registry.counter(metricForms.lateExposures, () => [{ value: lateWatch?.toldCount ?? 0 }]);
      registry.gauge(metricForms.diskFree, () => [{ value: disk.freeBytes() }]);
    },
    attachLateWatch: (watch) => {
      lateWatch = watch;
    },
    lookAtDisk: () => disk.look(),
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
