import type { Clock, Logger } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";
import type { SourceStatus, UpdateReport } from "@lockkeeper/feeds";

/** The sources that a server asks by itself, and how. */
export interface FollowedSources {
  readonly sources: readonly { readonly id: string; readonly intervalMs: number }[];
  /** Asks these sources, beside what serves; ends early when the signal says so. */
  update(ids: readonly string[], signal: AbortSignal): Promise<UpdateReport>;
}

/** What asking by itself works with. */
export interface FeedUpdatesParts {
  readonly followed: FollowedSources;
  /** How the sources stand; a restart must not ask them all again. */
  readonly statuses: () => readonly SourceStatus[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds between two looks at what is due; for tests. */
  readonly lookEveryMs?: number;
}

/** Asking that goes on beside serving. */
export interface FeedUpdates {
  stop(): Promise<void>;
}

const minuteMs = 60_000;
/** A source that fails is asked again sooner than its interval says, but not at every look. */
const retryMs = 15 * minuteMs;

/** Asks each source when its interval has passed since it last answered. What fails is logged and tried again. */
export function startFeedUpdates(parts: FeedUpdatesParts): FeedUpdates {
  const { followed, clock, logger } = parts;
  const stopping = new AbortController();
  const triedAt = new Map<string, number>();
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  function dueSources(): readonly string[] {
    const now = clock.now();
    const checked = new Map(parts.statuses().map(({ id, checkedAt }) => [id, checkedAt]));
    return followed.sources
      .filter(({ id, intervalMs }) => {
        const tried = triedAt.get(id);
        const isTriedLately = tried !== undefined && now - tried < Math.min(retryMs, intervalMs);
        return !isTriedLately && now - (checked.get(id) ?? 0) >= intervalMs;
      })
      .map(({ id }) => id);
  }

  async function look(): Promise<void> {
    const due = dueSources();
    if (due.length === 0) return;
    for (const id of due) triedAt.set(id, clock.now());
    try {
      logUpdate(logger, await followed.update(due, stopping.signal));
    } catch (error) {
      if (stopping.signal.aborted) return;
      logger.log("warn", {
        code: "SERVER_FEEDS_NOT_UPDATED",
        message: "The feeds could not be updated; what was known stays in force",
        fields: { cause: toErrorRecord(error) },
      });
    }
  }

  function schedule(afterMs: number): void {
    timer = setTimeout(() => {
      running = look().then(() => {
        if (!stopping.signal.aborted) schedule(parts.lookEveryMs ?? minuteMs);
      });
    }, afterMs);
    timer.unref();
  }

  // Not at once: a server that has just started has clients to answer first.
  schedule(Math.min(parts.lookEveryMs ?? minuteMs, minuteMs) / 10);
  return {
    stop: async () => {
      clearTimeout(timer);
      stopping.abort();
      await running;
    },
  };
}

function logUpdate(logger: Logger, { sources, index }: UpdateReport): void {
  const changed = sources.filter(({ outcome }) => outcome === "updated").map(({ source }) => source);
  logger.log("info", {
    code: "SERVER_FEEDS_UPDATED",
    message:
      changed.length === 0
        ? "The feeds were asked; nothing has changed"
        : `The feeds were asked; ${changed.join(", ")} changed`,
    fields: { records: index?.recordCount, durationMs: index?.durationMs },
  });
}
