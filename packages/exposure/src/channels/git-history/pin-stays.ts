import type { Chain } from "./branch-chains.ts";
import type { HistoryIndex, IndexedCommit } from "./history-index.ts";
import type { Pin } from "./pin-reader.ts";

/** How long one lockfile of one line of development pinned something. */
export interface PinStay {
  readonly path: string;
  readonly pin: Pin;
  /** The commit that brought it in. */
  readonly entered: IndexedCommit;
  /** Whether the line had it from the line that it left, rather than from a commit of its own. */
  readonly isInherited: boolean;
  /** What ended it: a commit that changed the lockfile, the merge that took the line in, or nothing. */
  readonly left: StayEnd | undefined;
  /** The refs from which the commit that brought it in is reached by this line, and that still pin it. */
  readonly refs: readonly string[];
  readonly origin: Chain["origin"];
}

/** How a stay ended. */
export type StayEnd =
  | { readonly kind: "changed"; readonly commit: IndexedCommit }
  | { readonly kind: "merged"; readonly hash: string; readonly time: number };

interface Span {
  readonly entered: IndexedCommit;
  readonly isInherited: boolean;
  /** After how many listed commits of the line it began, and ended. */
  readonly from: number;
  readonly to: number | undefined;
}

/** All stays of the pins that are wanted. Pure; linear in the index. */
export function findPinStays(index: HistoryIndex, isWanted: (pin: Pin) => boolean): readonly PinStay[] {
  const wanted = new Set(index.pins.flatMap((pin, number) => (isWanted(pin) ? [number] : [])));
  if (wanted.size === 0) return [];
  const places = placeCommits(index.chains);
  const stays: PinStay[] = [];
  for (const [key, steps] of listSteps(index, wanted)) {
    const [path = 0, pin = 0] = key.split(":").map(Number);
    const subject = { path: index.paths[path] ?? "", pin: index.pins[pin] ?? (["", ""] as const) };
    stays.push(...staysOf(index, { subject, steps, places }));
  }
  return stays;
}

interface Step {
  readonly commit: number;
  readonly isAdded: boolean;
}

/** What happened to each wanted pin of each lockfile, by both their numbers. */
function listSteps(index: HistoryIndex, wanted: ReadonlySet<number>): ReadonlyMap<string, readonly Step[]> {
  const found = new Map<string, Step[]>();
  const note = (path: number, pin: number, step: Step): void => {
    const key = `${String(path)}:${String(pin)}`;
    const steps = found.get(key);
    if (steps === undefined) found.set(key, [step]);
    else steps.push(step);
  };
  for (const [commit, { changes }] of index.commits.entries()) {
    for (const { path, added, removed } of changes) {
      for (const pin of added) if (wanted.has(pin)) note(path, pin, { commit, isAdded: true });
      for (const pin of removed) if (wanted.has(pin)) note(path, pin, { commit, isAdded: false });
    }
  }
  return found;
}

interface CommitPlace {
  readonly chain: number;
  readonly position: number;
}

/** On which line each commit lies, and after how many. */
function placeCommits(chains: readonly Chain[]): ReadonlyMap<number, CommitPlace> {
  const places = new Map<number, CommitPlace>();
  for (const [chain, { commits }] of chains.entries()) {
    for (const [index, commit] of commits.entries()) places.set(commit, { chain, position: index + 1 });
  }
  return places;
}

interface SubjectSteps {
  readonly subject: Pick<PinStay, "path" | "pin">;
  readonly steps: readonly Step[];
  readonly places: ReadonlyMap<number, CommitPlace>;
}

