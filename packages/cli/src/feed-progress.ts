import type { UpdateProgress } from "@lockkeeper/feeds";

import type { Environment } from "./environment.ts";
import { showForeign } from "./foreign-text.ts";
import { count } from "./table.ts";

/** Shows how far long work is, on standard error: a line that changes on a terminal, one line for each phase elsewhere. */
export interface FeedProgress {
  show(progress: UpdateProgress): void;
  /** Clears the line. */
  end(): Promise<void>;
}

/** How often a terminal's line changes at most; milliseconds. */
const everyMs = 100;

/** Creates the progress of one command. */
export function createFeedProgress({ stderr, clock }: Environment): FeedProgress {
  let shown = "";
  let nextAt = 0;
  return {
    show(progress) {
      const { source, phase } = progress;
      const key = `${source} ${phase}`;
      const now = clock.now();
      const isNew = key !== shown;
      if (!isNew && (!stderr.isTerminal || now < nextAt)) return;
      shown = key;
      nextAt = now + everyMs;
      const text = renderProgress(progress, stderr.isTerminal);
      // Sinks never reject; progress is not waited for.
      void stderr.write(stderr.isTerminal ? `\r${text}\u001b[K` : `${text}\n`);
    },
    async end() {
      if (shown !== "" && stderr.isTerminal) await stderr.write("\r\u001b[K");
    },
  };
}

function renderProgress({ source, phase, done, total }: UpdateProgress, hasAmounts: boolean): string {
  const what = phase === "index" ? "Building the index" : `${showForeign(source, 40)}: ${verbs[phase]}`;
  if (!hasAmounts) return what;
  const amount =
    phase === "download" ? renderBytes(done, total) : `${count(done, "record")}${renderOf(total)}`;
  return `${what}, ${amount}`;
}

const verbs = { download: "downloading", read: "reading", records: "fetching what has changed" } as const;

function renderBytes(done: number, total: number | undefined): string {
  const of = total === undefined ? "" : ` of ${(total / 1_000_000).toFixed(1)}`;
  return `${(done / 1_000_000).toFixed(1)}${of} MB`;
}

function renderOf(total: number | undefined): string {
  return total === undefined ? "" : ` of ${total}`;
}
