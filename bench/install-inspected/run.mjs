// Measures `npm ci` of a real application through Lockkeeper with and without the clause `inspect`, once everything was
// inspected. `--help` says how; docs/performance.md why.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { startLockkeeper } from "../firewall/lockkeeper.mjs";
import { machineLine, machineLoad } from "../firewall/machine.mjs";
import { cpuSecondsOf, residentBytesOf } from "../firewall/process-usage.mjs";
import { medianOf, spreadOf } from "../firewall/statistics.mjs";
import { prepareCopy } from "../install/prepare.mjs";
import { measureInstall } from "../install/round.mjs";
import { startCopyOrigin } from "../install/servers.mjs";
import { parseBenchOptions } from "../shared/options.mjs";
import { resultsPath, say, writeFigures } from "../shared/results.mjs";
import { renderGoals, renderSpread, renderTable, scale } from "../shared/table.mjs";

const usage = `Usage: node bench/install-inspected/run.mjs [--rounds 5] [--latency 25] [--age 366] [--settle 15] [--json FILE] [--quick]

  --rounds N     interleaved rounds of an install each with and without inspection (5, about a minute each)
  --latency MS   delay of each answer of the origin (25)
  --age DAYS     versions younger than this are inspected before they are served (366: half of the application)
  --settle MIN   the most minutes that are waited for what is inspected after it was served (15)
  --json FILE    where the figures go (bench/results/install-inspected.json)
  --quick        one round, with the age of 30 days and a minute to settle: a look, not a result

Before the rounds every tarball of the application is inspected once, which takes ten minutes.`;

/** A day after the one as of which the application was resolved: a good part of its versions is young then. */
const now = "2025-09-02T00:00:00Z";
const base = "version: 1\npreset: relaxed\ncooldown: { effect: off }\n";
/** What an inspection would hold is served with a warning: an install that lacks a package would be faster. */
function policyOf(name, age) {
  return name === "with"
    ? `${base}unknown: warn\ninspect: { effect: warn, age: ${age}d, budget: 60s }\n`
    : `${base}inspect: { effect: off }\n`;
}

const names = ["with", "without"];
const slowerAtMost = 1.1;
const lookEveryMs = 2000;
const idleMsWanted = 30_000;
const idleCpuSeconds = 0.1;
/** Tarballs that are asked for at once while they are inspected. */
const askedAtOnce = 6;

// Leaves through `exit`, where the servers are ended.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
const options = parseBenchOptions(process.argv.slice(2), {
  json: resultsPath("install-inspected"),
  counts: {
    rounds: { usual: 5, quick: 1, most: 100 },
    latency: { usual: 25, quick: 25, most: 1000 },
    age: { usual: 366, quick: 30, most: 366 },
    settle: { usual: 15, quick: 1, most: 600 },
  },
});
if (options.help) console.log(usage);
else await runBenchmark(options);

async function runBenchmark({ rounds: count, latency, age, settle, json }) {
  const copy = await prepareCopy({ say });
  const about = {
    machine: machineLine(),
    latencyMs: latency,
    ageDays: age,
    at: new Date().toISOString(),
    load: [],
  };
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  const origin = await startCopyOrigin({ copy, delayMs: latency });
  const running = [origin];
  const rounds = [];
  try {
    const servers = {};
    for (const name of names) {
      servers[name] = { name, ...(await startWith(name, { folder, origin, age })) };
      running.push(servers[name]);
    }
    const preparation = await prepare(servers, { copy, origin, folder, settleMs: settle * 60_000 });
    for (let round = 0; round < count; round += 1) {
      const order = round % 2 === 0 ? names : names.toReversed();
      const figures = {};
      for (const name of order) {
        figures[name] = await measureInstall({ copy, origin, server: servers[name], folder });
        say(`  round ${round + 1} ${name.padEnd(7)} ${(figures[name].wallMs / 1000).toFixed(2)} s`);
      }
      rounds.push(figures);
      about.load.push(machineLoad());
      writeFigures(json, { ...about, preparation, ...summarise(rounds), rounds });
    }
    console.log(`\n${about.machine}; ${latency} ms to the origin; ${count} round(s)\n`);
    console.log(render(summarise(rounds), preparation));
    say(`figures written to ${json}`);
  } finally {
    await Promise.all(running.map((child) => child.stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

async function startWith(name, { folder, origin, age }) {
  const data = join(folder, name);
  await mkdir(data, { mode: 0o700 });
  await writeFile(join(data, "policy.yaml"), policyOf(name, age));
  return await startLockkeeper({ folder: data, origin: origin.url, more: ["--now", now] });
}

/** Has everything inspected, and then one install through each server. */
async function prepare(servers, { copy, origin, folder, settleMs }) {
  const { tarballs } = JSON.parse(await readFile(join(copy, "registry.json"), "utf8"));
  const resident = residentBytesOf(servers.with.pid);
  say(`having ${tarballs.length} tarballs inspected`);
  const started = performance.now();
  const left = tarballs.map(({ path }) => path);
  await Promise.all(Array.from({ length: askedAtOnce }, () => askForAll(servers.with, left)));
  const inspectedMs = performance.now() - started;
  say("having those inspected that are older, which nobody waits for");
  await untilIdle(servers.with, settleMs);
  const residentBytes = { before: resident, after: residentBytesOf(servers.with.pid) };
  for (const server of Object.values(servers)) await measureInstall({ copy, origin, server, folder });
  return { tarballs: tarballs.length, inspectedMs, residentBytes };
}

/** Inspections that nobody waits for pause between each other; a busy machine is not waited for for ever. */
async function untilIdle({ pid }, atMostMs) {
  const end = performance.now() + atMostMs;
  for (let idleMs = 0, before = cpuSecondsOf(pid); idleMs < idleMsWanted && performance.now() < end;) {
    await wait(lookEveryMs);
    const spent = cpuSecondsOf(pid) - before;
    before += spent;
    idleMs = spent < idleCpuSeconds ? idleMs + lookEveryMs : 0;
  }
}

async function askForAll({ url }, left) {
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    const answer = await fetch(`${url}${path}`);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
  }
}

function summarise(rounds) {
  const ratios = rounds.map((round) => round.with.wallMs / round.without.wallMs);
  const cpu = (name) => spreadOf(rounds.map((round) => round[name].cpuSeconds));
  const wall = (name) => spreadOf(rounds.map((round) => round[name].wallMs));
  const reached = medianOf(ratios);
  return {
    with: { wallMs: wall("with"), cpuSeconds: cpu("with") },
    without: { wallMs: wall("without"), cpuSeconds: cpu("without") },
    ratio: spreadOf(ratios),
    goals: [
      {
        what: "npm ci, warm, with inspection beside without",
        reached,
        atMost: slowerAtMost,
        unit: "x",
        isReached: reached <= slowerAtMost,
      },
    ],
  };
}

function render({ ratio, goals, ...servers }, { tarballs, inspectedMs, residentBytes }) {
  const rows = ["without", "with"].map((name) => [
    `${name} inspection`,
    renderSpread(scale(servers[name].wallMs, 1e-3)),
    name === "with" ? `${renderSpread(ratio)}x` : "",
    renderSpread(servers[name].cpuSeconds),
  ]);
  const { before, after } = residentBytes;
  return [
    renderTable(["npm ci, warm", "seconds", "beside without", "CPU s of the server"], rows),
    `${tarballs} tarballs inspected in ${(inspectedMs / 1000).toFixed(0)} s; resident ${(before / 1e6).toFixed(0)} MB before, ${(after / 1e6).toFixed(0)} MB after`,
    renderGoals(goals),
  ].join("\n\n");
}
