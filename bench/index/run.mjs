// Measures the index of known bad packages at the size of everything that is known. `--help` says how;
// docs/performance.md why. Needs advisory data that is no part of this repository.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { machineLine } from "../firewall/machine.mjs";
import { parseBenchOptions } from "../shared/options.mjs";
import { resultsPath, say, writeFigures } from "../shared/results.mjs";
import { buildBenchIndex } from "./build.mjs";
import { renderTables, summarise } from "./summary.mjs";

const usage = `Usage: node bench/index/run.mjs [--rounds 9] [--data DIR] [--json FILE] [--quick]

  --rounds N     fresh processes that open the index (9)
  --data DIR     folder with osv/ and the advisory files (../shared/data)
  --json FILE    where the figures go (bench/results/index.json)
  --quick        three processes

Exit code 3 when there is no data.`;
const probe = fileURLToPath(new URL("probe.mjs", import.meta.url));

const options = parseBenchOptions(process.argv.slice(2), {
  json: resultsPath("index"),
  counts: { rounds: { usual: 9, quick: 3, most: 100 } },
  texts: ["data"],
});
const data = resolve(options.data ?? fileURLToPath(new URL("../../../shared/data", import.meta.url)));
if (options.help) console.log(usage);
else if (existsSync(join(data, "osv"))) await runBenchmark(options);
else {
  say(`No advisory data at ${data}; nothing was measured. Give its folder with --data.`);
  process.exitCode = 3;
}

async function runBenchmark({ rounds: count, json }) {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  try {
    say("building an index of 230,000 records, and asking it for every name");
    const { path, report, realRecords, questions } = await buildBenchIndex({ data, folder, say });
    const questionsPath = join(folder, "questions.json");
    await writeFile(questionsPath, JSON.stringify(questions));
    const rounds = Array.from({ length: count }, () => runProbe(path, questionsPath));
    const about = { machine: machineLine(), at: new Date().toISOString(), realRecords };
    const { recordCount, nameCount, bytes, durationMs } = report;
    const summary = summarise(rounds, { recordCount, nameCount, bytes, buildMs: durationMs });
    writeFigures(json, { ...about, ...summary, rounds });
    console.log(`\n${about.machine}; ${count} process(es)\n`);
    console.log(renderTables(summary));
    say(`figures written to ${json}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runProbe(path, questionsPath) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--expose-gc", probe, path, questionsPath],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`The probe ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}
