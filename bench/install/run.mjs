// Measures `npm ci` of a real application through Lockkeeper and through Verdaccio beside going to the registry directly.
// `--help` says how; docs/performance.md why.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { machineLine, machineLoad } from "../firewall/machine.mjs";
import { installVerdaccio, verdaccioVersion } from "../firewall/verdaccio.mjs";
import { parseBenchOptions } from "../shared/options.mjs";
import { resultsPath, say, writeFigures } from "../shared/results.mjs";
import { prepareCopy } from "./prepare.mjs";
import { measureInstall, runRound } from "./round.mjs";
import { startCopyOrigin } from "./servers.mjs";
import { summarise } from "./summary.mjs";
import { renderTables } from "./table.mjs";

const usage = `Usage: node bench/install/run.mjs [--rounds 5] [--latency 25] [--warm-up 6] [--json FILE] [--quick] [--no-peer]

  --rounds N     interleaved rounds of eight installs each, with fresh servers (5, about two minutes each)
  --warm-up N    direct installs before the first round (6): the machine takes longer for the same one until it has made some
  --latency MS   delay of each answer of the origin (25)
  --json FILE    where the figures go (bench/results/install.json)
  --quick        one round: a look, not a result
  --no-peer      without Verdaccio`;

// Leaves through `exit`, where the servers are ended.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
const options = parseBenchOptions(process.argv.slice(2), {
  json: resultsPath("install"),
  counts: {
    rounds: { usual: 5, quick: 1, most: 100 },
    latency: { usual: 25, quick: 25, most: 1000 },
    "warm-up": { usual: 6, quick: 1, most: 100 },
  },
  flags: ["no-peer"],
});
if (options.help) console.log(usage);
else await runBenchmark(options);

async function runBenchmark({ rounds: count, latency, json, "warm-up": warmUps, "no-peer": isAlone }) {
  const peers = isAlone ? ["lockkeeper"] : ["lockkeeper", "verdaccio"];
  if (!isAlone) installVerdaccio();
  const copy = await prepareCopy({ say });
  const about = {
    machine: machineLine(),
    ...(isAlone ? {} : { verdaccio: verdaccioVersion() }),
    latencyMs: latency,
    at: new Date().toISOString(),
    load: [machineLoad()],
  };
  const rounds = [];
  const origin = await startCopyOrigin({ copy, delayMs: latency });
  try {
    say(`warming up: ${warmUps} install(s), whose node_modules the others must equal`);
    const expected = await installOnce({ copy, origin });
    for (let more = 1; more < warmUps; more += 1) await installOnce({ copy, origin, expected });
    for (let round = 0; round < count; round += 1) {
      say(`round ${round + 1} of ${count}`);
      rounds.push(
        await runRound({
          copy,
          origin,
          peers,
          round,
          expected,
          report: { install: reportInstall, replay: reportReplay },
        }),
      );
      about.load.push(machineLoad());
      writeFigures(json, { ...about, ...summarise(rounds, peers), installed: expected, rounds });
    }
  } finally {
    await origin.stop();
  }
  console.log(`\n${about.machine}; ${latency} ms to the origin; ${count} round(s)\n`);
  console.log(renderTables(summarise(rounds, peers)));
  say(`figures written to ${json}`);
}

async function installOnce({ copy, origin, expected }) {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  try {
    const { installed, wallMs } = await measureInstall({ copy, origin, server: origin, folder, expected });
    say(`  warming up ${(wallMs / 1000).toFixed(2)} s`);
    return installed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reportInstall(server, phase, { wallMs, cpuSeconds, requests, p95Ms, fromOrigin }) {
  const times = p95Ms === undefined ? "" : `, p95 ${p95Ms.toFixed(1)} ms`;
  const cpu = ((cpuSeconds * 1000) / requests).toFixed(2);
  say(
    `  ${phase.padEnd(10)} ${server.padEnd(11)} ${(wallMs / 1000).toFixed(2)} s, ${cpu} ms CPU a request${times}; from the origin ${fromOrigin.requests} requests, ${(fromOrigin.bytes / 1e6).toFixed(1)} MB`,
  );
}

function reportReplay(server, { p50Ms, p95Ms }) {
  say(`  replayed   ${server.padEnd(11)} p50 ${p50Ms.toFixed(2)} ms, p95 ${p95Ms.toFixed(2)} ms`);
}
