import type { Evidence } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";

import { InspectError } from "./errors.ts";

/** The end of the time for one question, shared by everything that is done for it. */
export interface Deadline {
  readonly isOver: boolean;
  /** The job's result. Throws `INSPECT_OUT_OF_TIME` at the end of the time; the job itself goes on unheard. */
  bound<Value>(job: Promise<Value>): Promise<Value>;
  /** Ends the timer. */
  clear(): void;
}

/** Starts the time of a question. */
export function startDeadline(budgetMs: number): Deadline {
  const waiting = new Set<() => void>();
  let isOver = budgetMs <= 0;
  const timer = setTimeout(() => {
    isOver = true;
    for (const wake of waiting) wake();
  }, budgetMs);
  timer.unref();
  return {
    get isOver() {
      return isOver;
    },
    async bound(job) {
      if (isOver) throw outOfTime(budgetMs, job);
      let wake = (): void => undefined;
      const over = new Promise<never>((_resolve, reject) => {
        wake = () => reject(outOfTime(budgetMs, job));
      });
      waiting.add(wake);
      try {
        return await Promise.race([job, over]);
      } finally {
        waiting.delete(wake);
      }
    },
    clear: () => clearTimeout(timer),
  };
}

/** What a job yields as evidence: a failure is a state with its reason, since not everything can always be had. */
export async function toEvidence<Value>(job: Promise<Evidence<Value>>): Promise<Evidence<Value>> {
  try {
    return await job;
  } catch (error) {
    return { state: "unavailable", reason: toErrorRecord(error).message };
  }
}

function outOfTime(budgetMs: number, abandoned: Promise<unknown>): InspectError {
  // Nobody waits for it any more, so nobody would hear that it failed.
  abandoned.catch(() => undefined);
  return new InspectError("INSPECT_OUT_OF_TIME", {
    message: `Cannot finish the inspection as its time is over: ${budgetMs} ms`,
    hint: "Give it more time, or look again later: what was read is remembered.",
  });
}
