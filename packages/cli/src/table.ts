/** Lines of label and value, aligned; values are shown as they are. */
export function renderPairs(pairs: readonly (readonly [string, string])[], indent = "  "): string {
  const width = Math.max(0, ...pairs.map(([label]) => label.length));
  return pairs.map(([label, value]) => `${indent}${label.padEnd(width)}  ${value}\n`).join("");
}

/** Rows in columns as wide as their widest cell; the last column is not padded. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows.map((row) => renderRow(row, widths)).join("");
}

/** One row in columns of given widths; a wider cell pushes the rest to the right. */
export function renderRow(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) =>
    column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0),
  );
  return `${cells.join("  ").trimEnd()}\n`;
}

/** `1 version`, `2 versions`. */
export function count(amount: number, singular: string, plural = `${singular}s`): string {
  return `${amount} ${amount === 1 ? singular : plural}`;
}
