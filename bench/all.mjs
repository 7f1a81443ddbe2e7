// Runs every benchmark one after another and prints what was reached. `--help` says how; docs/performance.md why.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { machineLine, machineLoad } from "./firewall/machine.mjs";
import { parseBenchOptions } from "./shared/options.mjs";
import { resultsPath, say, writeFigures } from "./shared/results.mjs";
import { renderGoals } from "./shared/table.mjs";

const usage = `Usage: node bench/all.mjs [--quick] [--json FILE]

  --quick        one short round of each, under ten minutes: a look, not a result
  --json FILE    where the figures go (bench/results/all.json)

Runs every benchmark one after another, over an hour. Needs "node bench/setup.mjs" once, a build, and nothing else
running on the machine. Exit code 1 when a benchmark failed; goals that were missed are printed, and no failure.`;

/** Arguments of the whole run and of a look, and the minutes that each takes. */
const benches = [
  { name: "index", title: "Index of known bad packages", full: [], quick: ["--quick"], minutes: [2, 1] },
  { name: "ledger", title: "Ledger", full: [], quick: ["--quick"], minutes: [2, 0.3] },
  { name: "memory", title: "Memory", full: [], quick: ["--quick"], minutes: [3, 1] },
  { name: "scan", title: "Scan of large projects", full: [], quick: ["--quick"], minutes: [5, 2] },
  {
    name: "scan-parse",
    script: "scan/parse.mjs",
    title: "Lockfiles of pnpm",
    full: [],
    quick: ["--quick"],
    minutes: [1, 0.5],
  },
  {
    name: "exposure-ledger",
    script: "exposure/ledger.mjs",
    title: "Exposure: the ledger",
    full: [],
    quick: ["--quick"],
    minutes: [4, 0.5],
  },
  {
    name: "exposure-inventory",
    script: "exposure/inventory.mjs",
    title: "Exposure: the inventory",
    full: [],
    quick: ["--quick"],
    minutes: [15, 0.5],
  },
  {
    name: "exposure-git",
    script: "exposure/git.mjs",
    title: "Exposure: histories of git",
    full: [],
    quick: ["--quick"],
    minutes: [4, 0.5],
  },
  {
    name: "exposure-sweep",
    script: "exposure/sweep.mjs",
    title: "Sweep of a host",
    full: [],
    quick: ["--quick"],
    minutes: [5, 0.5],
  },
  { name: "inspect", title: "Facts of packages", full: [], quick: ["--quick"], minutes: [12, 2] },
  { name: "detonate", title: "Detonation", full: [], quick: ["--quick"], minutes: [4, 2] },
  { name: "install", title: "npm ci of a real application", full: [], quick: ["--quick"], minutes: [12, 3] },
  {
    name: "install-inspected",
    title: "npm ci with and without inspection",
    full: [],
    quick: ["--quick"],
    minutes: [16, 11],
  },
  {
    name: "firewall",
    title: "Requests per second",
    full: ["--full", "--seconds", "3"],
    quick: ["--quick"],
    minutes: [21, 2],
  },
];
/** What a benchmark answers that has nothing to measure on. */
const exitNothing = 3;

// Leaves through `exit`, where what runs is ended.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
const options = parseBenchOptions(process.argv.slice(2), { json: resultsPath("all") });
if (options.help) console.log(usage);
else await runAll(options);

async function runAll({ quick: isQuick, json }) {
  const minutes = benches.reduce((sum, bench) => sum + bench.minutes[isQuick ? 1 : 0], 0);
  say(`${benches.length} benchmarks, about ${Math.ceil(minutes)} minutes; load now ${machineLoad()[0]}`);
  const about = { machine: machineLine(), at: new Date().toISOString(), isQuick, load: [machineLoad()] };
  const folder = mkdtempSync(join(tmpdir(), "lockkeeper-bench-"));
  const figures = {};
  try {
    for (const { name, script = `${name}/run.mjs`, title, full, quick } of benches) {
      const file = join(folder, `${name}.json`);
      console.log(`\n## ${title}`);
      const code = await runBench(script, [...(isQuick ? quick : full), "--json", file]);
      about.load.push(machineLoad());
      if (code === 0) figures[name] = JSON.parse(readFileSync(file, "utf8"));
      else if (code !== exitNothing) process.exitCode = 1;
      if (code !== 0) say(`${name} measured nothing: exit code ${code}`);
      // After each, so that a run that is broken off leaves what it measured.
      writeFigures(json, { ...about, goals: goalsOf(figures), figures });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\n## Goals\n\n${about.machine}\n\n${renderGoals(goalsOf(figures))}`);
  say(`figures written to ${json}`);
}

function goalsOf(figures) {
  return Object.entries(figures).flatMap(([name, { goals }]) =>
    name === "firewall"
      ? goals.map(({ what, ...goal }) => ({ what: `${what}, beside Verdaccio`, unit: "x", ...goal }))
      : goals,
  );
}

/** Its tables and its progress go where ours go; answers its exit code. */
function runBench(path, args) {
  const script = fileURLToPath(new URL(path, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "inherit", "inherit"] });
    const endWithUs = () => child.kill("SIGTERM");
    process.once("exit", endWithUs);
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("exit", endWithUs);
      resolve(code ?? 1);
    });
  });
}
