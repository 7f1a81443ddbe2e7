// Inspects real packages, which are honest as far as anybody knows, and counts and names every false alarm.
//   node eval/real.mjs [top] [pairs] [scripts] [bytes] [cached] [--cache DIR] [--data DIR] [--offline] [--limit N] [--part K/N: every Nth package, from the Kth on] [--only NAME] [--now] [--keep] [--no-detonate] [--npm-cache DIR] [--json FILE]
// Needs a build, and the packages that `node eval/real/fetch.mjs` fetches. Exit 3 when the data is absent, 1 when a goal is missed.
// `--keep` keeps what the readers found of each package beside the tarballs, for the next run with the same readers.
// On demand only: `bytes` has the tarballs of `top` judged with nothing known of them; `cached` does so with whatever npm has
// downloaded on this machine, or into the caches that --npm-cache names.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { renderTable } from "../bench/shared/table.mjs";
import { createCachedSource } from "./real/cached-source.mjs";
import { openEvaluationInspector, patienceMs } from "./real/inspector.mjs";
import { openKeptFacts } from "./real/kept-facts.mjs";
import { listCachedTarballs } from "./real/npm-cache.mjs";
import { defaultCacheFolder, openRegistryCache } from "./real/registry-cache.mjs";
import { lastReleases, newestRelease } from "./real/selection.mjs";
import { countBySize, isLarge } from "./real/sizes.mjs";

const hour = 3_600_000;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cache: { type: "string", default: defaultCacheFolder() },
    data: { type: "string", default: join(import.meta.dirname, "..", "..", "shared", "data") },
    offline: { type: "boolean", default: false },
    now: { type: "boolean", default: false },
    limit: { type: "string", default: "1000000" },
    part: { type: "string", default: "1/1" },
    only: { type: "string" },
    keep: { type: "boolean", default: false },
    "no-detonate": { type: "boolean", default: false },
    "npm-cache": { type: "string", multiple: true },
    json: { type: "string" },
  },
});
const data = resolve(values.data);
if (!existsSync(join(data, "top2000.txt"))) {
  console.error(`No evaluation data at ${data}; nothing was evaluated. Give its folder with --data.`);
  process.exit(3);
}