function staysOf(index: HistoryIndex, { subject, steps, places }: SubjectSteps): readonly PinStay[] {
  const byChain = new Map<number, (Step & CommitPlace)[]>();
  for (const step of steps) {
    const place = places.get(step.commit);
    if (place === undefined) continue;
    const ofChain = byChain.get(place.chain);
    if (ofChain === undefined) byChain.set(place.chain, [{ ...step, ...place }]);
    else ofChain.push({ ...step, ...place });
  }
  const spans: (readonly Span[])[] = [];
  // A line's base is always an earlier line.
  for (const [number, chain] of index.chains.entries()) {
    const start = heldAt(spans, chain.base);
    const ofChain = (byChain.get(number) ?? []).toSorted((left, right) => left.position - right.position);
    spans.push(start === undefined && ofChain.length === 0 ? [] : spansOf(index, start, ofChain));
  }
  return index.chains.flatMap((chain, number) =>
    (spans[number] ?? []).flatMap((span) => {
      const stay = toStay(index, { chain, number, span, base: heldSpan(spans, chain.base) });
      return stay === undefined ? [] : [{ ...subject, ...stay }];
    }),
  );
}

function heldSpan(spans: readonly (readonly Span[])[], base: Chain["base"]): Span | undefined {
  if (base === undefined) return undefined;
  return spans[base.chain]?.find(
    ({ from, to }) => from <= base.position && (to === undefined || base.position < to),
  );
}

function heldAt(spans: readonly (readonly Span[])[], base: Chain["base"]): IndexedCommit | undefined {
  return heldSpan(spans, base)?.entered;
}

function spansOf(
  { commits, chains }: HistoryIndex,
  start: IndexedCommit | undefined,
  steps: readonly (Step & CommitPlace)[],
): readonly Span[] {
  const spans: Span[] = [];
  let open: Omit<Span, "to"> | undefined =
    start === undefined ? undefined : { entered: start, isInherited: true, from: 0 };
  for (const { commit, isAdded, position, chain } of steps) {
    const entered = commits[chains[chain]?.commits[position - 1] ?? commit];
    if (isAdded && open === undefined && entered !== undefined) {
      open = { entered, isInherited: false, from: position };
    }
    if (isAdded || open === undefined) continue;
    spans.push({ ...open, to: position });
    open = undefined;
  }
  if (open !== undefined) spans.push({ ...open, to: undefined });
  return spans;
}

interface SpanPlace {
  readonly chain: Chain;
  readonly number: number;
  readonly span: Span;
  /** The span that an inherited one continues. */
  readonly base: Span | undefined;
}

/** `undefined` for a line that had it from another and lost it with that one: nothing more than the other says. */
function toStay(
  index: HistoryIndex,
  { chain, number, span, base }: SpanPlace,
): Omit<PinStay, "path" | "pin"> | undefined {
  const { entered, isInherited, from, to } = span;
  const refs = index.refs
    .filter(
      ({ chain: on, position }) => on === number && from <= position && (to === undefined || position < to),
    )
    .map(({ name }) => name);
  const left = endOf(index, chain, to);
  if (isInherited && refs.length === 0) {
    const baseLeft = endOfBase(index, chain, base);
    const outlasts = baseLeft !== undefined && left !== undefined && timeOf(left) > timeOf(baseLeft);
    if (!outlasts) return undefined;
  }
  return { entered, isInherited, left, refs, origin: chain.origin };
}

function endOf({ commits }: HistoryIndex, chain: Chain, to: number | undefined): StayEnd | undefined {
  const commit = to === undefined ? undefined : commits[chain.commits[to - 1] ?? -1];
  if (commit !== undefined) return { kind: "changed", commit };
  return chain.merge === undefined ? undefined : { kind: "merged", ...chain.merge };
}

function endOfBase(index: HistoryIndex, { base: at }: Chain, base: Span | undefined): StayEnd | undefined {
  const chain = at === undefined ? undefined : index.chains[at.chain];
  return chain === undefined || base === undefined ? undefined : endOf(index, chain, base.to);
}

/** When a stay ended, in seconds since the epoch. */
export function timeOf(end: StayEnd): number {
  return end.kind === "changed" ? end.commit.committer.at : end.time;
}
