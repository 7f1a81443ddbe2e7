import { toErrorRecord } from "@lockkeeper/core";
import type { Clock } from "@lockkeeper/core";
import type { InspectionTarget, Inspector } from "@lockkeeper/inspect";
import { arrivalKey } from "@lockkeeper/scan";
import type { Arrival, ArrivalLook } from "@lockkeeper/scan";

import { describeArrival } from "./describe-arrival.ts";
import type { ComparisonOutcome } from "./describe-arrival.ts";

/** Looks into the bytes of versions that a repair would bring in. */
export interface ArrivalLooker {
  /** What was made of each by its key; never rejects: what could not be looked into is unknown, with the reason. */
  look(arrivals: readonly Arrival[]): Promise<ReadonlyMap<string, ArrivalLook>>;
  close(): Promise<void>;
}

/** What looks are taken with. */
export interface LookerParts {
  /** Called at the first look. */
  readonly open: () => Promise<Inspector>;
  readonly clock: Clock;
  /** Told what is looked into. */
  readonly tell: (text: string) => void;
}

/** One look, and all of them together; what comes later is not looked into. Milliseconds. */
const lookMs = 60_000;
const allMs = 300_000;

const atATime = 2;

/** Creates a looker whose time begins with its first look; each arrival is looked into once. */
export function createArrivalLooker({ open, clock, tell }: LookerParts): ArrivalLooker {
  const looks = new Map<string, ArrivalLook>();
  let inspector: Promise<Inspector> | undefined;
  let endsAt: number | undefined;

  async function lookOnce(arrival: Arrival): Promise<ArrivalLook> {
    endsAt ??= clock.now() + allMs;
    const leftMs = endsAt - clock.now();
    if (leftMs <= 0) return notLooked("there was no time left to look into it");
    inspector ??= open();
    try {
      return await lookInto(arrival, await inspector, Math.min(leftMs, lookMs));
    } catch (error) {
      // A repair goes on without a look, and its plan says so.
      return notLooked(toErrorRecord(error).message);
    }
  }

  return {
    async look(arrivals) {
      const waiting = arrivals.filter((arrival) => !looks.has(arrivalKey(arrival)));
      const total = waiting.length;
      const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          tell(
            `looking into ${next.name}@${next.to} (${String(total - waiting.length)} of ${String(total)})`,
          );
          looks.set(arrivalKey(next), await lookOnce(next));
        }
      };
      await Promise.all(Array.from({ length: atATime }, work));
      return looks;
    },
    async close() {
      if (inspector === undefined) return;
      const opened = await inspector.catch(() => undefined);
      await opened?.close();
    },
  };
}

function notLooked(why: string): ArrivalLook {
  return { verdict: "unknown", why, risk: "moderate", news: [] };
}

async function lookInto(arrival: Arrival, inspector: Inspector, budgetMs: number): Promise<ArrivalLook> {
  const { name, from, to } = arrival;
  const inspection = await inspector.inspect(targetOf(name, to), { budgetMs });
  // What could not be read alone cannot be compared either.
  const comparison =
    from === undefined || inspection.error !== undefined
      ? undefined
      : await compare(inspector, [targetOf(name, from), targetOf(name, to)], budgetMs);
  return describeArrival(arrival, inspection, comparison);
}

function targetOf(name: string, version: string): InspectionTarget {
  return { kind: "spec", spec: `${name}@${version}` };
}

async function compare(
  inspector: Inspector,
  [before, after]: readonly [InspectionTarget, InspectionTarget],
  budgetMs: number,
): Promise<ComparisonOutcome> {
  try {
    return await inspector.compare(before, after, { budgetMs });
  } catch (error) {
    return { why: toErrorRecord(error).message };
  }
}
