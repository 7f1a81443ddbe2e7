// Measures an index of 230,000 records: what the public malware feeds held in 2026.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { openIndex } from "../packages/intel/dist/index.js";

/** Microseconds a run, the best of ten batches: what else the machine does is not measured. */
function timed(rounds, run) {
  const batch = Math.floor(rounds / 10);
  let best = Infinity;
  for (let first = 0; first < rounds; first += batch) {
    const start = performance.now();
    for (let index = first; index < first + batch; index += 1) run(index);
    best = Math.min(best, performance.now() - start);
  }
  return (best * 1000) / batch;
}

/** 230,000 records of the usual shapes: nine of ten condemn the whole package. */
function renderScaleRecord(index, names) {
  const packageOf = { ecosystem: "npm", name: names[index % names.length] };
  const ranges = [{ type: "SEMVER", events: [{ introduced: "0" }] }];
  const source = index % 3 === 0 ? "ghsa-malware" : "amazon-inspector";
  return JSON.stringify({
    id: `MAL-2025-${index + 1}`,
    aliases: index % 4 === 0 ? [renderGitHubId(index)] : [],
    modified: "2025-11-12T10:00:00Z",
    published: new Date(Date.UTC(2025, 0, 1) + index * 60_000).toISOString(),
    affected: [
      index % 10 === 0
        ? { package: packageOf, versions: ["1.0.0", "1.0.1"] }
        : { package: packageOf, ranges },
    ],
    database_specific: { "malicious-packages-origins": [{ source }] },
  });
}

/** Builds an index of that many records as users do, and measures it. */
export async function evaluateScale({ names, folder, update, check }) {
  const path = join(folder, "scale.jsonl");
  await writeFile(
    path,
    Array.from({ length: 230_000 }, (_, index) => renderScaleRecord(index, names)).join("\n"),
  );
  const updated = await update(join(folder, "scale"), [{ name: "scale", path }]);
  const out = join(folder, "scale", "index.lki");
  const built = updated.index;
  const before = await settledMemory();
  const openMs = [];
  let index;
  for (let round = 0; round < 9; round += 1) {
    const start = performance.now();
    index = await openIndex(out);
    openMs.push(performance.now() - start);
  }
  const after = await settledMemory();
  openMs.sort((left, right) => left - right);
  const misses = names.map((name) => `${name}-x`);
  const result = {
    records: built.recordCount,
    megabytes: round2(built.bytes / 1e6),
    bytesPerRecord: round2(built.bytes / built.recordCount),
    keepSeconds: round2(updated.sources[0].durationMs / 1000),
    buildSeconds: round2(built.durationMs / 1000),
    openMs: round2(openMs[0]),
    openMedianMs: round2(openMs[4]),
    missUs: round2(timed(200_000, (round) => index.match(misses[(round * 7919) % misses.length], "1.2.3"))),
    hitUs: round2(timed(200_000, (round) => index.match(names[(round * 7919) % names.length], "1.0.0"))),
    repeatedHitUs: round2(timed(200_000, (round) => index.match(names[round % 100], "1.0.0"))),
    memoryMegabytes: round2((after - before) / 1e6),
  };
  check(
    "scale: opens in under 20 ms",
    result.openMs < 20,
    `${result.openMs} ms, median ${result.openMedianMs} ms`,
  );
  check("scale: a miss takes under 5 us", result.missUs < 5, `${result.missUs} us`);
  check("scale: a hit takes under 10 us, 5 on a quiet machine", result.hitUs < 10, `${result.hitUs} us`);
  check("scale: under 40 MB of memory", result.memoryMegabytes < 40, `${result.memoryMegabytes} MB`);
  return result;
}

/** Bytes in use once what is not used any more has been collected; only exact with node's --expose-gc. */
async function settledMemory() {
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc?.();
    await new Promise((done) => setImmediate(done));
  }
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

function renderGitHubId(index) {
  const digits = "23456789cfghjmpqrvwx";
  const group = (seed) => [1, 20, 400, 8000].map((scale) => digits[Math.floor(seed / scale) % 20]).join("");
  return `GHSA-${group(index)}-${group(index * 7)}-${group(index * 31)}`;
}

function round2(value) {
  return Math.round(value * 100) / 100;
}
