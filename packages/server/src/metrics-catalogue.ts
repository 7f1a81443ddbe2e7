/** What a figure is, as the documentation and the answer of `/-/metrics` say it. */
export interface MetricForm {
  readonly name: string;
  readonly kind: "counter" | "gauge" | "histogram";
  /** One sentence with the unit. */
  readonly help: string;
  /** Names of labels with what they tell apart: closed lists and configured names, never a package or a person. */
  readonly labels: Readonly<Record<string, string>>;
}

const kindLabel = { kind: "kind of request: packument, manifest, tarball, …" };
const upstreamLabel = { upstream: "id of the upstream" };
const cacheLabel = { cache: "tarballs, packuments, or snapshots (packuments that left the cache)" };

/** The figures by the name that the code has for them. */
export type MetricKey =
  | "buildInfo"
  | "policyInfo"
  | "observing"
  | "problems"
  | "requests"
  | "requestDuration"
  | "inFlight"
  | "decisions"
  | "observed"
  | "filtered"
  | "upstreamRequests"
  | "upstreamDuration"
  | "stalePackuments"
  | "cacheLookups"
  | "cacheBytes"
  | "cacheFiles"
  | "cacheLimit"
  | "cacheEvicted"
  | "diskFree"
  | "ledgerRows"
  | "ledgerPruned"
  | "ledgerPending"
  | "ledgerFailing"
  | "intelRecords"
  | "intelBuilt"
  | "intelAge"
  | "intelFailing"
  | "lateExposures"
  | "exceptions"
  | "logLines"
  | "logLost"
  | "cpu"
  | "resident"
  | "heap"
  | "external"
  | "startTime"
  | "loopDelay";

