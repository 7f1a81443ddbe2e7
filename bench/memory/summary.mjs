import { renderGoals, renderNumber, renderTable } from "../shared/table.mjs";

const residentAtMost = 250e6;
const growthAtMost = 0.05;

/** What the samples say: the greatest, and how much the line through those of the second half rises over that half. */
export function summarise({ points, peakBytes, restBytes, durationMs, requests }) {
  const half = points.filter((point) => point.requests >= requests / 2);
  const { start, rise } = fitLine(half);
  const growth = rise / start;
  const greatest = Math.max(...points.map(({ bytes }) => bytes));
  const goals = [
    {
      what: `resident after ${requests.toLocaleString("en-US")} requests, the greatest sample`,
      reached: greatest / 1e6,
      atMost: residentAtMost / 1e6,
      unit: " MB",
      isReached: greatest <= residentAtMost,
    },
    {
      what: "growth over the second half",
      reached: growth * 100,
      atMost: growthAtMost * 100,
      unit: " %",
      isReached: growth <= growthAtMost,
    },
  ];
  return {
    requests,
    requestsPerSecond: (requests * 1000) / durationMs,
    points,
    peakBytes,
    restBytes,
    growth,
    goals,
  };
}

/** Least squares: where the line begins, and how much it rises until its end. */
function fitLine(points) {
  const from = points[0].requests;
  const span = points.at(-1).requests - from;
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const x = ({ requests }) => (requests - from) / span;
  const [meanX, meanY] = [mean(x), mean(({ bytes }) => bytes)];
  const rise =
    mean((point) => (x(point) - meanX) * (point.bytes - meanY)) / mean((point) => (x(point) - meanX) ** 2);
  return { start: meanY - rise * meanX, rise };
}

/** Renders the summary as Markdown tables. */
export function renderTables({ points, peakBytes, restBytes, requestsPerSecond, goals }) {
  const shown = points.filter((_, place) => place % 4 === 0);
  const head = ["requests", ...shown.map(({ requests }) => requests.toLocaleString("en-US"))];
  const row = ["resident MB", ...shown.map(({ bytes }) => renderNumber(bytes / 1e6))];
  const others = [
    ["at its peak, also between samples", `${renderNumber(peakBytes / 1e6)} MB`],
    ["at rest afterwards", `${renderNumber(restBytes / 1e6)} MB`],
    ["requests per second meanwhile", renderNumber(requestsPerSecond)],
  ];
  return [renderTable(head, [row]), renderTable(["", ""], others), renderGoals(goals)].join("\n\n");
}
