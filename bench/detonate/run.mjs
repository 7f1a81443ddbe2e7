// Measures how long packages are detonated, that hostile ones end, and how long the command takes. `--help` says how; docs/performance.md why.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { machineLine, machineLoad } from "../firewall/machine.mjs";
import { isCache } from "../inspect/corpus.mjs";
import { parseBenchOptions } from "../shared/options.mjs";
import { resultsPath, say, writeFigures } from "../shared/results.mjs";
import { measureCold } from "./cold.mjs";
import { listInstallers, writeReplicas } from "./corpus.mjs";
import { renderTables, summarise } from "./summary.mjs";

const usage = `Usage: node bench/detonate/run.mjs [--installers 60] [--replicas 80] [--rounds 10] [--cache DIR] [--json FILE] [--quick]

  --installers N  real packages with install scripts, the newest release of each (60)
  --replicas N    inert replicas of attacks that run at install (80)
  --rounds N      starts of the command (10)
  --cache DIR     folder with tarballs/NAME@VERSION.tgz and packuments/NAME.json, "/" of names as "+"
                  (/var/tmp/lockkeeper-eval, which "npm run eval" fills); without one, replicas alone
  --json FILE     where the figures go (bench/results/detonate.json)
  --quick         10 installers, 15 replicas, 3 starts

Needs a build and a machine that does nothing else.`;
const probe = fileURLToPath(new URL("probe.mjs", import.meta.url));

const options = parseBenchOptions(process.argv.slice(2), {
  json: resultsPath("detonate"),
  counts: {
    installers: { usual: 60, quick: 10, most: 1_000 },
    replicas: { usual: 80, quick: 15, most: 1_000 },
    rounds: { usual: 10, quick: 3, most: 100 },
  },
  texts: ["cache"],
});
if (options.help) console.log(usage);
else runBenchmark(options);

function runBenchmark({ installers, replicas, rounds, json, cache = "/var/tmp/lockkeeper-eval" }) {
  const folder = mkdtempSync(join(tmpdir(), "lockkeeper-bench-"));
  try {
    say("looking for packages with install scripts");
    const lists = {
      honest: isCache(resolve(cache)) ? listInstallers(resolve(cache), installers) : [],
      replicas: writeReplicas(folder, replicas),
    };
    if (lists.honest.length === 0) say(`No tarballs at ${cache}: replicas alone are measured.`);
    const list = join(folder, "list.json");
    writeFileSync(list, JSON.stringify(lists));
    const figures = {};
    for (const what of ["engine", "packages", "hostile"]) {
      say(`measuring: ${what}`);
      figures[what] = runProbe(what, list);
    }
    say("measuring: the command");
    figures.cold = measureCold(
      lists.replicas.find((path) => path.includes("axios-dropper")) ?? lists.replicas[0],
      rounds,
    );
    const about = {
      machine: machineLine(),
      load: machineLoad(),
      at: new Date().toISOString(),
      installers: lists.honest.length,
      replicas: lists.replicas.length,
    };
    const summary = summarise(figures);
    writeFigures(json, { ...about, ...summary, figures });
    console.log(
      `\n${about.machine}; load ${about.load[0]}; ${about.installers} installer(s), ${about.replicas} replica(s)\n`,
    );
    console.log(renderTables(summary));
    say(`figures written to ${json}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each in a process of its own, so that its memory and its warm code are its own. */
function runProbe(what, list) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [probe, what, list], {
    encoding: "utf8",
    maxBuffer: 50_000_000,
  });
  if (status !== 0) throw new Error(`The measurement "${what}" ended with ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout);
}
