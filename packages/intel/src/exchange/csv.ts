const maxRows = 500_000;
const maxCellCharacters = 20_000;

/** One row of a table, with the line that it begins on, counted from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads comma-separated values (RFC 4180); a file whose first line has more tabs or semicolons than commas is cut at those.
 * Cells are without the spaces around them. Throws a `RangeError` for a quote that does not end and for what is too large.
 */
export function parseCsv(text: string): readonly CsvRow[] {
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const separator = separatorOf(plain);
  const rows: CsvRow[] = [];
  let at = 0;
  let line = 1;
  while (at < plain.length) {
    const row = readRow(plain, at, separator);
    if (row.cells.some((cell) => cell !== "")) rows.push({ line, cells: row.cells });
    if (rows.length > maxRows) throw new RangeError(`it has over ${maxRows} rows`);
    line += row.lines;
    at = row.next;
  }
  return rows;
}

function separatorOf(text: string): string {
  const first = text.slice(0, 4096).split("\n", 1)[0] ?? "";
  const counts = [",", "\t", ";"].map((mark) => ({ mark, count: first.split(mark).length }));
  return counts.toSorted((left, right) => right.count - left.count)[0]?.mark ?? ",";
}

interface ReadRow {
  readonly cells: readonly string[];
  readonly next: number;
  /** How many lines the row has, as quoted cells may hold line ends. */
  readonly lines: number;
}

function readRow(text: string, start: number, separator: string): ReadRow {
  const cells: string[] = [];
  let lines = 1;
  let at = start;
  for (;;) {
    const cell = readCell(text, at, separator);
    if (cell.text.length > maxCellCharacters)
      throw new RangeError(`a cell has over ${maxCellCharacters} characters`);
    cells.push(cell.text.trim());
    lines += cell.lineEnds;
    at = cell.next;
    if (text[at] === separator) at += 1;
    else return { cells, next: text[at] === "\r" && text[at + 1] === "\n" ? at + 2 : at + 1, lines };
  }
}

interface ReadCell {
  readonly text: string;
  readonly next: number;
  readonly lineEnds: number;
}

function readCell(text: string, start: number, separator: string): ReadCell {
  if (text[start] === '"') return readQuoted(text, start + 1);
  let at = start;
  while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at += 1;
  return { text: text.slice(start, at), next: at, lineEnds: 0 };
}

function readQuoted(text: string, start: number): ReadCell {
  const parts: string[] = [];
  let from = start;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw new RangeError("a quoted cell does not end");
    parts.push(text.slice(from, quote));
    if (text[quote + 1] === '"') {
      parts.push('"');
      from = quote + 2;
      continue;
    }
    const whole = parts.join("");
    return { text: whole, next: quote + 1, lineEnds: whole.split("\n").length - 1 };
  }
}

/** Renders rows as comma-separated values with CRLF (RFC 4180). */
export function renderCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(renderCell).join(",")}\r\n`).join("");
}

function renderCell(cell: string): string {
  return /[",\r\n\t;]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
