import type { Intelligence } from "@lockkeeper/intel";
import type { Logger } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";
import type { PolicyDocument } from "@lockkeeper/policy";
import type { Store } from "@lockkeeper/store";

import type { Engine } from "./open-engine.ts";

/** What is known at the moment of a look backwards. */
export interface LateKnowledge {
  readonly store: Store;
  readonly intelligence: Intelligence;
  readonly policy: PolicyDocument;
}

/** A version that turned out to be bad, with who had it. */
export interface LateNotice {
  readonly name: string;
  readonly version: string;
  /** What speaks against it: ids, or `policy`. */
  readonly sources: readonly string[];
  /** Who had it, and how sure that is: `pipeline acme/shop (fetched)`. Foreign texts. */
  readonly places: readonly string[];
}

/** Looks backwards, and notes as told what was. */
export interface LateFinder {
  /** Everything that was ever served, remembered or swept, matched with what is known; only what was not told yet. */
  find(knowledge: LateKnowledge): Promise<readonly LateNotice[]>;
  /** Notes that the notices of the last look were told. */
  noteTold(): void;
}

/** Looking backwards beside serving. */
export interface LateWatch {
  /** Places that had a version which turned out to be bad, told since the start. */
  readonly toldCount: number;
  /** Looks now, whether anything changed or not. */
  lookNow(): Promise<void>;
  stop(): Promise<void>;
}

/** How a watch is timed; milliseconds. For tests. */
export interface LateTiming {
  readonly firstAfterMs: number;
  readonly everyMs: number;
}

/** A server that has just started has clients to answer first; feeds change a few times a day. */
const usualTiming: LateTiming = { firstAfterMs: 20_000, everyMs: 30_000 };
/** Results of sweeps and remembered lockfiles come without a word: once an hour everything is matched again. */
const againMs = 3_600_000;
const shownPlaces = 20;

/** Matches what is known with what was served, whenever advisories or the policy change, and tells the log. */
export function startLateWatch(
  engine: Engine,
  finder: LateFinder,
  timing: LateTiming = usualTiming,
): LateWatch {
  const { services, store } = engine;
  const { logger } = services;
  let [toldCount, lookedAt, seen] = [0, Number.NEGATIVE_INFINITY, ""];
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function lookNow(): Promise<void> {
    const intelligence = services.intelligence();
    const { policy } = services.policy();
    [lookedAt, seen] = [performance.now(), stateOf(engine)];
    try {
      const notices = await finder.find({ store, intelligence, policy });
      for (const notice of notices) {
        toldCount += notice.places.length;
        tellLog(logger, notice);
      }
      finder.noteTold();
    } catch (error) {
      logger.log("warn", {
        code: "SERVER_LATE_NOT_MATCHED",
        message: "What is known now could not be matched with what was served; it is tried again",
        fields: { cause: toErrorRecord(error) },
      });
    }
  }

  function schedule(afterMs: number): void {
    timer = setTimeout(() => {
      const isDue = stateOf(engine) !== seen || performance.now() - lookedAt >= againMs;
      running = (isDue ? lookNow() : Promise.resolve()).then(() => {
        if (!isStopped) schedule(timing.everyMs);
      });
    }, afterMs);
    timer.unref();
  }

  schedule(timing.firstAfterMs);
  return {
    get toldCount() {
      return toldCount;
    },
    lookNow,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

function tellLog(logger: Logger, { name, version, sources, places }: LateNotice): void {
  const more = places.length - shownPlaces;
  const shown = `${places.slice(0, shownPlaces).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  logger.log("warn", {
    code: "SERVER_EXPOSED",
    message: `${name}@${version} turned out to be bad (${sources.join(", ")}) and was had by ${shown}`,
    fields: { package: name, version, sources, places },
  });
}

function stateOf({ services, store }: Engine): string {
  return `${services.intelligence().revision} ${services.policy().revision} ${store.late.accusations().length}`;
}
