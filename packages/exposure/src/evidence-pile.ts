import type { PlaceEvidence } from "./grade-place.ts";
import type { EvidenceItem, ExposedPlace, Observation, UnreadableEvidence } from "./observation.ts";

/** The bounds of what is kept. */
export interface PileLimits {
  /** Observations of one kind and channel about one version at one place. */
  readonly sameMaxCount: number;
  /** Unreadable sources of one place. */
  readonly unreadableMaxCount: number;
}

/** Enough to show: what counts most is kept, so that a place is as exposed with so many as with all of them. */
export const pileLimits: PileLimits = { sameMaxCount: 50, unreadableMaxCount: 1000 };

/** Evidence by place, as channels tell it, bounded so that no grade changes by it. */
export interface EvidencePile {
  add(item: EvidenceItem): void;
  /** In the order in which the places were first told of. */
  places(): readonly PlaceEvidence[];
}

/** What an observation counts by itself is worked out when there are too many: most places have few. */
interface Ranked {
  readonly observation: Observation;
  rank: number | undefined;
}

interface Heap {
  readonly where: ExposedPlace;
  readonly observations: Map<string, Ranked[]>;
  readonly unreadable: Map<string, UnreadableEvidence>;
}

/** How a pile tells observations apart. */
export interface PileRules {
  /** Whether it is about a name that was asked; of others only the place is kept, as looked at. */
  readonly isAsked: (observation: Observation) => boolean;
  /** What an observation counts by itself, the worst with the smallest number. */
  readonly rankOf: (observation: Observation) => number;
}

/** Creates an empty pile. */
export function createEvidencePile(
  { isAsked, rankOf }: PileRules,
  limits: PileLimits = pileLimits,
): EvidencePile {
  const heaps = new Map<string, Heap>();

  function heapOf(where: ExposedPlace): Heap {
    const key = `${where.kind} ${where.id}`;
    const known = heaps.get(key);
    if (known !== undefined) return known;
    const heap: Heap = { where, observations: new Map(), unreadable: new Map() };
    heaps.set(key, heap);
    return heap;
  }

  function keep({ observations }: Heap, observation: Observation): void {
    if (!isAsked(observation)) return;
    const key = keyOf(observation);
    const kept = observations.get(key);
    if (kept === undefined) observations.set(key, [{ observation, rank: undefined }]);
    else if (kept.some((each) => isSame(each.observation, observation))) return;
    else if (kept.length < limits.sameMaxCount) kept.push({ observation, rank: undefined });
    else replaceWeakest(kept, observation);
  }

  function replaceWeakest(kept: Ranked[], observation: Observation): void {
    const rank = rankOf(observation);
    let [weakest, worst] = [0, -1];
    for (const [index, each] of kept.entries()) {
      each.rank ??= rankOf(each.observation);
      if (each.rank > worst) [weakest, worst] = [index, each.rank];
    }
    if (rank < worst) kept[weakest] = { observation, rank };
  }

  return {
    add(item) {
      if (item.kind === "observation") keep(heapOf(item.observation.where), item.observation);
      else keepUnreadable(heapOf(item.unreadable.where), item.unreadable, limits);
    },
    places: () =>
      [...heaps.values()].map(({ where, observations, unreadable }) => ({
        where,
        observations: [...observations.values()].flat().map(({ observation }) => observation),
        unreadable: [...unreadable.values()],
      })),
  };
}

/** Lengths keep foreign texts from running into each other. */
function keyOf({ channel, kind, name, version }: Observation): string {
  return version === undefined
    ? `${channel} ${kind} ${name}`
    : `${channel} ${kind} ${name.length}:${name} ${version}`;
}

function keepUnreadable(
  heap: Heap,
  unreadable: UnreadableEvidence,
  { unreadableMaxCount }: PileLimits,
): void {
  if (heap.unreadable.size >= unreadableMaxCount) return;
  heap.unreadable.set(JSON.stringify([unreadable.channel, unreadable.ref, unreadable.code]), unreadable);
}

function isSame(left: Observation, right: Observation): boolean {
  return (
    left.ref === right.ref &&
    left.since?.at === right.since?.at &&
    left.until?.at === right.until?.at &&
    left.detail === right.detail
  );
}
