import { renderInstantShort } from "@lockkeeper/core";

/** Turns times into places on an axis that leaves out long stretches in which nothing happened. */
export interface TimelineScale {
  readonly first: number;
  readonly last: number;
  place(at: number): number;
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  /** Where something was left out. */
  readonly breaks: readonly number[];
}

interface Piece {
  readonly start: number;
  readonly end: number;
}

const maxPieces = 5;
const breakWidth = 28;
/** A gap this many times as long as all that is left is cut out. */
const longGap = 0.35;
const minPieceShare = 0.08;

/** Makes the scale of an axis between two places; `undefined` without a time. */
export function createScale(
  times: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
): TimelineScale | undefined {
  const sorted = [...new Set(times)].toSorted((left, right) => left - right);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const pieces = cut(sorted);
  const placed = spread(pieces, from, to);
  return {
    first,
    last,
    place: (at) => placeOf(at, placed),
    ticks: placed.flatMap(ticksOf),
    breaks: placed.slice(1).map(({ from: x }) => x - breakWidth / 2),
  };
}

/** Cuts at the longest gaps, as long as they are long beside what is left. */
function cut(times: readonly number[]): readonly Piece[] {
  const gaps = times
    .slice(1)
    .map((time, index) => ({ index, length: time - (times[index] ?? time) }))
    .toSorted((left, right) => right.length - left.length);
  const total = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const cuts: number[] = [];
  let left = total;
  for (const { index, length } of gaps) {
    if (cuts.length + 1 >= maxPieces || length <= 60_000 || length < left * longGap) break;
    cuts.push(index);
    left -= length;
  }
  const edges = cuts.toSorted((a, b) => a - b);
  const starts = [0, ...edges.map((edge) => edge + 1)];
  const ends = [...edges, times.length - 1];
  return starts.map((start, index) => ({ start: times[start] ?? 0, end: times[ends[index] ?? 0] ?? 0 }));
}

interface PlacedPiece extends Piece {
  readonly from: number;
  readonly to: number;
}

function spread(pieces: readonly Piece[], from: number, to: number): readonly PlacedPiece[] {
  const room = to - from - breakWidth * (pieces.length - 1);
  const total = pieces.reduce((sum, { start, end }) => sum + end - start, 0);
  const shares = pieces.map(({ start, end }) =>
    Math.max(minPieceShare, total === 0 ? 1 / pieces.length : (end - start) / total),
  );
  const sum = shares.reduce((all, share) => all + share, 0);
  let x = from;
  return pieces.map((piece, index) => {
    const size = (room * (shares[index] ?? 0)) / sum;
    const placed = { ...piece, from: x, to: x + size };
    x += size + breakWidth;
    return placed;
  });
}

function placeOf(at: number, pieces: readonly PlacedPiece[]): number {
  const piece = pieces.findLast(({ start }) => at >= start) ?? pieces[0];
  if (piece === undefined) return 0;
  const length = piece.end - piece.start;
  if (length === 0) return (piece.from + piece.to) / 2;
  return piece.from + ((Math.min(at, piece.end) - piece.start) / length) * (piece.to - piece.from);
}

const tickWidth = 120;

function ticksOf(piece: PlacedPiece): readonly { readonly x: number; readonly label: string }[] {
  const length = piece.end - piece.start;
  if (length === 0) return [{ x: (piece.from + piece.to) / 2, label: tickText(piece.start) }];
  const count = Math.max(1, Math.floor((piece.to - piece.from) / tickWidth));
  return Array.from({ length: count + 1 }, (_, index) => {
    const at = piece.start + (length * index) / count;
    return { x: placeOf(at, [piece]), label: tickText(Math.round(at / 60_000) * 60_000) };
  });
}

/** The lane says that all times are UTC. */
function tickText(at: number): string {
  return renderInstantShort(at).replace(" UTC", "");
}
