import { medianOf } from "../firewall/statistics.mjs";
import { renderGoals, renderTable } from "../shared/table.mjs";

const fasterAtLeast = 5;
const medianAtMostMs = 60;
const highAtMostMs = 1500;
const threadsAtLeast = 1.5;
const memoryAtMost = 512;
const capMs = 60_000;
const shownCount = 8;

/** What the measurements amount to, with the goals. */
export function summarise({ ours, peer, packages, threads, single, many, hostile }) {
  const times = packages.took.map(({ ms }) => ms).sort((one, other) => one - other);
  const high = times[Math.min(times.length - 1, Math.ceil(times.length * 0.95) - 1)];
  const mine = ours.megabytes / ours.cpuSeconds;
  const theirs = peer === undefined ? undefined : peer.megabytes / peer.cpuSeconds;
  const memory = Math.max(...[single, many, hostile].map(({ residentMegabytes }) => residentMegabytes));
  const overCap = [...single.took, ...many.took, ...hostile.took].filter(({ ms }) => ms > capMs * 1.1).length;
  const lost = [...single.took, ...many.took].filter(({ outcome }) => outcome !== "read").length;
  return {
    rows: [
      ["facts, MB of sources a second of one core", mine.toFixed(2)],
      ["js-x-ray on the same sources, without unpacking", theirs?.toFixed(2) ?? "not installed"],
      [`median of ${times.length} packages`, `${medianOf(times).toFixed(0)} ms`],
      ["95 of 100 within", `${high.toFixed(0)} ms`],
      ["given up or broken", `${packages.took.filter(({ outcome }) => outcome !== "read").length}`],
      [`one thread and ${threads.count}`, `${threads.one.toFixed(1)} s and ${threads.all.toFixed(1)} s`],
      [`one file of ${single.megabytes.toFixed(1)} MB`, describe(single)],
      [`${many.files} files, ${many.megabytes.toFixed(1)} MB`, describe(many)],
      [`${hostile.took.length} hostile packages`, describe(hostile)],
      [
        "of them answered by a limit",
        `${hostile.took.filter(({ outcome }) => outcome.startsWith("INSPECT_")).length}`,
      ],
    ],
    slowest: slowestOf(packages.took),
    slowestHostile: slowestOf(hostile.took),
    goals: [
      ...(theirs === undefined ? [] : [atLeast("MB/s beside js-x-ray", mine / theirs, fasterAtLeast, "x")]),
      atMost("median of a package", medianOf(times), medianAtMostMs, " ms"),
      atMost("95 of 100 packages", high, highAtMostMs, " ms"),
      atLeast(`${threads.count} threads beside one`, threads.one / threads.all, threadsAtLeast, "x"),
      atMost("memory, the worst of them", memory, memoryAtMost, " MB"),
      atMost("large and hostile packages over the cap, or lost", overCap + lost, 0, ""),
    ],
  };
}

/** Renders the summary as Markdown tables. */
export function renderTables({ rows, slowest, slowestHostile, goals }) {
  const shown = (all) => all.map(({ name, ms, outcome }) => [name, `${ms.toFixed(0)} ms`, outcome]);
  return [
    renderTable(["facts of packages", "measured"], rows),
    renderTable(["slowest packages", "took", "outcome"], shown(slowest)),
    renderTable(["slowest hostile packages", "took", "outcome"], shown(slowestHostile)),
    renderGoals(goals),
  ].join("\n\n");
}

function describe({ took, residentMegabytes }) {
  const slowest = Math.max(...took.map(({ ms }) => ms));
  return `${slowest.toFixed(0)} ms at most, ${residentMegabytes.toFixed(0)} MB`;
}

function slowestOf(took) {
  return took.toSorted((one, other) => other.ms - one.ms).slice(0, shownCount);
}

function atMost(what, reached, limit, unit) {
  return { what, reached, atMost: limit, unit, isReached: reached <= limit };
}

function atLeast(what, reached, limit, unit) {
  return { what, reached, atLeast: limit, unit, isReached: reached >= limit };
}
