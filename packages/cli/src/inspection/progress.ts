import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { count } from "../table.ts";

/** Shows on standard error how far an inspection of many is: one line that changes, on a terminal only. */
export interface InspectionProgress {
  /** One subject more is done. */
  step(title: string): void;
  /** Clears the line before other text is printed. */
  clear(): Promise<void>;
}

/** Until then nothing is shown, and between two changes so much time passes; milliseconds. */
const patienceMs = 1000;
const everyMs = 100;

/** Creates the progress of one command; `total` is unknown for a stream. */
export function createInspectionProgress(
  { stderr, clock }: Pick<Environment, "stderr" | "clock">,
  total: number | undefined,
): InspectionProgress {
  let done = 0;
  let isShown = false;
  let nextAt = clock.now() + patienceMs;
  return {
    step(title) {
      done += 1;
      const now = clock.now();
      if (!stderr.isTerminal || now < nextAt) return;
      nextAt = now + everyMs;
      isShown = true;
      const amount = total === undefined ? count(done, "subject") : `${done} of ${total}`;
      // Sinks never reject; progress is not waited for.
      void stderr.write(`\r${amount} inspected, last ${showForeign(title, 60)}\u001b[K`);
    },
    async clear() {
      if (isShown) await stderr.write("\r\u001b[K");
      isShown = false;
    },
  };
}
