import type { Clock, Logger, LogLevel } from "@lockkeeper/core";
import type { Problem } from "@lockkeeper/firewall";
import type { Sample } from "./metric-registry.ts";

/** A state that log lines tell: one raises it, another ends it. */
interface LoggedState {
  readonly code: string;
  readonly message: string;
  /** Codes of the lines that end it; without any, it ends when nothing raised it for ten minutes. */
  readonly endedBy: readonly string[];
}

const states: ReadonlyMap<string, LoggedState> = new Map([
  [
    "SERVER_POLICY_NOT_RELOADED",
    {
      code: "POLICY_NOT_RELOADED",
      message: "The policy file was changed and cannot be read; the policy before stays in force",
      endedBy: ["SERVER_POLICY_RELOADED"],
    },
  ],
  [
    "SERVER_INTEL_NOT_RELOADED",
    {
      code: "INTEL_NOT_RELOADED",
      message: "The intelligence index was replaced and cannot be read; the one before stays in force",
      endedBy: ["SERVER_INTEL_RELOADED"],
    },
  ],
  [
    "SERVER_MAINTENANCE_FAILED",
    {
      code: "MAINTENANCE_FAILED",
      message: "Caches, exceptions or the ledger could not be maintained; the log says why",
      endedBy: ["SERVER_MAINTAINED"],
    },
  ],
  [
    "STORE_LEDGER_IMPORT_FAILED",
    {
      code: "LEDGER_IMPORT_FAILED",
      message: "The database does not take the ledger's rows; they wait in the journal",
      endedBy: [],
    },
  ],
  [
    "STORE_EVICTION_FAILED",
    { code: "EVICTION_FAILED", message: "A cache could not be made smaller", endedBy: ["SERVER_MAINTAINED"] },
  ],
  [
    "STORE_PACKUMENT_CACHE_FAILED",
    { code: "CACHE_FAILING", message: "Packuments could not be kept on disk", endedBy: [] },
  ],
]);

const lastsMs = 600_000;

/** A logger that counts its lines and remembers what goes wrong for longer than a line. */
export interface ProblemWatch {
  readonly logger: Logger;
  problems(): readonly Problem[];
  lines(): readonly Sample[];
}

/** Wraps a logger. */
export function watchProblems(inner: Logger, clock: Clock): ProblemWatch {
  const counts = new Map<LogLevel, number>();
  const raised = new Map<string, { readonly state: LoggedState; readonly since: number; lastAt: number }>();

  function follow(code: string): void {
    for (const [by, { state }] of raised) if (state.endedBy.includes(code)) raised.delete(by);
    const state = states.get(code);
    if (state === undefined) return;
    const known = raised.get(code);
    if (known === undefined) raised.set(code, { state, since: clock.now(), lastAt: clock.now() });
    else known.lastAt = clock.now();
  }

  return {
    logger: {
      log: (level, line) => {
        counts.set(level, (counts.get(level) ?? 0) + 1);
        follow(line.code);
        inner.log(level, line);
      },
    },
    problems: () =>
      [...raised.values()]
        .filter(({ state, lastAt }) => state.endedBy.length > 0 || clock.now() - lastAt < lastsMs)
        .map(({ state: { code, message }, since }) => ({ code, message, since })),
    lines: () =>
      (["info", "warn", "error"] as const).map((level) => ({
        labels: { level },
        value: counts.get(level) ?? 0,
      })),
  };
}
