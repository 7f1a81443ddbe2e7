import type { EntryTexts } from "./entry-texts.ts";

/** A lockfile that was read, as bytes with the places of its entries: the next version of it differs in few of them. */
export interface ReadLayout {
  readonly bytes: Buffer;
  readonly entries: EntryTexts;
  readonly mark: Buffer;
  /** Where each entry begins, and behind the last one where it ends. */
  readonly starts: readonly number[];
  readonly numbers: readonly (readonly number[])[];
}

/** Reads an entry that is not known; `undefined` where it cannot be read by itself. */
export type ReadPiece = (piece: string) => readonly number[] | undefined;

/** Notes where the entries of a file lie; `undefined` for a form in which something stands between them. */
export function noteLayout(
  bytes: Buffer,
  entries: EntryTexts,
  numbers: readonly (readonly number[])[],
): ReadLayout | undefined {
  const { frame, pieces } = entries;
  if (frame === undefined || pieces.length === 0) return undefined;
  const starts = [Buffer.byteLength(frame.head)];
  for (const piece of pieces) starts.push((starts.at(-1) ?? 0) + Buffer.byteLength(piece));
  return { bytes, entries, mark: Buffer.from(frame.mark), starts, numbers };
}

/** So many entries may have been taken out in one place before a file is read as if nothing were known. */
const maxSkipped = 4;

/**
 * Reads a file that begins and ends as one that is known: entries that are the same are not looked at. `undefined` where it
 * differs elsewhere, or an entry cannot be read: then nothing is known of it.
 */
export function readSimilar(bytes: Buffer, known: ReadLayout, readPiece: ReadPiece): ReadLayout | undefined {
  const head = known.starts[0] ?? 0;
  const tail = known.bytes.length - (known.starts.at(-1) ?? 0);
  const end = bytes.length - tail;
  const isFramed =
    end > head &&
    isSame(known, 0, head, { bytes, at: 0 }) &&
    isSame(known, known.bytes.length - tail, tail, { bytes, at: end });
  if (!isFramed) return undefined;
  const starts = [head];
  const numbers: (readonly number[])[] = [];
  let [at, next] = [head, 0];
  while (at < end) {
    const same = findSame(known, next, { bytes, at, end });
    if (same === undefined) {
      const stop = bytes.indexOf(known.mark, at + 1);
      const to = stop < 0 || stop > end ? end : stop;
      const read = readPiece(bytes.toString("utf8", at, to));
      if (read === undefined) return undefined;
      numbers.push(read);
      at = to;
    } else {
      numbers.push(known.numbers[same] ?? []);
      at += lengthOf(known, same);
      next = same + 1;
    }
    starts.push(at);
  }
  return { ...known, bytes, starts, numbers };
}

interface Place {
  readonly bytes: Buffer;
  readonly at: number;
}

/** The first of the next known entries that stands here, wholly. */
function findSame(
  known: ReadLayout,
  next: number,
  { bytes, at, end }: Place & { readonly end: number },
): number | undefined {
  for (let index = next; index < Math.min(next + maxSkipped, known.numbers.length); index += 1) {
    const length = lengthOf(known, index);
    const after = at + length;
    if (after > end || !isSame(known, known.starts[index] ?? 0, length, { bytes, at })) continue;
    if (after === end || startsWith(bytes, known.mark, after)) return index;
  }
  return undefined;
}

function startsWith(bytes: Buffer, mark: Buffer, at: number): boolean {
  const end = at + mark.length;
  return end <= bytes.length && bytes.compare(mark, 0, mark.length, at, end) === 0;
}

function lengthOf({ starts }: ReadLayout, index: number): number {
  return (starts[index + 1] ?? 0) - (starts[index] ?? 0);
}

function isSame(known: ReadLayout, from: number, length: number, { bytes, at }: Place): boolean {
  return bytes.compare(known.bytes, from, from + length, at, at + length) === 0;
}
