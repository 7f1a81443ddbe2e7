import { spreadOf } from "../firewall/statistics.mjs";
import { renderGoals, renderSpread, renderTable, scale } from "../shared/table.mjs";

/** Medians and spreads over the rounds, and what was to be reached. */
export function summarise(rounds, { records, packageCount, repositories, manyMs }) {
  const coldMs = spreadOf(rounds.map((round) => round.coldMs));
  const warmMs = spreadOf(rounds.map((round) => round.warmMs));
  const auditMs = spreadOf(rounds.map((round) => round.auditMs));
  const coldCpuMs = spreadOf(rounds.map((round) => round.coldCpuMs));
  const warmCpuMs = spreadOf(rounds.map((round) => round.warmCpuMs));
  const auditCpuMs = spreadOf(rounds.map((round) => round.auditCpuMs));
  const residentBytes = spreadOf(rounds.map((round) => round.residentBytes));
  const faster = spreadOf(rounds.map((round) => round.auditMs / round.coldMs));
  const what = `${packageCount.toLocaleString("en-US")} packages against ${records.toLocaleString("en-US")} records`;
  return {
    coldMs,
    warmMs,
    auditMs,
    coldCpuMs,
    warmCpuMs,
    auditCpuMs,
    residentBytes,
    faster,
    manyMs,
    repositories,
    goals: [
      atMost(`${what}, warm`, warmMs.median / 1000, 0.5, " s"),
      atMost(`${what}, cold start`, coldMs.median / 1000, 1.5, " s"),
      atMost("memory", residentBytes.median / 1e6, 256, " MB"),
      atLeast("faster than npm audit against a local stub", faster.median, 5, "x"),
      atMost(
        `${repositories.toLocaleString("en-US")} repositories in a folder`,
        manyMs.median / 1000,
        30,
        " s",
      ),
    ],
  };
}

function atMost(what, reached, limit, unit) {
  return { what, reached, atMost: limit, unit, isReached: reached <= limit };
}

function atLeast(what, reached, limit, unit) {
  return { what, reached, atLeast: limit, unit, isReached: reached >= limit };
}

/** Renders the summary as Markdown tables. */
export function renderTables(summary) {
  const { coldMs, warmMs, auditMs, residentBytes, faster, manyMs, repositories, goals } = summary;
  const seconds = (spread) => `${renderSpread(scale(spread, 1e-3))} s`;
  const rows = [
    ["scan, cold start", seconds(coldMs)],
    ["the same, of the processors", seconds(summary.coldCpuMs)],
    ["scan again in the same process", seconds(warmMs)],
    ["the same, of the processors", seconds(summary.warmCpuMs)],
    ["npm audit, answers from a local stub", seconds(auditMs)],
    ["the same, of the processors", seconds(summary.auditCpuMs)],
    ["npm audit over scan", `${renderSpread(faster)}x`],
    ["resident, one scan", `${renderSpread(scale(residentBytes, 1e-6))} MB`],
    [`${repositories.toLocaleString("en-US")} repositories of 200 packages`, seconds(manyMs)],
  ];
  return [renderTable(["scan", "median (min–max)"], rows), renderGoals(goals)].join("\n\n");
}
