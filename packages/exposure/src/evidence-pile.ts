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

interface Ranked {
  readonly observation: Observation;
  readonly rank: number;
}

interface Heap {
  readonly where: ExposedPlace;
  readonly observations: Map<string, Ranked[]>;
  readonly unreadable: Map<string, UnreadableEvidence>;
}

/**
 * Creates an empty pile. `rankOf` says what an observation counts by itself, the worst with the smallest number, and
 * `undefined` for one that is about nothing that was asked: only its place is kept, as looked at.
 */
export function createEvidencePile(
  rankOf: (observation: Observation) => number | undefined,
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
    const rank = rankOf(observation);
    if (rank === undefined) return;
    const { channel, kind, name, version = null } = observation;
    const key = JSON.stringify([channel, kind, name, version]);
    const kept = observations.get(key) ?? [];
    observations.set(key, kept);
    if (kept.some((each) => isSame(each.observation, observation))) return;
    if (kept.length < limits.sameMaxCount) kept.push({ observation, rank });
    else replaceWeakest(kept, { observation, rank });
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

function replaceWeakest(kept: Ranked[], ranked: Ranked): void {
  let weakest = 0;
  for (const [index, { rank }] of kept.entries()) {
    if (rank > (kept[weakest]?.rank ?? 0)) weakest = index;
  }
  if (ranked.rank < (kept[weakest]?.rank ?? 0)) kept[weakest] = ranked;
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
