import { medianOf } from "../firewall/statistics.mjs";
import { renderGoals, renderTable } from "../shared/table.mjs";

const goalsMs = { median: 60, high: 500, cap: 5_000, cold: 500 };
const memoryAtMost = 256;
const engineRatioAtMost = 3;
const worldCount = 3;
const shownCount = 8;

/** What the measurements amount to, with the goals. */
export function summarise({ engine, packages, hostile, cold }) {
  const times = packages.took.map(({ ms }) => ms).toSorted((one, other) => one - other);
  const bare = medianOf(engine.took);
  const median = medianOf(times);
  const high = times[Math.min(times.length - 1, Math.ceil(times.length * 0.95) - 1)];
  const longest = Math.max(...times, ...hostile.took.map(({ ms }) => ms));
  const memory = Math.max(...hostile.took.map(({ megabytes }) => megabytes));
  const replicas = packages.took.filter(({ isReplica }) => isReplica).length;
  return {
    rows: [
      ["the engine's bare start, with no world in it", `${bare.toFixed(1)} ms`],
      [`median of ${times.length} packages (${replicas} replicas), three worlds`, `${median.toFixed(0)} ms`],
      ["95 of 100 within", `${high.toFixed(0)} ms`],
      ["longest package", `${Math.max(...times).toFixed(0)} ms`],
      [
        `longest of ${hostile.took.length} that never end or swell`,
        `${Math.max(...hostile.took.map(({ ms }) => ms)).toFixed(0)} ms`,
      ],
      ["most memory that one of them gains", `${memory.toFixed(0)} MB`],
      ["the command on the dropper of the Axios night", `${medianOf(cold).toFixed(0)} ms`],
    ],
    slowest: slowestOf(packages.took),
    hostile: hostile.took,
    goals: [
      atMost("a world beside the engine's bare start", median / worldCount / bare, engineRatioAtMost, "x"),
      atMost("median of three worlds", median, goalsMs.median, " ms"),
      atMost("95 of 100 packages", high, goalsMs.high, " ms"),
      atMost("longest of all", longest, goalsMs.cap, " ms"),
      atMost("memory of a thread", memory, memoryAtMost, " MB"),
      atMost("the command, cold", medianOf(cold), goalsMs.cold, " ms"),
    ],
  };
}

/** Renders the summary as Markdown tables. */
export function renderTables({ rows, slowest, hostile, goals }) {
  return [
    renderTable(["detonation", "measured"], rows),
    renderTable(
      ["slowest packages", "took", "outcome"],
      slowest.map(({ name, ms, outcome }) => [name, `${ms.toFixed(0)} ms`, outcome]),
    ),
    renderTable(
      ["what never ends or swells", "took", "memory", "outcome"],
      hostile.map(({ name, ms, megabytes, outcome }) => [
        name,
        `${ms.toFixed(0)} ms`,
        `${megabytes.toFixed(0)} MB`,
        outcome,
      ]),
    ),
    renderGoals(goals),
  ].join("\n\n");
}

function slowestOf(took) {
  return took.toSorted((one, other) => other.ms - one.ms).slice(0, shownCount);
}

function atMost(what, reached, limit, unit) {
  return { what, reached, atMost: limit, unit, isReached: reached <= limit };
}
