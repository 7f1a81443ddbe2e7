// One measurement in a process of its own: prints what it took as JSON. Arguments: what, and a file with paths of tarballs.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

import { readArchive } from "../../packages/archive/dist/index.js";
import { buildTarball } from "../../packages/drill/dist/index.js";
import { extractFacts } from "../../packages/facts/dist/index.js";
import { createFactsPool } from "../../packages/inspect/dist/index.js";
import { hostilePackages } from "./hostile.mjs";
import { openPeer } from "./peer.mjs";

const deadlineMs = 60_000;
const sourceName = /\.[cm]?js$/;
const [, , what, listPath] = process.argv;
const paths = JSON.parse(readFileSync(listPath, "utf8"));
const measurements = { ours, peer, packages, threads, single, many, hostile };
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

/** All packages at once, on one thread and on all. */
async function threads() {
  const tarballs = paths.map((path) => readFileSync(path));
  const seconds = [];
  for (const count of [1, availableParallelism()]) {
    const pool = createFactsPool({ threads: count, deadlineMs });
    await Promise.all(Array.from({ length: count }, () => pool.extract(tarballs[0])));
    const started = performance.now();
    await Promise.allSettled(tarballs.map((bytes) => pool.extract(bytes)));
    seconds.push((performance.now() - started) / 1000);
    await pool.close();
  }
  return { count: availableParallelism(), one: seconds[0], all: seconds[1] };
}

/** One file of 9 MB, made of real sources. */
async function single() {
  const { texts } = sourcesOf(paths.map((path) => readFileSync(path)));
  const parts = [];
  let size = 0;
  for (const text of texts.filter((one) => one.length < 400_000 && !/^\s*(?:import|export)\b/m.test(one))) {
    if (size > 9_000_000) break;
    parts.push(
      `(function (exports, require, module) {\n${text.replace(/^#!.*/, "")}\n})(exports, require, module);\n`,
    );
    size += text.length;
  }
  const content = parts.join("");
  const result = await measureAlone([
    { name: "one file", bytes: packFiles([{ path: "index.js", content }]) },
  ]);
  return { ...result, megabytes: content.length / 1e6 };
}

/** 5,000 real files. */
async function many() {
  const { texts } = sourcesOf(paths.map((path) => readFileSync(path)));
  const files = texts.slice(0, 5_000).map((content, index) => ({ path: `lib/${index}.js`, content }));
  const result = await measureAlone([{ name: "many files", bytes: packFiles(files) }]);
  return {
    ...result,
    files: files.length,
    megabytes: files.reduce((sum, { content }) => sum + content.length, 0) / 1e6,
  };
}

async function hostile() {
  return await measureAlone(hostilePackages());
}

async function measureAlone(all) {
  const pool = createFactsPool({ threads: 1, deadlineMs });
  const took = [];
  for (const { name, bytes } of all) took.push({ name, ...(await timed(pool, bytes)) });
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
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function sourcesOf(tarballs) {
  const texts = tarballs
    .flatMap((bytes) => readArchive(bytes).entries)
    .filter(({ path }) => sourceName.test(path))
    .map(({ bytes }) => Buffer.from(bytes).toString("utf8"));
  return { texts, megabytes: texts.reduce((sum, text) => sum + text.length, 0) / 1e6 };
}

function packFiles(files) {
  const content = JSON.stringify({ name: "made", version: "1.0.0", main: "index.js" });
  return buildTarball([{ path: "package.json", content }, ...files]);
}

function nameOf(path) {
  return path
    .split("/")
    .at(-1)
    .replace(/\.tgz$/, "");
}