const cache = await openRegistryCache({ folder: values.cache, isOffline: values.offline });
const inspector = await openEvaluationInspector({
  source: createCachedSource(cache),
  threads: availableParallelism(),
  isDetonated: !values["no-detonate"],
  facts: values.keep ? await openKeptFacts(cache.folder) : undefined,
});
const wanted = new Set(positionals.length === 0 ? ["top", "pairs", "scripts"] : positionals);
const fewGoals = [
  { what: "blocked", atMost: 0, share: (results) => shareOf(results, "block") },
  { what: "held", atMost: 0.005, share: (results) => shareOf(results, "hold", "unknown") },
];
const figures = { at: new Date().toISOString(), sets: {} };
const missed = [];
const [part, parts] = values.part.split("/").map(Number);
try {
  for (const set of await describeSets()) if (wanted.has(set.id)) await evaluateSet(set);
} finally {
  await inspector.close();
}
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 1)}\n`);
for (const goal of missed) console.log(`MISSED: ${goal}`);
process.exitCode = missed.length === 0 ? 0 : 1;

async function describeSets() {
  const top = (await readFile(join(data, "top2000.txt"), "utf8")).split("\n").filter(Boolean);
  const lines = (await readFile(join(data, "install-scripts-top20k.tsv"), "utf8")).split("\n").slice(1);
  const scripts = lines.map((line) => line.split("\t")).filter(([, , , has]) => has?.startsWith("YES"));
  return [
    {
      id: "top",
      title: "The newest release of the top 1,000 packages",
      names: top.slice(0, 1000),
      choose: (packument) => [newestRelease(packument)],
      goals: [
        { what: "blocked", atMost: 0, share: (results) => shareOf(results, "block") },
        { what: "held", atMost: 0.005, share: (results) => shareOf(results, "hold", "unknown") },
        {
          what: "held among packages of more than 100 files",
          atMost: 0.02,
          share: (results) => shareOf(results.filter(isLarge), "hold", "unknown"),
        },
      ],
    },
    {
      id: "pairs",
      title: "The last 10 release pairs of the top 200 packages",
      names: top.slice(0, 200),
      choose: (packument) => lastReleases(packument, 11).slice(0, 10),
      goals: [
        { what: "blocked", atMost: 0, share: (results) => shareOf(results, "block") },
        { what: "held", atMost: 0.003, share: (results) => shareOf(results, "hold", "unknown") },
      ],
    },
    {
      id: "scripts",
      title: "Honest packages with install scripts",
      names: scripts.map(([, name]) => name),
      choose: (packument) => [newestRelease(packument)],
      goals: [
        { what: "blocked", atMost: 0, share: (results) => shareOf(results, "block") },
        { what: "held", atMost: 1 / 46, share: (results) => shareOf(results, "hold", "unknown") },
      ],
    },
    {
      id: "bytes",
      title: "The newest release of the top 1,000 packages, from bytes alone",
      names: top.slice(0, 1000),
      choose: (packument) => [newestRelease(packument)],
      isAlone: true,
      goals: fewGoals,
    },
    {
      id: "cached",
      title: "What npm has downloaded on this machine, from bytes alone",
      goals: fewGoals,
      tarballs: wanted.has("cached") ? await listCachedTarballs(values["npm-cache"]) : [],
    },
  ];
}

async function evaluateSet(set) {
  const { id, title, goals } = set;
  const subjects = set.tarballs ?? set.names.map((name) => ({ name }));
  const chosen = subjects
    .filter(({ name }, index) =>
      values.only === undefined ? index % parts === part - 1 : name === values.only,
    )
    .slice(0, Number(values.limit));
  const results = [];
  const failures = [];
  await inTurns(chosen, async (subject) => {
    try {
      for await (const question of questionsOf(subject, set)) results.push(await judge(question));
    } catch (error) {
      failures.push(`${subject.name}: ${error.message}`);
    }
    showProgress(id, results.length, chosen.length);
  });
  report({ id, title, results, failures, goals });
}

/** What the inspector is asked, and when: as a firewall would ask, an hour after the release, unless `--now`. */
async function* questionsOf({ name, version: given, path }, { choose, isAlone }) {
  if (path !== undefined) {
    const target = { kind: "bytes", bytes: await readFile(path), label: `${name}@${given}` };
    yield { name, version: given, target, at: Date.now() };
    return;
  }
  const packument = JSON.parse(await cache.packument(name));
  for (const version of choose(packument)) {
    const spec = `${name}@${version}`;
    const target = isAlone
      ? {
          kind: "bytes",
          bytes: await cache.tarball(name, version, packument.versions[version].dist),
          label: spec,
        }
      : { kind: "spec", spec };
    yield {
      name,
      version,
      target,
      at: values.now ? Date.now() : Date.parse(packument.time[version]) + hour,
    };
  }
}

function showProgress(id, versions, packages) {
  if (process.stderr.isTTY) process.stderr.write(`\r${id}: ${versions} versions`);
  else if (versions % 100 === 0) console.error(`${id}: ${versions} versions, ${packages} packages in all`);
}

async function judge({ name, version, target, at }) {
  const inspection = await inspector.inspect(target, { at, budgetMs: 2 * patienceMs });
  const { verdict, reasons, findings, facts, error, durationMs } = inspection;
  return { name, version, verdict, reasons, findings, error, durationMs, files: fileCountOf(facts) };
}

function fileCountOf(facts) {
  return Number(facts.files ?? 0);
}

function report({ id, title, results, failures, goals }) {
  console.log(`\n${title}: ${results.length} versions\n`);
  const rows = countBySize(results).map((row) => Object.values(row).map(String));
  console.log(renderTable(["files", "versions", "allow", "hold", "block", "unknown"], rows));
  for (const result of results.toSorted(byName)) if (result.verdict !== "allow") printAlarm(result);
  for (const failure of failures) console.log(`  not evaluated: ${failure}`);
  const times = results.map(({ durationMs }) => durationMs).toSorted((left, right) => left - right);
  console.log(`  median ${quantile(times, 0.5)} ms, p95 ${quantile(times, 0.95)} ms a version`);
  console.log(renderTable(["detector", "decisive", "strong", "supporting"], detectorRates(results)));
  const reached = goals.map(({ what, atMost, share }) => {
    const measured = share(results);
    const isReached = measured <= atMost && failures.length === 0;
    if (!isReached) missed.push(`${title}: ${what} ${percent(measured)}, at most ${percent(atMost)}`);
    return { what, atMost, measured, isReached };
  });
  console.log(
    renderTable(
      ["goal", "at most", "measured", ""],
      reached.map(({ what, atMost, measured, isReached }) => [
        what,
        percent(atMost),
        percent(measured),
        isReached ? "reached" : "MISSED",
      ]),
    ),
  );
  const alarms = results.filter(({ verdict }) => verdict !== "allow");
  figures.sets[id] = {
    title,
    versions: results.length,
    bySize: countBySize(results),
    goals: reached,
    alarms,
    failures,
  };
}

function printAlarm({ name, version, verdict, reasons, findings, error }) {
  console.log(`  ${verdict} ${name}@${version}: ${error?.message ?? reasons[0]?.message ?? ""}`);
  for (const { id, family, strength, message, location } of findings) {
    if (strength === "context") continue;
    const place = location === undefined || location === null ? "" : ` (${location.file}:${location.line})`;
    console.log(`      ${strength} ${family} ${id}: ${message}${place}`);
  }
}

/** In how many versions each detector found something, for finding the noisy ones. */
function detectorRates(results) {
  const rates = new Map();
  for (const { findings } of results) {
    for (const key of new Set(findings.map(({ id, strength }) => `${id} ${strength}`))) {
      const [id, strength] = key.split(" ");
      const rate = rates.get(id) ?? { decisive: 0, strong: 0, supporting: 0, context: 0 };
      rate[strength] += 1;
      rates.set(id, rate);
    }
  }
  return [...rates]
    .filter(([, { decisive, strong, supporting }]) => decisive + strong + supporting > 0)
    .toSorted(([, a], [, b]) => b.decisive - a.decisive || b.strong - a.strong || b.supporting - a.supporting)
    .map(([id, { decisive, strong, supporting }]) => [id, ...[decisive, strong, supporting].map(String)]);
}

function shareOf(results, ...verdicts) {
  return results.length === 0
    ? 0
    : results.filter(({ verdict }) => verdicts.includes(verdict)).length / results.length;
}

function percent(share) {
  return `${(share * 100).toFixed(2)} %`;
}

function quantile(sorted, share) {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

function byName(left, right) {
  return left.name.localeCompare(right.name) || left.version.localeCompare(right.version);
}

async function inTurns(items, work) {
  const rest = [...items];
  const workers = Array.from({ length: availableParallelism() + 1 }, async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  });
  await Promise.all(workers);
}
