// Runs packages in the emulator: inert samples, whose intent must become visible, and honest packages, whose runs must
// amount to nothing decisive.
//   node eval/detonate.mjs [samples] [transforms] [scripts] [imports] [--cache DIR] [--data DIR] [--limit N] [--only NAME] [--json FILE]
//     transforms: [--transform NAME] [--every N: one of N pairs] [--part K/N] [--lines FILE: each row as it is known]
// Needs a build. `scripts` and `imports` need the packages that `node eval/real/fetch.mjs` fetches; they are read offline.
// Exit 3 when nothing could be evaluated, 1 when a goal is missed.
import { appendFileSync, existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { renderTable } from "../bench/shared/table.mjs";
import { readArchive } from "../packages/archive/dist/index.js";
import { createDetonator, createWorld, usualStart } from "../packages/detonate/dist/index.js";
import { createDrillWorld } from "../packages/drill/dist/index.js";
import { createSampleRegistry, inertSamples } from "../packages/drill/dist/replicas/index.js";
import { isRunByItself, renderIntents, rowOf } from "./detonate/samples.mjs";
import { defaultCacheFolder, openRegistryCache } from "./real/registry-cache.mjs";
import { newestRelease } from "./real/selection.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cache: { type: "string", default: defaultCacheFolder() },
    data: { type: "string", default: join(import.meta.dirname, "..", "..", "shared", "data") },
    limit: { type: "string", default: "1000000" },
    only: { type: "string" },
    json: { type: "string" },
    lines: { type: "string" },
    transform: { type: "string" },
    every: { type: "string", default: "1" },
    part: { type: "string", default: "1/1" },
  },
});
const wanted = new Set(positionals.length === 0 ? ["samples", "scripts", "imports"] : positionals);
const limit = Number(values.limit);
const drillWorlds = ["linux-laptop", "darwin-laptop", "win32-laptop"].map((name) =>
  createDrillWorld(createWorld(name, usualStart)),
);
const detonator = createDetonator({ threads: 1 });
const figures = { at: new Date().toISOString(), sets: {} };
const missed = [];
try {
  for (const id of ["samples", "transforms"]) if (wanted.has(id)) await evaluateSamples(id);
  const data = resolve(values.data);
  if (!existsSync(join(data, "top2000.txt"))) {
    console.error(
      `No evaluation data at ${data}: honest packages were not evaluated. Give its folder with --data.`,
    );
    if (Object.keys(figures.sets).length === 0) process.exitCode = 3;
  } else {
    if (wanted.has("scripts")) await evaluateHonest("scripts", await scriptNames(data), ["install"]);
    if (wanted.has("imports")) await evaluateHonest("imports", await topNames(data, 500), ["import"]);
  }
} finally {
  await detonator.close();
}
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 1)}\n`);
for (const goal of missed) console.log(`MISSED: ${goal}`);
if (process.exitCode !== 3) process.exitCode = missed.length === 0 ? 0 : 1;

/** Attacks and malware whose telling code runs by itself, as they are and as transforms leave them. */
async function evaluateSamples(id) {
  const samples = inertSamples.filter(
    (sample) => isRunByItself(sample) && (values.only === undefined || sample.id.includes(values.only)),
  );
  const rows = [];
  for await (const sample of id === "samples" ? samples : transformed(samples)) {
    if (rows.length >= limit) break;
    const registry = createSampleRegistry(sample.createReleases(), sample.now);
    for (const { name, version } of sample.judged) {
      const spec = `${name}@${version}`;
      const done = await run(registry.tarball(name, version), {
        worlds: drillWorlds,
        isCoverageWanted: false,
      });
      rows.push(rowOf(sample, spec, done));
      if (values.lines !== undefined) appendFileSync(values.lines, `${JSON.stringify(rows.at(-1))}\n`);
    }
  }
  console.log(renderIntents(id, rows));
  const stating = rows.filter(({ isStating }) => isStating);
  const visible = stating.filter(({ hidden }) => hidden.length === 0).length;
  tell(id, stating, [["intent visible", visible / Math.max(1, stating.length), 0.95, "at least"]]);
}

async function* transformed(samples) {
  const { transformSamples } = await import("./replicas/transforms.mjs");
  yield* transformSamples(samples, {
    only: values.transform,
    every: Number(values.every),
    part: values.part.split("/").map(Number),
    report: () => {},
  });
}

async function evaluateHonest(id, names, triggers) {
  const cache = await openRegistryCache({ folder: values.cache, isOffline: true });
  const rows = [];
  let absent = 0;
  for (const name of names) {
    if (values.only !== undefined && name !== values.only) continue;
    if (rows.length >= limit) break;
    const bytes = await newestTarball(cache, name);
    if (bytes === undefined) absent += 1;
    else rows.push({ name, ...(await run(bytes, { triggers })) });
  }
  if (rows.length === 0) {
    console.error(`No tarballs at ${values.cache}: ${id} were not evaluated.`);
    return;
  }
  console.log(
    `\nHonest packages, ${triggers.join(" and ")}: ${rows.length} run, ${absent} not in the cache\n`,
  );
  for (const { name, findings } of rows) {
    for (const { id: finding, strength, message } of findings) {
      if (strength !== "supporting")
        console.log(`  ${strength} ${name} ${finding}: ${message.slice(0, 300)}`);
    }
  }
  const decisive = rows.filter(({ findings }) => findings.some(({ strength }) => strength === "decisive"));
  const goals = [["decisive findings", decisive.length, 0, "at most"]];
  if (id === "scripts")
    goals.push(["median coverage", median(rows.flatMap(({ coverage }) => coverage)), 0.7, "at least"]);
  tell(id, rows, goals);
}

async function run(bytes, options) {
  const { entries } = readArchive(bytes);
  const began = performance.now();
  const { triggers, findings } = await detonator.detonate(
    { entries },
    { startsAt: usualStart, triggers: ["install", "import"], ...options },
  );
  const ms = performance.now() - began;
  const runs = triggers.flatMap(({ worlds }) => worlds);
  const tried = runs.flatMap(({ observations }) => observations);
  return {
    ms,
    findings,
    isRun: runs.length > 0,
    tried,
    // Of each trigger, all its worlds together; nothing where it leaves everything to other programs.
    coverage: triggers.flatMap(({ coverage }) => coverage ?? []),
    ends: [
      ...new Set(
        runs.filter(({ ended }) => ended !== "rest").map(({ ended, problem }) => `${ended}: ${problem}`),
      ),
    ],
  };
}

function tell(id, rows, goals) {
  const times = rows.map(({ ms }) => ms).toSorted((left, right) => left - right);
  const unfinished = rows.filter(({ ends }) => ends.length > 0);
  console.log(
    `  median ${at(times, 0.5)} ms, p95 ${at(times, 0.95)} ms a package; median coverage ${median(rows.flatMap(({ coverage }) => coverage)).toFixed(2)}`,
  );
  console.log(`  ended by an error or a limit in some world: ${unfinished.length}`);
  for (const { name, ends } of unfinished.slice(0, 60)) console.log(`    ${name}: ${ends[0].slice(0, 160)}`);
  const table = goals.map(([what, measured, bound, way]) => {
    const isReached = way === "at least" ? measured >= bound : measured <= bound;
    if (!isReached) missed.push(`${id}: ${what} ${measured.toFixed(3)}, ${way} ${bound}`);
    return [what, `${way} ${bound}`, measured.toFixed(3), isReached ? "reached" : "MISSED"];
  });
  console.log(renderTable(["goal", "wanted", "measured", ""], table));
  figures.sets[id] = {
    packages: rows.length,
    goals: table,
    rows: rows.map(({ name, ms, ends, coverage, findings }) => ({
      name,
      ms,
      ends,
      coverage,
      findings: findings.map(({ id: finding, strength }) => `${strength} ${finding}`),
    })),
  };
}

async function newestTarball(cache, name) {
  try {
    const packument = JSON.parse(await cache.packument(name));
    const version = newestRelease(packument);
    return await cache.tarball(name, version, packument.versions[version].dist);
  } catch (error) {
    // What was never fetched is counted, and nothing else is the reason offline.
    if (error instanceof SyntaxError) throw error;
    return undefined;
  }
}

async function scriptNames(data) {
  const lines = (await readFile(join(data, "install-scripts-top20k.tsv"), "utf8")).split("\n").slice(1);
  return lines
    .map((line) => line.split("\t"))
    .filter(([, , , has]) => has?.startsWith("YES"))
    .map(([, name]) => name);
}

async function topNames(data, count) {
  return (await readFile(join(data, "top2000.txt"), "utf8")).split("\n").filter(Boolean).slice(0, count);
}

function median(numbers) {
  return numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? 0;
}

function at(sorted, share) {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}
