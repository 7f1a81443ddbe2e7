// Measures `scan` at the size of the largest projects and of everything that is known. `--help` says how;
// docs/performance.md why. Needs advisory data that is no part of this repository.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { machineLine, machineLoad } from "../firewall/machine.mjs";
import { cpuSecondsOf } from "../firewall/process-usage.mjs";
import { spreadOf } from "../firewall/statistics.mjs";
import { buildBenchIndex } from "../index/build.mjs";
import { readLines } from "../index/records.mjs";
import { parseBenchOptions } from "../shared/options.mjs";
import { resultsPath, say, writeFigures } from "../shared/results.mjs";
import { timeNpmAudit } from "./npm-audit.mjs";
import { writeLockedProject, writeRepositories } from "./projects.mjs";
import { renderTables, summarise } from "./summary.mjs";

const usage = `Usage: node bench/scan/run.mjs [--rounds 5] [--data DIR] [--json FILE] [--quick]

  --rounds N     runs of each, in turn (5)
  --data DIR     folder with osv/ and the advisory files (../shared/data)
  --json FILE    where the figures go (bench/results/scan.json)
  --quick        two runs, and 100 repositories instead of 1,000

Exit code 3 when there is no data.`;
const command = fileURLToPath(new URL("../../packages/cli/bin/lockkeeper.js", import.meta.url));
const probe = fileURLToPath(new URL("probe.mjs", import.meta.url));
const packageCount = 10_000;

const options = parseBenchOptions(process.argv.slice(2), {
  json: resultsPath("scan"),
  counts: { rounds: { usual: 5, quick: 2, most: 50 } },
  texts: ["data"],
});
const data = resolve(options.data ?? fileURLToPath(new URL("../../../shared/data", import.meta.url)));
if (options.help) console.log(usage);
else if (existsSync(join(data, "osv"))) await runBenchmark(options);
else {
  say(`No advisory data at ${data}; nothing was measured. Give its folder with --data.`);
  process.exitCode = 3;
}

async function runBenchmark({ rounds: count, quick: isQuick, json }) {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  try {
    say("building an index of 230,000 records");
    const { path, report } = await buildBenchIndex({ data, folder, say });
    const dataFolder = join(folder, "data");
    await mkdir(join(dataFolder, "intel"), { recursive: true });
    await copyFile(path, join(dataFolder, "intel", "index.lki"));
    const names = (await readLines(join(data, "top20000.txt"))).filter((name) => name !== "");
    const large = join(folder, "large");
    await writeLockedProject(large, { names, count: packageCount });
    const many = join(folder, "many");
    const repositories = isQuick ? 100 : 1000;
    await writeRepositories(many, { names, count: repositories });
    const env = { ...process.env, LOCKKEEPER_DATA: dataFolder, HOME: folder };
    const rounds = [];
    for (let round = 0; round < count; round += 1) {
      say(`round ${round + 1} of ${count}; load ${machineLoad()[0]}`);
      const cold = await withCpu(async () => timeCommand(large, env));
      const audit = await withCpu(() => timeNpmAudit(large, join(folder, "home")));
      rounds.push({
        coldMs: cold.value,
        coldCpuMs: cold.cpuMs,
        auditMs: audit.value,
        auditCpuMs: audit.cpuMs,
        ...runProbe(large, env),
      });
    }
    say(`scanning ${repositories} repositories`);
    const manyMs = spreadOf(Array.from({ length: isQuick ? 1 : 2 }, () => timeCommand(many, env)));
    const about = { machine: machineLine(), at: new Date().toISOString(), load: machineLoad() };
    const summary = summarise(rounds, { records: report.recordCount, packageCount, repositories, manyMs });
    writeFigures(json, { ...about, ...summary, rounds });
    console.log(`\n${about.machine}; ${count} round(s)\n`);
    console.log(renderTables(summary));
    say(`figures written to ${json}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What something took of the processors, its ended children included: the time when others have them does not count. */
async function withCpu(measure) {
  const before = cpuSecondsOf(process.pid);
  const value = await measure();
  return { value, cpuMs: (cpuSecondsOf(process.pid) - before) * 1000 };
}

/** The whole command in a process of its own, as a person starts it. */
function timeCommand(folder, env) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [command, "scan", folder, "--json"], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (status === null || status > 1) throw new Error(`The scan ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

function runProbe(folder, env) {
  const { took, cpu } = probeTimes(folder, env, 5);
  const { residentBytes } = probeTimes(folder, env, 1);
  return {
    warmMs: spreadOf(took.slice(1)).median,
    warmCpuMs: spreadOf(cpu.slice(1)).median,
    residentBytes,
  };
}

function probeTimes(folder, env, times) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [probe, folder, String(times)], {
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The probe ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}
