// One measurement in a process of its own: prints what it took as JSON. Arguments: what, and a file with paths of tarballs.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

import { readArchive } from "../../packages/archive/dist/index.js";
import { extractFacts } from "../../packages/facts/dist/index.js";
import { createFactsPool } from "../../packages/inspect/dist/index.js";
import { openPeer } from "./peer.mjs";

const deadlineMs = 60_000;
/** More would end more often with one package that all the others wait for. */
const turns = 2;
const sourceName = /\.[cm]?js$/;
const [, , what, listPath] = process.argv;
const paths = JSON.parse(readFileSync(listPath, "utf8"));
const measurements = { ours, peer, packages, threads, alone };
console.log(JSON.stringify(await measurements[what]()));

/** All facts of each tarball: unpacking, every file, every rule for texts, the syntax trees. */
async function ours() {
  const tarballs = paths.map((path) => readFileSync(path));
  const { megabytes } = sourcesOf(tarballs);
  const cpuSeconds = await cpuOf(() => {
    for (const bytes of tarballs) extractFacts(readArchive(bytes), { packedBytes: bytes.length });
  });
  return { megabytes, cpuSeconds };
}

/** The other's analysis of the same sources, which are unpacked before the clock starts. */
async function peer() {
  const { texts, megabytes } = sourcesOf(paths.map((path) => readFileSync(path)));
  const analyser = await openPeer();
  let failed = 0;
  const cpuSeconds = await cpuOf(() => {
    for (const text of texts) {
      try {
        analyser.analyse(text);
      } catch {
        // A source that it cannot read is no fault of the measurement.
        failed += 1;
      }
    }
  });
  return { megabytes, cpuSeconds, failed };
}

/** Milliseconds of each package, one after another on one thread. */
async function packages() {
  const pool = createFactsPool({ threads: 1, deadlineMs });
  const took = [];
  for (const path of paths) took.push({ name: nameOf(path), ...(await timed(pool, readFileSync(path))) });
  await pool.close();
  return { took };
}

/**
 * Packages at once, on one thread and on all, in turns: what else the machine does then falls on both. Each pool has read
 * something before its first turn.
 */
async function threads() {
  const tarballs = paths.map((path) => readFileSync(path));
  const counts = [1, availableParallelism()];
  const pools = counts.map((count) => createFactsPool({ threads: count, deadlineMs }));
  const [seconds, cpuSeconds] = [
    [0, 0],
    [0, 0],
  ];
  for (const [index, count] of counts.entries())
    await Promise.all(Array.from({ length: count }, () => pools[index].extract(tarballs[0])));
  for (let turn = 0; turn < turns; turn += 1) {
    const some = tarballs.filter((_, index) => index % turns === turn);
    for (const index of turn % 2 === 0 ? [0, 1] : [1, 0]) {
      const [started, before] = [performance.now(), process.cpuUsage()];
      await Promise.allSettled(some.map((bytes) => pools[index].extract(bytes)));
      seconds[index] += (performance.now() - started) / 1000;
      cpuSeconds[index] += secondsIn(process.cpuUsage(before));
    }
  }
  await Promise.all(pools.map((pool) => pool.close()));
  return { count: counts[1], one: seconds[0], all: seconds[1], cpuSeconds };
}

/** Packages made to be hard, and the memory of a process that reads them and does nothing else. */
async function alone() {
  const pool = createFactsPool({ threads: 1, deadlineMs });
  const took = [];
  for (const path of paths) took.push({ name: nameOf(path), ...(await timed(pool, readFileSync(path))) });
  await pool.close();
  return { took, residentMegabytes: process.resourceUsage().maxRSS / 1000 };
}

async function timed(pool, bytes) {
  const started = performance.now();
  const outcome = await pool.extract(bytes).then(
    () => "read",
    (error) => error.code ?? "failed",
  );
  return { ms: performance.now() - started, outcome };
}

async function cpuOf(run) {
  const before = process.cpuUsage();
  run();
  return secondsIn(process.cpuUsage(before));
}

function secondsIn({ user, system }) {
  return (user + system) / 1e6;
}

function sourcesOf(tarballs) {
  const texts = tarballs
    .flatMap((bytes) => readArchive(bytes).entries)
    .filter(({ path }) => sourceName.test(path))
    .map(({ bytes }) => Buffer.from(bytes).toString("utf8"));
  return { texts, megabytes: texts.reduce((sum, text) => sum + text.length, 0) / 1e6 };
}

function nameOf(path) {
  return path
    .split("/")
    .at(-1)
    .replace(/\.tgz$/, "");
}
