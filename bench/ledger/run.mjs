// Measures how many rows a second the ledger takes into its database while the firewall serves. `--help` says how;
// docs/performance.md why.
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { findLoadTool, load } from "../firewall/load.mjs";
import { machineLine } from "../firewall/machine.mjs";
import { fetchRaw } from "../firewall/verify.mjs";
import { prepareCopy } from "../install/prepare.mjs";
import { startCopyOrigin } from "../install/servers.mjs";
import { parseBenchOptions } from "../shared/options.mjs";
import { resultsPath, say, writeFigures } from "../shared/results.mjs";
import { renderTables, summarise } from "./summary.mjs";

const usage = `Usage: node bench/ledger/run.mjs [--rounds 5] [--seconds 5] [--json FILE] [--quick]

  --rounds N     rounds: serving alone, then serving and writing (5)
  --seconds N    length of each (5)
  --json FILE    where the figures go (bench/results/ledger.json)
  --quick        one round of 2 seconds: a look, not a result`;
const connections = 16;
const script = fileURLToPath(new URL("serve.mjs", import.meta.url));

// Leaves through `exit`, where the server is ended.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
const options = parseBenchOptions(process.argv.slice(2), {
  json: resultsPath("ledger"),
  counts: { rounds: { usual: 5, quick: 1, most: 100 }, seconds: { usual: 5, quick: 2, most: 60 } },
});
if (options.help) console.log(usage);
else await runBenchmark(options);

async function runBenchmark({ rounds: count, seconds, json }) {
  const tool = findLoadTool();
  const copy = await prepareCopy({ say });
  const tarball = await chooseTarball(copy);
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  const origin = await startCopyOrigin({ copy, delayMs: 0 });
  let server;
  try {
    server = await startServer(folder, origin.url);
    await verifyTarball(server.url, tarball);
    const spec = {
      url: server.url,
      connections,
      encoding: "identity",
      target: { mode: "same", start: tarball.path },
    };
    await load(tool, { ...spec, seconds });
    const rounds = [];
    for (let round = 0; round < count; round += 1)
      rounds.push(await runRound({ server, tool, spec, seconds }));
    await verifyLedger(server, rounds);
    const about = { machine: machineLine(), tool, connections, seconds, at: new Date().toISOString() };
    const summary = summarise(rounds);
    writeFigures(json, { ...about, ...summary, rounds });
    console.log(`\n${about.machine}; ${count} round(s) of ${seconds} s, ${connections} connections\n`);
    console.log(renderTables(summary));
    say(`figures written to ${json}`);
  } finally {
    server?.stop();
    await origin.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function runRound({ server, tool, spec, seconds }) {
  await server.tell("flush");
  const alone = await load(tool, { ...spec, seconds });
  const behind = await server.tell("flush");
  const [beside, rows] = await Promise.all([
    load(tool, { ...spec, seconds }),
    server.tell("write", { seconds }),
  ]);
  await server.tell("flush");
  const served = (beside.requests * rows.durationMs) / beside.durationMs;
  const rowsPerSecond = ((rows.written + served - rows.pending) * 1000) / rows.durationMs;
  say(
    `  ${rowsPerSecond.toFixed(0)} rows/s beside ${((beside.requests * 1000) / beside.durationMs).toFixed(0)} requests/s`,
  );
  return { alone, pendingAfterAlone: behind.pending, beside, rows, rowsPerSecond };
}

/** The median one by size. */
async function chooseTarball(copy) {
  const { tarballs } = JSON.parse(await readFile(join(copy, "registry.json"), "utf8"));
  const sized = await Promise.all(
    tarballs.map(async (tarball) => ({
      ...tarball,
      bytes: (await readFile(join(copy, "tarballs", tarball.file))).length,
    })),
  );
  return sized.sort((left, right) => left.bytes - right.bytes)[Math.floor(sized.length / 2)];
}

async function verifyTarball(url, { path, integrity }) {
  const { status, body } = await fetchRaw(url + path, "identity");
  assert.equal(status, 200);
  assert.equal(`sha512-${createHash("sha512").update(body).digest("base64")}`, integrity);
}

/** Every row of every request and of ours is in the database, and its chain of hashes is whole. */
async function verifyLedger(server, rounds) {
  const { kind, rows } = await server.tell("verify");
  assert.equal(kind, "intact");
  const least = rounds.reduce(
    (sum, { alone, beside, rows: { written } }) => sum + alone.requests + beside.requests + written,
    0,
  );
  assert.ok(rows >= least, `the ledger has ${rows} rows of at least ${least}`);
}

async function startServer(folder, origin) {
  const child = fork(script, [join(folder, "data"), origin], {
    env: { ...process.env, NODE_ENV: "production" },
  });
  const endWithUs = () => child.kill("SIGKILL");
  process.once("exit", endWithUs);
  const answerTo = (order) =>
    new Promise((resolve, reject) => {
      const ended = (code) => reject(new Error(`The server ended with ${code}`));
      const listen = (message) => {
        if (message.order !== order) return;
        child.off("message", listen);
        child.off("exit", ended);
        resolve(message);
      };
      child.on("message", listen);
      child.once("exit", ended);
    });
  const { url } = await answerTo("start");
  return {
    url,
    tell: (order, details = {}) => {
      const answer = answerTo(order);
      child.send({ order, ...details });
      return answer;
    },
    stop: () => child.disconnect(),
  };
}
