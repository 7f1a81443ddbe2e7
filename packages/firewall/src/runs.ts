import { randomBytes } from "node:crypto";
import type { Clock } from "@lockkeeper/core";
import { LRUCache } from "lru-cache";
import type { FirewallServices } from "./exchange.ts";
import { RunLog } from "./run-log.ts";

/** One command that a person put behind the firewall. */
export interface Run {
  readonly id: string;
  readonly log: RunLog;
  /** The process of the command's own side, on this machine. */
  readonly pid: number | undefined;
  /** What decides under the policy of the folder that the command runs in; `undefined` where that has none. */
  readonly tier: RunTier | undefined;
}

/** The policy in force, tightened by a repository's, with the judge that goes by it. */
export type RunTier = Pick<FirewallServices, "policy" | "judge">;

/** A command longer ago than this is over, or its terminal is. Milliseconds. */
const idleMs = 24 * 3_600_000;
const maxRuns = 200;
const idForm = /^[0-9a-f]{32}$/;

/** The runs that were announced, within bounds: those that were quiet for longest are forgotten first. */
export class Runs {
  readonly #runs: LRUCache<string, Run>;

  constructor(clock: Clock) {
    this.#runs = new LRUCache({ max: maxRuns, ttl: idleMs, updateAgeOnGet: true, perf: clock });
  }

  announce({ tier, pid }: Pick<Run, "tier" | "pid">): Run {
    // Security: whoever knows the number may say where a client believes to be, so it cannot be guessed.
    const run: Run = { id: randomBytes(16).toString("hex"), log: new RunLog(), pid, tier };
    this.#runs.set(run.id, run);
    return run;
  }

  get(id: string): Run | undefined {
    return idForm.test(id) ? this.#runs.get(id) : undefined;
  }

  /** The processes of runs that did not end. */
  get pids(): readonly number[] {
    return [...this.#runs.values()].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /** Forgets a run whose report was taken. */
  end(id: string): void {
    this.#runs.delete(id);
  }
}
