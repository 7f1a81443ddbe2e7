import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { count } from "../table.ts";

/** Shows on standard error how far a scan is: one line that changes, on a terminal only. */
export interface ScanProgress {
  /** One project more is done. */
  step(title: string): void;
  /** Says what is being done to a project that takes its time. */
  tell(what: string): void;
  /** Clears the line before other text is printed. */
  clear(): Promise<void>;
}

/** Until then nothing is shown, and between two changes so much time passes; milliseconds. */
const patienceMs = 1000;
const everyMs = 100;

/** Creates the progress of one command. */
export function createScanProgress({ stderr, clock }: Pick<Environment, "stderr" | "clock">): ScanProgress {
  let done = 0;
  let isShown = false;
  let nextAt = clock.now() + patienceMs;
  const show = (text: string): void => {
    const now = clock.now();
    if (!stderr.isTerminal || now < nextAt) return;
    nextAt = now + everyMs;
    isShown = true;
    // Sinks never reject; progress is not waited for.
    void stderr.write(`\r${text}\u001b[K`);
  };
  return {
    step(title) {
      done += 1;
      show(`${count(done, "project")} scanned, last ${showForeign(title, 60)}`);
    },
    tell: (what) => show(showForeign(what, 100)),
    async clear() {
      if (isShown) await stderr.write("\r\u001b[K");
      isShown = false;
    },
  };
}
