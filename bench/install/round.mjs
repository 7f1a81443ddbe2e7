import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import assert from "node:assert/strict";

import { cpuSecondsOf, residentBytesOf, settle } from "../firewall/process-usage.mjs";
import { digestInstalled } from "./installed.mjs";
import { runNpm } from "./npm-client.mjs";
import { replayInstall } from "./replay.mjs";
import { startNoted } from "./servers.mjs";

/** After that a firewall asks its upstream again whether a packument is the same. */
export const confirmedMs = 61_000;
const answersWrittenMs = 300;

/**
 * One round: both servers fresh on empty folders; each installs twice, cold and warm, and once more when what it knows
 * has to be confirmed. The install without a server is taken before and after, and whose turn comes first changes.
 */
export async function runRound({ copy, origin, peers, round, expected, report }) {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  const running = [];
  const figures = { direct: [] };
  const lastWarm = new Map();
  const measure = async (server, phase) => {
    const figure = await measureInstall({ copy, origin, server, folder, expected });
    report.install(server.name, phase, figure);
    return figure;
  };
  const installFirst = async (server) => {
    if (server === origin) return figures.direct.push(await measure(origin, "direct"));
    const cold = await measure(server, "cold");
    const since = Date.now();
    const warm = await measure(server, "warm");
    figures[server.name] = {
      cold,
      warm: { ...warm, ...(await measureReplay(server, folder, { since, report: report.replay })) },
    };
    return lastWarm.set(server, Date.now());
  };
  const installAgain = async (server) => {
    if (server === origin) return figures.direct.push(await measure(origin, "direct"));
    await wait(Math.max(0, lastWarm.get(server) + confirmedMs - Date.now()));
    figures[server.name].confirmed = await measure(server, "confirmed");
    figures[server.name].residentBytes = residentBytesOf(server.pid);
    return undefined;
  };
  try {
    const servers = [origin];
    for (const name of peers) {
      const server = await startNoted(name, { folder, origin });
      running.push(server);
      servers.push(server);
    }
    for (const install of [installFirst, installAgain])
      for (let turn = 0; turn < servers.length; turn += 1)
        await install(servers[(round + turn) % servers.length]);
    return figures;
  } finally {
    await Promise.all(running.map((child) => child.stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

/** Installs once into a fresh folder with a fresh cache of npm's. Throws when anything else is installed than expected. */
export async function measureInstall({ copy, origin, server, folder, expected }) {
  const project = await makeProject(copy, folder);
  try {
    const sentBefore = await origin.readSent();
    const cpuBefore = cpuSecondsOf(server.pid);
    const since = Date.now();
    const started = performance.now();
    await runNpm(["ci"], { folder: project, cache: join(project, ".npm-cache"), registry: server.url });
    const wallMs = performance.now() - started;
    await settle(server.pid);
    const cpuSeconds = cpuSecondsOf(server.pid) - cpuBefore;
    const installed = await digestInstalled(project);
    if (expected !== undefined)
      assert.deepEqual(installed, expected, `what was installed through ${server.name}`);
    const fromOrigin = differenceOf(await origin.readSent(), sentBefore);
    const answered = await describeAnswers(server, since, fromOrigin);
    return { wallMs, cpuSeconds, ...answered, fromOrigin, installed };
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

async function makeProject(copy, folder) {
  const project = await mkdtemp(join(folder, "project-"));
  for (const file of ["package.json", "package-lock.json"]) await cp(join(copy, file), join(project, file));
  await mkdir(join(project, ".npm-cache"));
  return project;
}

async function describeAnswers(server, since, fromOrigin) {
  if (server.readAnswers === undefined)
    return { requests: fromOrigin.requests, receivedBytes: fromOrigin.bytes };
  await wait(answersWrittenMs);
  const answers = await server.readAnswers(since);
  const failed = answers.filter(({ status }) => status !== 200);
  assert.equal(
    failed.length,
    0,
    `${server.name} answered ${failed.length} requests with ${failed[0]?.status}`,
  );
  return {
    requests: answers.length,
    receivedBytes: answers.reduce((sum, { bytes }) => sum + bytes, 0),
    ...percentilesOf(answers.map(({ tookMs }) => tookMs)),
  };
}

/** The warm install's requests once more, without npm's own work on the same processors. */
async function measureReplay(server, folder, { since, report }) {
  const times = percentilesOf(await replayInstall(server, await server.readAnswers(since), folder));
  report(server.name, times);
  return { replayP50Ms: times.p50Ms, replayP95Ms: times.p95Ms };
}

function percentilesOf(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return { p50Ms: sorted[Math.floor(sorted.length * 0.5)], p95Ms: sorted[Math.floor(sorted.length * 0.95)] };
}

function differenceOf(after, before) {
  return Object.fromEntries(Object.entries(after).map(([key, value]) => [key, value - before[key]]));
}
