// Measures how fast packages are read, and that hostile ones end. `--help` says how; docs/performance.md why.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { machineLine } from "../firewall/machine.mjs";
import { parseBenchOptions } from "../shared/options.mjs";
import { resultsPath, say, writeFigures } from "../shared/results.mjs";
import { isCache, listPackages } from "./corpus.mjs";
import { writeHardPackages } from "./hard.mjs";
import { isPeerInstalled, peerVersion } from "./peer.mjs";
import { renderTables, summarise } from "./summary.mjs";

const usage = `Usage: node bench/inspect/run.mjs [--packages 1000] [--compared 300] [--cache DIR] [--json FILE] [--quick]

  --packages N   packages that are timed one by one: the newest release of each (1000)
  --compared N   packages that are read beside js-x-ray, and by all threads beside one (300)
  --cache DIR    folder with tarballs/NAME@VERSION.tgz and packuments/NAME.json, "/" of names as "+"
                 (/var/tmp/lockkeeper-eval, which "npm run eval" fills)
  --json FILE    where the figures go (bench/results/inspect.json)
  --quick        60 packages, 25 of them compared

Needs a build, and "node bench/setup.mjs" for js-x-ray. Exit code 3 when there is no cache.`;
const probe = fileURLToPath(new URL("probe.mjs", import.meta.url));

const options = parseBenchOptions(process.argv.slice(2), {
  json: resultsPath("inspect"),
  counts: {
    packages: { usual: 1000, quick: 60, most: 10_000 },
    compared: { usual: 300, quick: 25, most: 10_000 },
  },
  texts: ["cache"],
});
const cache = resolve(options.cache ?? "/var/tmp/lockkeeper-eval");
if (options.help) console.log(usage);
else if (isCache(cache)) runBenchmark(options);
else {
  say(
    `No tarballs at ${cache}; nothing was measured. Give their folder with --cache, or run "npm run eval" first.`,
  );
  process.exitCode = 3;
}

function runBenchmark({ packages, compared, json }) {
  const folder = mkdtempSync(join(tmpdir(), "lockkeeper-bench-"));
  try {
    const all = listPackages(cache, packages);
    const lists = {
      all: writeList(folder, "all", all),
      some: writeList(folder, "some", all.slice(0, compared)),
    };
    const figures = measure(lists);
    say("measuring: large and hostile packages");
    const hard = writeHardPackages(folder, listPackages(cache, 10_000));
    for (const [name, { paths, ...rest }] of Object.entries(hard)) {
      figures[name] = { ...rest, ...runProbe("alone", writeList(folder, name, paths)) };
    }
    const about = {
      machine: machineLine(),
      at: new Date().toISOString(),
      peer: figures.peer === undefined ? undefined : peerVersion(),
      packages: all.length,
      compared: Math.min(compared, all.length),
    };
    const summary = summarise(figures);
    writeFigures(json, { ...about, ...summary, figures });
    console.log(`\n${about.machine}; ${all.length} package(s), ${about.compared} compared\n`);
    console.log(renderTables(summary));
    say(`figures written to ${json}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure({ all, some }) {
  const figures = {};
  for (const what of ["ours", "peer", "packages", "threads"]) {
    if (what === "peer" && !isPeerInstalled()) say('js-x-ray is missing; "node bench/setup.mjs" brings it');
    else {
      say(`measuring: ${what}`);
      figures[what] = runProbe(what, what === "packages" ? all : some);
    }
  }
  return figures;
}

function writeList(folder, name, paths) {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(paths));
  return file;
}

/** Each in a process of its own, so that its memory and its warm code are its own. */
function runProbe(what, list) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--stack-size=3900", probe, what, list], {
    encoding: "utf8",
    maxBuffer: 50_000_000,
  });
  if (status !== 0) throw new Error(`The measurement "${what}" ended with ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout);
}
