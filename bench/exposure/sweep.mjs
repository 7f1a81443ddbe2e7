// Measures a sweep of a million files, in fresh processes. `--help` says how; docs/performance.md why.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { machineLine } from "../firewall/machine.mjs";
import { parseBenchOptions } from "../shared/options.mjs";
import { resultsPath, say, writeFigures } from "../shared/results.mjs";
import { renderGoals, renderNumber, renderTable } from "../shared/table.mjs";

const usage = `Usage: node bench/exposure/sweep.mjs [--files 1000000] [--rounds 5] [--json FILE] [--quick]

  --files N      files of the tree, most of them in node_modules (1,000,000; up to 4 GB under the temporary folder)
  --rounds N     fresh processes (5); before the first one the system's memory of the disk is dropped where that is allowed
  --json FILE    where the figures go (bench/results/exposure-sweep.json)
  --quick        100,000 files and two processes`;
const probe = fileURLToPath(new URL("sweep-probe.mjs", import.meta.url));

const options = parseBenchOptions(process.argv.slice(2), {
  json: resultsPath("exposure-sweep"),
  counts: {
    files: { usual: 1_000_000, quick: 100_000, most: 10_000_000 },
    rounds: { usual: 5, quick: 2, most: 100 },
  },
});
if (options.help) console.log(usage);
else await runBenchmark(options);

async function runBenchmark({ files, rounds, json }) {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  try {
    say(`making a tree of ${files} files`);
    const planted = makeTree(root, files);
    const isCold = dropCaches();
    const runs = Array.from({ length: rounds }, () => sweep(root));
    report({ files, rounds, json, planted, isCold, runs });
  } finally {
    say("removing the tree");
    await rm(root, { recursive: true, force: true });
  }
}

/** Projects as developers have them: 25 packages of 20 files to a hundred files of their own, some packages scoped and deep. */
function makeTree(root, files) {
  let made = 0;
  for (let project = 0; made < files; project += 1) {
    const folder = join(root, "home", "alice", "work", `team-${project % 20}`, `project-${project}`);
    made += fillFolder(join(folder, "src"), 80, "ts");
    made += fillFolder(join(folder, ".git", "hooks"), 10, "sample");
    const packages = {};
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    for (let index = 0; index < 25 && made < files; index += 1) {
      const name = index % 5 === 0 ? `@scope-${index}/part` : `package-${index}`;
      const at = join(folder, "node_modules", name);
      made += fillFolder(at, 4, "md");
      made += fillFolder(join(at, "dist"), 15, "js");
      writeFileSync(join(at, "package.json"), JSON.stringify({ name, version: "1.0.0" }));
      made += 1;
      packages[`node_modules/${name}`] = { version: "1.0.0" };
    }
    writeFileSync(join(folder, "node_modules", ".package-lock.json"), JSON.stringify({ packages }));
    made += 1;
  }
  return plant(root);
}

function fillFolder(folder, count, extension) {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index += 1) writeFileSync(join(folder, `f${index}.${extension}`), "");
  return count;
}

/** Something to find, so that a sweep that looks at nothing is not the fastest. */
function plant(root) {
  const folder = join(root, "home", "alice", "work", "team-0", "hit", "node_modules", "plain-crypto-js");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"name":"plain-crypto-js","version":"4.2.0"}');
  return 1;
}

/** Only an administrator of Linux may; elsewhere the first process is as warm as the tree's making left it. */
function dropCaches() {
  try {
    spawnSync("sync");
    writeFileSync("/proc/sys/vm/drop_caches", "3");
    return true;
  } catch {
    return false;
  }
}

function sweep(root) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [probe, root], { encoding: "utf8" });
  if (status !== 0) throw new Error(`The probe failed: ${stderr}`);
  return JSON.parse(stdout);
}

function report({ files, rounds, json, planted, isCold, runs }) {
  const slowest = Math.max(...runs.map(({ ms }) => ms));
  const memory = Math.max(...runs.map(({ megabytes }) => megabytes));
  const found = runs.every(({ matches }) => matches === planted);
  const goals = [
    { what: "slowest sweep", reached: slowest / 1000, atMost: 60, unit: " s", isReached: slowest <= 60_000 },
    { what: "memory", reached: memory, atMost: 200, unit: " MB", isReached: memory < 200 },
  ];
  const about = { machine: machineLine(), at: new Date().toISOString(), files, rounds, isCold };
  writeFigures(json, { ...about, runs, goals });
  console.log(`\n${about.machine}; ${files.toLocaleString("en-US")} files\n`);
  const body = runs.map(({ ms, megabytes, entries, matches }, index) => [
    index === 0 && isCold ? "cold" : "warm",
    `${renderNumber(ms)} ms`,
    `${renderNumber(megabytes)} MB`,
    entries.toLocaleString("en-US"),
    String(matches),
  ]);
  console.log(renderTable(["disk", "time", "memory", "entries", "matches"], body));
  console.log(`\n${renderGoals(goals)}`);
  if (!found) throw new Error(`A sweep did not find the ${planted} planted package`);
  say(`figures written to ${json}`);
}
