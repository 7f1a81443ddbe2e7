/** Where something stands in the text that another one was made of; lines and columns begin at 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

interface Segment {
  readonly column: number;
  readonly source: SourcePosition;
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const valueBits = 5;
const continued = 32;
const numbersOfPlace = 4;

/** Tells the places of a made text in its source, from a source map of version 3. */
export class SourceLines {
  readonly #lines: readonly (readonly Segment[])[];

  /** Source: https://tc39.es/ecma426/ "Mappings structure". */
  constructor(mappings: string) {
    let line = 0;
    let sourceColumn = 0;
    this.#lines = mappings.split(";").map((text) => {
      let column = 0;
      return text.split(",").flatMap((segment): readonly Segment[] => {
        const numbers = readNumbers(segment);
        column += numbers[0] ?? 0;
        if (numbers.length < numbersOfPlace) return [];
        line += numbers[2] ?? 0;
        sourceColumn += numbers[3] ?? 0;
        return [{ column: column + 1, source: { line: line + 1, column: sourceColumn + 1 } }];
      });
    });
  }

  /** Where a place comes from; from the nearest thing before it where it is of nothing by itself. */
  find({ line, column }: SourcePosition): SourcePosition {
    for (let at = Math.min(line, this.#lines.length) - 1; at >= 0; at -= 1) {
      const segments = this.#lines[at] ?? [];
      const found = at === line - 1 ? segments.findLast((one) => one.column <= column) : segments.at(-1);
      const first = found ?? (at === line - 1 ? segments[0] : undefined);
      if (first !== undefined) return first.source;
    }
    return { line: 1, column: 1 };
  }
}

function readNumbers(segment: string): readonly number[] {
  const numbers: number[] = [];
  let value = 0;
  let factor = 1;
  for (const character of segment) {
    const digit = Math.max(0, digits.indexOf(character));
    value += (digit % continued) * factor;
    factor *= 2 ** valueBits;
    if (digit >= continued) continue;
    numbers.push(value % 2 === 1 ? -(value - 1) / 2 : value / 2);
    value = 0;
    factor = 1;
  }
  return numbers;
}
