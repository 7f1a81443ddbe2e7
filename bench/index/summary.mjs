import { spreadOf } from "../firewall/statistics.mjs";
import { renderGoals, renderSpread, renderTable, scale } from "../shared/table.mjs";

const openAtMostMs = 20;
const lookUpAtMostMicros = 5;
const memoryAtMost = 40e6;

/** Medians and spreads over the processes. */
export function summarise(rounds, built) {
  const openMs = spreadOf(rounds.map((round) => round.openMs));
  const memoryBytes = spreadOf(rounds.map((round) => round.memoryBytes));
  const kinds = Object.keys(rounds[0].lookUps);
  const lookUps = kinds.map((kind) => ({
    kind,
    micros: spreadOf(rounds.map(({ lookUps: each }) => each[kind])),
  }));
  const slowest = Math.max(...lookUps.map(({ micros }) => micros.median));
  return {
    built,
    openMs,
    openedBytes: spreadOf(rounds.map((round) => round.openedBytes)),
    memoryBytes,
    lookUps,
    goals: [
      goal(
        `open an index of ${built.recordCount.toLocaleString("en-US")} records`,
        openMs.median,
        openAtMostMs,
        " ms",
      ),
      goal("exact look-up, the slowest kind", slowest, lookUpAtMostMicros, " µs"),
      goal("memory of the open index", memoryBytes.median / 1e6, memoryAtMost / 1e6, " MB"),
    ],
  };
}

function goal(what, reached, atMost, unit) {
  return { what, reached, atMost, unit, isReached: reached <= atMost };
}

/** Renders the summary as Markdown tables. */
export function renderTables({ built, openMs, openedBytes, memoryBytes, lookUps, goals }) {
  const megabytes = (spread) => `${renderSpread(scale(spread, 1e-6))} MB`;
  const rows = [
    ["file", `${(built.bytes / 1e6).toFixed(1)} MB`],
    ["built in", `${(built.buildMs / 1000).toFixed(1)} s`],
    ["opened in", `${renderSpread(openMs)} ms`],
    ["resident when open", megabytes(openedBytes)],
    ["resident after a million look-ups", megabytes(memoryBytes)],
    ...lookUps.map(({ kind, micros }) => [`look-up: ${kind}`, `${renderSpread(micros)} µs`]),
  ];
  return [renderTable(["index", "median (min–max)"], rows), renderGoals(goals)].join("\n\n");
}
