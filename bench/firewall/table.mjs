import { renderNumber, renderSpread, renderTable, scale } from "../shared/table.mjs";

/** Renders the summary as Markdown tables, which read well in a terminal too. */
export function renderTables({ rows, goals, residentBytes }) {
  const speed = rows.map((row) => [
    labelOf(row),
    String(row.connections),
    renderNumber(row.origin.requestsPerSecond.median),
    renderSpread(row.verdaccio.requestsPerSecond),
    renderSpread(row.lockkeeper.requestsPerSecond),
    `${renderNumber(row.ratio.median)}x (${renderNumber(row.ratio.min)}–${renderNumber(row.ratio.max)})`,
  ]);
  const cost = rows.map((row) => [
    labelOf(row),
    String(row.connections),
    renderNumber(row.verdaccio.cpuMsPerRequest.median),
    renderNumber(row.lockkeeper.cpuMsPerRequest.median),
    `${renderNumber(row.cpuRatio.median)}x`,
    renderNumber(row.verdaccio.p95Ms.median),
    renderNumber(row.lockkeeper.p95Ms.median),
  ]);
  const reached = goals.map(({ what, atLeast, reached: ratio, reachedByCpu, isReached }) => [
    what,
    `${atLeast}x`,
    `${renderNumber(ratio)}x`,
    `${renderNumber(reachedByCpu)}x`,
    isReached ? "reached" : "MISSED",
  ]);
  const memory = Object.entries(residentBytes).map(([server, spread]) => [
    server,
    `${renderSpread(scale(spread, 1e-6))} MB`,
  ]);
  return [
    renderTable(["requests per second", "conn.", "origin", "Verdaccio", "Lockkeeper", "ratio"], speed),
    renderTable(
      [
        "per request",
        "conn.",
        "Verdaccio CPU ms",
        "Lockkeeper CPU ms",
        "ratio",
        "Verdaccio p95 ms",
        "Lockkeeper p95 ms",
      ],
      cost,
    ),
    renderTable(["resident at the end", "median (min–max)"], memory),
    renderTable(["goal beside Verdaccio, 16 connections", "at least", "by rate", "by CPU", ""], reached),
  ].join("\n\n");
}

function labelOf({ subject, isCold, encoding }) {
  const how = subject === "packument" ? `, ${encoding}` : "";
  return `${subject} ${isCold ? "cold" : "warm"}${how}`;
}
