// Watches Lockkeeper's memory while it answers a hundred thousand requests. `--help` says how; docs/performance.md why.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startLockkeeper } from "../firewall/lockkeeper.mjs";
import { machineLine } from "../firewall/machine.mjs";
import { residentBytesOf, settle } from "../firewall/process-usage.mjs";
import { prepareCopy } from "../install/prepare.mjs";
import { leaveInspectionOut, startCopyOrigin } from "../install/servers.mjs";
import { parseBenchOptions } from "../shared/options.mjs";
import { resultsPath, say, writeFigures } from "../shared/results.mjs";
import { createClient } from "./client.mjs";
import { readServiceSettings } from "./service-settings.mjs";
import { renderTables, summarise } from "./summary.mjs";
import { createTraffic } from "./traffic.mjs";

const usage = `Usage: node bench/memory/run.mjs [--requests 100000] [--plain] [--with-inspection] [--json FILE] [--quick]

  --requests N   how many requests (100000, some minutes)
  --plain        start the server as \`npm start\` does, without the memory settings of deploy/lockkeeper.service
  --with-inspection  with the policy's clause \`inspect\`, which reads packages on threads of its own after they were served
  --json FILE    where the figures go (bench/results/memory.json)
  --quick        20,000 requests: a look, not a result`;
const connections = 16;
const samples = 20;

// Leaves through `exit`, where the servers are ended.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
const options = parseBenchOptions(process.argv.slice(2), {
  json: resultsPath("memory"),
  counts: { requests: { usual: 100_000, quick: 20_000, most: 10_000_000 } },
  flags: ["plain", "with-inspection"],
});
if (options.help) console.log(usage);
else await runBenchmark(options);

async function runBenchmark({ requests, json, plain: isPlain, "with-inspection": isInspected }) {
  const copy = await prepareCopy({ say });
  const contents = JSON.parse(await readFile(join(copy, "registry.json"), "utf8"));
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  const origin = await startCopyOrigin({ copy, delayMs: 0 });
  let server;
  try {
    const settings = isPlain ? { nodeArgs: [], env: {} } : await readServiceSettings();
    if (!isInspected) await leaveInspectionOut(folder);
    server = await startLockkeeper({ folder, origin: origin.url, ...settings });
    const about = {
      machine: machineLine(),
      at: new Date().toISOString(),
      connections,
      settings,
      isInspected,
    };
    const figures = await watch(server, { contents, requests });
    const summary = summarise({ ...figures, requests });
    writeFigures(json, { ...about, ...summary });
    console.log(
      `\n${about.machine}; ${requests.toLocaleString("en-US")} requests, ${connections} at a time\n`,
    );
    console.log(renderTables(summary));
    say(`figures written to ${json}`);
  } finally {
    await server?.stop();
    await origin.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function watch({ url, pid }, { contents, requests }) {
  const client = createClient({ url, connections });
  const traffic = createTraffic(contents);
  const started = performance.now();
  const points = [{ requests: 0, bytes: residentBytesOf(pid) }];
  for (let sample = 1; sample <= samples; sample += 1) {
    await client.run(traffic, requests / samples);
    const point = { requests: (requests * sample) / samples, bytes: residentBytesOf(pid) };
    points.push(point);
    say(`  ${point.requests} requests: ${(point.bytes / 1e6).toFixed(0)} MB`);
  }
  const durationMs = performance.now() - started;
  client.close();
  const peakBytes = await readPeak(pid);
  await settle(pid);
  return { points, peakBytes, restBytes: residentBytesOf(pid), durationMs };
}

/** The most that was ever resident, also between two samples. */
async function readPeak(pid) {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "latin1")) ?? [];
  return Number(kilobytes) * 1024;
}
