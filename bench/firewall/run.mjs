// Measures Lockkeeper beside Verdaccio with its age filter, on loopback only. `--help` says how; docs/performance.md why.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { findLoadTool } from "./load.mjs";
import { machineLine, machineLoad } from "./machine.mjs";
import { parseOptions, usage } from "./options.mjs";
import { phasesOf } from "./phases.mjs";
import { runRound } from "./round.mjs";
import { startOrigin } from "./start-origin.mjs";
import { summarise } from "./summary.mjs";
import { renderTables } from "./table.mjs";
import { installVerdaccio, verdaccioVersion } from "./verdaccio.mjs";

// Leaves through `exit`, where the servers are ended.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
const options = parseOptions(process.argv.slice(2));
if (options.wantsHelp) console.log(usage);
else await runBenchmark(options);

async function runBenchmark({ rounds: count, json, ...choice }) {
  installVerdaccio();
  const tool = findLoadTool();
  if (tool !== "wrk") say("wrk is not on PATH, so a slower client takes its place: node bench/setup.mjs");
  const phases = phasesOf(choice);
  const about = {
    machine: machineLine(),
    tool,
    verdaccio: verdaccioVersion(),
    seconds: choice.seconds,
    at: new Date().toISOString(),
    load: [machineLoad()],
  };
  const rounds = [];
  const origin = await startOrigin();
  try {
    for (let round = 0; round < count; round += 1) {
      say(`round ${round + 1} of ${count}`);
      rounds.push(await runRound({ tool, phases, origin, round, report: reportPhase }));
      about.load.push(machineLoad());
      // After each round, so that a run that is broken off leaves what it measured.
      writeFigures(json, { schema: 1, ...about, ...summarise(phases, rounds), rounds });
    }
  } finally {
    await origin.stop();
  }
  console.log(`\n${about.machine}; Verdaccio ${about.verdaccio}; ${tool}; ${count} round(s)\n`);
  console.log(renderTables(summarise(phases, rounds)));
  say(`figures written to ${json}`);
}

function writeFigures(path, figures) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(figures, null, 2)}\n`);
}

function reportPhase({ id }, server, { requestsPerSecond, cpuMsPerRequest }) {
  say(
    `  ${id.padEnd(30)} ${server.padEnd(11)} ${requestsPerSecond.toFixed(0).padStart(7)}/s  ${cpuMsPerRequest.toFixed(3)} ms CPU`,
  );
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
