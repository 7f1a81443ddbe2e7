/** Renders rows as a Markdown table, which reads well in a terminal too; the first column to the left, others to the right. */
export function renderTable(head, body) {
  const widths = head.map((title, column) =>
    Math.max(title.length, 3, ...body.map((row) => row[column].length)),
  );
  const line = (cells) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [line(head), rule, ...body.map(line)].join("\n");
}

/** The goals of a benchmark, `{ what, reached, atMost | atLeast, unit, isReached }` each. */
export function renderGoals(goals) {
  const rows = goals.map(({ what, reached, atMost, atLeast, unit, isReached }) => [
    what,
    atMost === undefined ? `at least ${renderGoal(atLeast)}${unit}` : `at most ${renderGoal(atMost)}${unit}`,
    `${renderNumber(reached)}${unit}`,
    isReached ? "reached" : "MISSED",
  ]);
  return renderTable(["goal", "wanted", "measured", ""], rows);
}

/** A median with its least and greatest. */
export function renderSpread({ median, min, max }) {
  return `${renderNumber(median)} (${renderNumber(min)}–${renderNumber(max)})`;
}

/** Spread in another unit. */
export function scale({ median, min, max }, factor) {
  return { median: median * factor, min: min * factor, max: max * factor };
}

/** Three digits, or all of a whole number. */
export function renderNumber(value) {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function renderGoal(value) {
  return value.toLocaleString("en-US");
}
