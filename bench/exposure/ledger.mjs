// Measures questions about exposure to a ledger of ten million rows, and what a row takes on disk. `--help` says how;
// docs/performance.md why.
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { openDataFolder, openLedger } from "../../packages/store/dist/index.js";
import { machineLine } from "../firewall/machine.mjs";
import { parseBenchOptions } from "../shared/options.mjs";
import { resultsPath, say, writeFigures } from "../shared/results.mjs";
import { renderGoals, renderNumber, renderTable } from "../shared/table.mjs";
import { createRows } from "../ledger/rows.mjs";
import { fillLedger, popular } from "./ledger-rows.mjs";

const usage = `Usage: node bench/exposure/ledger.mjs [--rows 10000000] [--rounds 5] [--json FILE] [--quick]

  --rows N       rows of the ledger that is asked (10,000,000; about two minutes and 1 GB under the temporary folder)
  --rounds N     fresh processes for each question (5)
  --json FILE    where the figures go (bench/results/exposure-ledger.json)
  --quick        500,000 rows and two processes`;
const probe = fileURLToPath(new URL("ledger-probe.mjs", import.meta.url));
const appendedRows = 300_000;
const now = Date.parse("2026-11-22T00:00:00Z");

/** The words of each question. */
const questions = [
  { what: "a version that few took, of a package that all use", words: [`${popular.name}@${popular.rare}`] },
  { what: "a version that everybody took", words: [`${popular.name}@${popular.usual}`] },
  {
    what: "a campaign of 800 packages",
    words: Array.from({ length: 800 }, (_, n) => `bench-package-${n + 1}@1.3.0`),
  },
  {
    what: "a campaign of 5,000 packages that nobody uses",
    words: Array.from({ length: 5000 }, (_, n) => `never-${n}@1.0.0`),
  },
];

const options = parseBenchOptions(process.argv.slice(2), {
  json: resultsPath("exposure-ledger"),
  counts: {
    rows: { usual: 10_000_000, quick: 500_000, most: 100_000_000 },
    rounds: { usual: 5, quick: 2, most: 100 },
  },
});
if (options.help) console.log(usage);
else await runBenchmark(options);

async function runBenchmark({ rows, rounds, json }) {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  try {
    say(`appending ${appendedRows} rows as a server does`);
    const megabytesPerMillion = await measureSize(join(root, "appended"));
    say(`filling a ledger with ${rows} rows`);
    const data = join(root, "filled");
    const folder = await openDataFolder(data);
    await (await openLedger(folder, { clock: { now: () => now }, logger: { log() {} } })).close();
    await fillLedger(folder, rows, now);
    const filledMegabytes = ((await stat(folder.databaseFile)).size / 1e6 / rows) * 1e6;
    const asked = questions.map(({ what, words }) => ({ what, ...ask(data, words, rounds) }));
    report({ rows, rounds, json, asked, megabytesPerMillion, filledMegabytes });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function measureSize(root) {
  const folder = await openDataFolder(root);
  const ledger = await openLedger(folder, { clock: { now: () => now }, logger: { log() {} } });
  const next = createRows();
  for (let row = 0; row < appendedRows; row += 1) {
    ledger.append(next());
    if (row % 20_000 === 0) await ledger.flush();
  }
  await ledger.close();
  return ((await stat(folder.databaseFile)).size / 1e6 / appendedRows) * 1e6;
}

/** Each time in a process of its own: nothing is warm but the system's own memory of the file. */
function ask(data, words, rounds) {
  const runs = Array.from({ length: rounds }, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [probe, data, String(now)], {
      input: JSON.stringify(words),
      encoding: "utf8",
      maxBuffer: 10_000_000,
    });
    if (status !== 0) throw new Error(`The probe failed: ${stderr}`);
    return JSON.parse(stdout);
  }).sort((left, right) => left.ms - right.ms);
  const median = runs[Math.floor(runs.length / 2)];
  return { ms: median.ms, worstMs: runs.at(-1).ms, places: median.places, megabytes: median.megabytes };
}

function report({ rows, rounds, json, asked, megabytesPerMillion, filledMegabytes }) {
  const slowest = Math.max(...asked.map(({ worstMs }) => worstMs));
  const goals = [
    { what: "slowest question", reached: slowest / 1000, atMost: 1, unit: " s", isReached: slowest <= 1000 },
    {
      what: "one million rows",
      reached: megabytesPerMillion,
      atMost: 150,
      unit: " MB",
      isReached: megabytesPerMillion <= 150,
    },
  ];
  const about = { machine: machineLine(), at: new Date().toISOString(), rows, rounds };
  writeFigures(json, { ...about, asked, megabytesPerMillion, filledMegabytes, goals });
  console.log(
    `\n${about.machine}; ${rows.toLocaleString("en-US")} rows, ${rounds} process(es) for each question\n`,
  );
  const body = asked.map((each) => [
    each.what,
    `${renderNumber(each.ms)} ms`,
    `${renderNumber(each.worstMs)} ms`,
    String(each.places),
    `${renderNumber(each.megabytes)} MB`,
  ]);
  console.log(renderTable(["question", "median", "slowest", "places", "memory"], body));
  console.log(`\n${renderGoals(goals)}`);
  say(`figures written to ${json}`);
}