/** Every figure of `/-/metrics`, in the order of the answer. */
export const metricForms: Readonly<Record<MetricKey, MetricForm>> = {
  buildInfo: {
    name: "lockkeeper_build_info",
    kind: "gauge",
    help: "Always 1; says what runs.",
    labels: { version: "Lockkeeper's version", node: "Node's version" },
  },
  policyInfo: {
    name: "lockkeeper_policy_info",
    kind: "gauge",
    help: "Always 1; says which policy is in force.",
    labels: { revision: "revision of the policy in force", preset: "preset, or custom" },
  },
  observing: {
    name: "lockkeeper_observing",
    kind: "gauge",
    help: "1 while the whole firewall only observes.",
    labels: {},
  },
  problems: {
    name: "lockkeeper_problems",
    kind: "gauge",
    help: "1 for everything that /-/health names as a reason at present.",
    labels: { reason: "code of the reason" },
  },
  requests: {
    name: "lockkeeper_requests_total",
    kind: "counter",
    help: "Requests answered.",
    labels: {
      ...kindLabel,
      outcome: "served, not-modified, unauthorized, refused, not-found, rejected, failed, aborted",
      client: "npm, pnpm, yarn, yarn-berry, bun, other",
    },
  },
  requestDuration: {
    name: "lockkeeper_request_duration_seconds",
    kind: "histogram",
    help: "Seconds from a request's arrival until its answer was handed to the system.",
    labels: { ...kindLabel, waited: "yes when the disk's copy or the upstream was waited for, else no" },
  },
  inFlight: {
    name: "lockkeeper_requests_in_flight",
    kind: "gauge",
    help: "Requests that are under way.",
    labels: {},
  },
  decisions: {
    name: "lockkeeper_decisions_total",
    kind: "counter",
    help: "Decisions on single versions that were asked for.",
    labels: { clause: "clause that decided, or none", effect: "allow, warn, hold, block" },
  },
  observed: {
    name: "lockkeeper_observed_total",
    kind: "counter",
    help: "Versions served although policy would withhold them, since the firewall or the token only observes.",
    labels: {},
  },
  filtered: {
    name: "lockkeeper_packuments_filtered_total",
    kind: "counter",
    help: "Packuments answered without some versions.",
    labels: {},
  },
  upstreamRequests: {
    name: "lockkeeper_upstream_requests_total",
    kind: "counter",
    help: "Questions to upstreams, a second try not counted.",
    labels: {
      ...upstreamLabel,
      what: "packument, tarball, or service",
      outcome: "fresh, not-modified, absent, refused, or failed",
    },
  },
  upstreamDuration: {
    name: "lockkeeper_upstream_duration_seconds",
    kind: "histogram",
    help: "Seconds until an upstream had answered: a packument whole, a tarball its headers.",
    labels: { ...upstreamLabel, what: "packument, tarball, or service" },
  },
  stalePackuments: {
    name: "lockkeeper_stale_packuments",
    kind: "gauge",
    help: "Packuments served from a copy since their upstream does not confirm them.",
    labels: {},
  },
  cacheLookups: {
    name: "lockkeeper_cache_lookups_total",
    kind: "counter",
    help: "Look-ups in the caches on disk. A packument in memory needs none.",
    labels: { cache: "tarballs or packuments", result: "hit or miss" },
  },
  cacheBytes: {
    name: "lockkeeper_cache_bytes",
    kind: "gauge",
    help: "Bytes in a cache, as counted.",
    labels: cacheLabel,
  },
  cacheFiles: {
    name: "lockkeeper_cache_files",
    kind: "gauge",
    help: "Files in a cache, as counted.",
    labels: cacheLabel,
  },
  cacheLimit: {
    name: "lockkeeper_cache_limit_bytes",
    kind: "gauge",
    help: "Bytes a cache may hold before what was used least recently goes.",
    labels: cacheLabel,
  },
  cacheEvicted: {
    name: "lockkeeper_cache_evicted_files_total",
    kind: "counter",
    help: "Files that had to go since the start.",
    labels: cacheLabel,
  },
  diskFree: {
    name: "lockkeeper_disk_free_bytes",
    kind: "gauge",
    help: "Bytes that are free where the data folder is.",
    labels: {},
  },
  ledgerRows: {
    name: "lockkeeper_ledger_rows",
    kind: "gauge",
    help: "Rows of the ledger in the database, pruned ones not counted.",
    labels: {},
  },
  ledgerPruned: {
    name: "lockkeeper_ledger_pruned_rows",
    kind: "gauge",
    help: "Rows that were ever pruned.",
    labels: {},
  },
  ledgerPending: {
    name: "lockkeeper_ledger_pending_rows",
    kind: "gauge",
    help: "Rows in the journal that the database does not hold yet.",
    labels: {},
  },
  ledgerFailing: {
    name: "lockkeeper_ledger_failing",
    kind: "gauge",
    help: "1 while rows cannot be written; requests fail meanwhile.",
    labels: {},
  },
  intelRecords: {
    name: "lockkeeper_intel_records",
    kind: "gauge",
    help: "Records of the intelligence index.",
    labels: { source: "name of the source; catalogue for the built-in campaigns" },
  },
  intelBuilt: {
    name: "lockkeeper_intel_built_timestamp_seconds",
    kind: "gauge",
    help: "When the intelligence index was built, in seconds since 1970; 0 while there is none.",
    labels: {},
  },
  intelAge: {
    name: "lockkeeper_intel_age_seconds",
    kind: "gauge",
    help: "Seconds since a source of advisories last confirmed what is kept of it.",
    labels: { source: "id of the source in feeds.yaml" },
  },
  intelFailing: {
    name: "lockkeeper_intel_source_failing",
    kind: "gauge",
    help: "1 when the last attempt to update a source failed.",
    labels: { source: "id of the source in feeds.yaml" },
  },
  lateExposures: {
    name: "lockkeeper_late_exposures_total",
    kind: "counter",
    help: "Places that had a version which turned out to be bad later, told since the start; the log names them.",
    labels: {},
  },
  exceptions: {
    name: "lockkeeper_exceptions",
    kind: "gauge",
    help: "Exceptions of the policy and of the command line.",
    labels: { status: "in-force or expired" },
  },
  logLines: {
    name: "lockkeeper_log_lines_total",
    kind: "counter",
    help: "Lines logged.",
    labels: { level: "info, warn, error" },
  },
  logLost: {
    name: "lockkeeper_log_lost_lines_total",
    kind: "counter",
    help: "Log lines that could not be written.",
    labels: {},
  },
  cpu: {
    name: "process_cpu_seconds_total",
    kind: "counter",
    help: "Processor time of the process, in seconds.",
    labels: { mode: "user or system" },
  },
  resident: {
    name: "process_resident_memory_bytes",
    kind: "gauge",
    help: "Resident memory of the process.",
    labels: {},
  },
  heap: {
    name: "nodejs_heap_used_bytes",
    kind: "gauge",
    help: "Memory of JavaScript values in use.",
    labels: {},
  },
  external: {
    name: "nodejs_external_memory_bytes",
    kind: "gauge",
    help: "Memory of buffers outside the heap.",
    labels: {},
  },
  startTime: {
    name: "process_start_time_seconds",
    kind: "gauge",
    help: "When the process started, in seconds since 1970.",
    labels: {},
  },
  loopDelay: {
    name: "nodejs_eventloop_delay_seconds",
    kind: "gauge",
    help: "How late the event loop was since the figures were read last, in seconds.",
    labels: { quantile: "0.5, 0.99 or 1 (the latest)" },
  },
};

/** The table of docs/metrics.md. */
export function renderMetricsTable(): string {
  const rows = Object.values(metricForms).map(({ name, kind, help, labels }) => {
    const told = Object.entries(labels).map(([label, meaning]) => `\`${label}\`: ${meaning}`);
    return `| \`${name}\` | ${kind} | ${help} | ${told.join("; ")} |`;
  });
  return ["| metric | type | meaning | labels |", "|---|---|---|---|", ...rows].join("\n");
}
