// Measures how fast a pnpm lockfile becomes a graph, beside pnpm's own reader and another scanner's. `--help` says how.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { machineLine } from "../firewall/machine.mjs";
import { medianOf } from "../firewall/statistics.mjs";
import { parseBenchOptions } from "../shared/options.mjs";
import { resultsPath, say, writeFigures } from "../shared/results.mjs";
import { renderGoals, renderTable } from "../shared/table.mjs";
import { areParsePeersInstalled, parsePeerVersions } from "./parse-peers.mjs";
import { renderPnpmProject } from "./pnpm-project.mjs";

const usage = `Usage: node bench/scan/parse.mjs [--packages 12000] [--rounds 9] [--processes 3] [--json FILE] [--quick]

  --packages N   packages of the lockfile (12,000)
  --rounds N     readings in one process, of which the median counts; the first one is told apart (9)
  --processes N  processes for each reader, in turn; the medians' median counts (3)
  --json FILE    where the figures go (bench/results/scan-parse.json)
  --quick        2,000 packages, 3 rounds, 1 process

Needs a build, and "node bench/setup.mjs" for the readers to compare with. Exit code 3 without them.`;
const probe = fileURLToPath(new URL("parse-probe.mjs", import.meta.url));
const readers = ["lockkeeper", "lockkeeper-list", "pnpm", "snyk"];
const titles = {
  lockkeeper: "lockkeeper: graph, who leads to what, lines",
  "lockkeeper-list": "lockkeeper: what is pinned, with lines",
  pnpm: "@pnpm/lockfile.fs: the document as pnpm sees it",
  snyk: "snyk-nodejs-lockfile-parser: graph",
};
const besidePnpmAtMost = 1.2;
const besideSnykAtMost = 1;

const options = parseBenchOptions(process.argv.slice(2), {
  json: resultsPath("scan-parse"),
  counts: {
    packages: { usual: 12_000, quick: 2_000, most: 200_000 },
    rounds: { usual: 9, quick: 3, most: 100 },
    processes: { usual: 3, quick: 1, most: 20 },
  },
});
if (options.help) console.log(usage);
else if (areParsePeersInstalled()) measureReaders(options);
else {
  say('The readers to compare with are missing; nothing was measured. "node bench/setup.mjs" brings them.');
  process.exitCode = 3;
}

function measureReaders({ packages, rounds, processes, json }) {
  const folder = mkdtempSync(join(tmpdir(), "lockkeeper-bench-"));
  try {
    const { manifest, lockfile } = renderPnpmProject(packages);
    writeFileSync(join(folder, "package.json"), manifest);
    writeFileSync(join(folder, "pnpm-lock.yaml"), lockfile);
    const taken = Object.fromEntries(readers.map((reader) => [reader, []]));
    for (let process = 0; process < processes; process += 1) {
      for (const reader of readers) {
        say(`reading with ${reader}, process ${process + 1} of ${processes}`);
        taken[reader].push(runProbe(reader, folder, rounds));
      }
    }
    report({ taken, json, packages, megabytes: lockfile.length / 1e6 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each in a process of its own, so that its memory and its warm code are its own. */
function runProbe(reader, folder, rounds) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--expose-gc", probe, reader, folder, String(rounds)],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`Reading with ${reader} ended with ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout);
}

function report({ taken, json, packages, megabytes }) {
  const median = (reader, field) =>
    medianOf(taken[reader].map((run) => run[field]).sort((one, other) => one - other));
  const rows = readers.map((reader) => [
    titles[reader],
    `${median(reader, "processorMs").toFixed(0)} ms`,
    `${median(reader, "warmMs").toFixed(0)} ms`,
    `${median(reader, "firstMs").toFixed(0)} ms`,
    `${median(reader, "residentMegabytes").toFixed(0)} MB`,
  ]);
  // Of the processor, which a busy machine changes least.
  const beside = (other) => median("lockkeeper", "processorMs") / median(other, "processorMs");
  const goals = [
    goal("graph beside @pnpm/lockfile.fs", beside("pnpm"), besidePnpmAtMost),
    goal("graph beside snyk-nodejs-lockfile-parser", beside("snyk"), besideSnykAtMost),
  ];
  const about = {
    machine: machineLine(),
    at: new Date().toISOString(),
    peers: parsePeerVersions(),
    packages,
    megabytes,
  };
  writeFigures(json, { ...about, goals, taken });
  console.log(`\n${about.machine}; ${packages} packages, ${megabytes.toFixed(1)} MB\n`);
  console.log(renderTable(["pnpm lockfile", "processor", "warm", "first", "memory"], rows));
  console.log(`\n${renderGoals(goals)}`);
  say(`figures written to ${json}`);
}

function goal(what, reached, atMost) {
  return { what, reached, atMost, unit: "x", isReached: reached <= atMost };
}
