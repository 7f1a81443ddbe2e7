import { spreadOf } from "../firewall/statistics.mjs";
import { renderGoals, renderSpread, renderTable } from "../shared/table.mjs";

const rowsAtLeast = 10_000;

/** Medians and spreads over the rounds. */
export function summarise(rounds) {
  const of = (figure) => spreadOf(rounds.map(figure));
  const rate = ({ requests, durationMs }) => (requests * 1000) / durationMs;
  const rowsPerSecond = of((round) => round.rowsPerSecond);
  return {
    alone: {
      requestsPerSecond: of(({ alone }) => rate(alone)),
      p95Ms: of(({ alone }) => alone.p95Ms),
      pending: of(({ pendingAfterAlone }) => pendingAfterAlone),
    },
    beside: {
      requestsPerSecond: of(({ beside }) => rate(beside)),
      p95Ms: of(({ beside }) => beside.p95Ms),
      rowsPerSecond,
    },
    goals: [
      {
        what: "rows a second into the database while serving",
        reached: rowsPerSecond.median,
        atLeast: rowsAtLeast,
        unit: "",
        isReached: rowsPerSecond.median >= rowsAtLeast,
      },
    ],
  };
}

/** Renders the summary as Markdown tables. */
export function renderTables({ alone, beside, goals }) {
  const rows = [
    [
      "serving alone",
      renderSpread(alone.requestsPerSecond),
      renderSpread(alone.p95Ms),
      renderSpread(alone.requestsPerSecond),
    ],
    [
      "serving and writing",
      renderSpread(beside.requestsPerSecond),
      renderSpread(beside.p95Ms),
      renderSpread(beside.rowsPerSecond),
    ],
  ];
  return [
    renderTable(["warm tarballs", "requests/s", "p95 ms", "rows/s in the database"], rows),
    `Rows not yet in the database when the load ends: ${renderSpread(alone.pending)}`,
    renderGoals(goals),
  ].join("\n\n");
}
