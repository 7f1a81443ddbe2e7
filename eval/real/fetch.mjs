// Fills the cache of real packages that the evaluations and benchmarks use.
//   node eval/real/fetch.mjs [--cache DIR] [--data DIR] [--top 1000] [--pairs 200]
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { installers, nameOf, versionOf } from "./installers.mjs";
import { defaultCacheFolder, openRegistryCache } from "./registry-cache.mjs";
import { lastReleases, newestRelease } from "./selection.mjs";

const { values } = parseArgs({
  options: {
    cache: { type: "string" },
    data: { type: "string" },
    top: { type: "string", default: "1000" },
    pairs: { type: "string", default: "200" },
  },
});
const data = resolve(values.data ?? join(import.meta.dirname, "..", "..", "..", "shared", "data"));
const cache = await openRegistryCache({ folder: values.cache ?? defaultCacheFolder(), isOffline: false });
const names = await readNames();
const counts = { packuments: 0, tarballs: 0 };
const problems = [];

console.log(`Fetching into ${cache.folder}`);
await inTurns(names, async ({ name, releases }) => {
  try {
    const packument = JSON.parse(await cache.packument(name));
    counts.packuments += 1;
    const versions = new Set([newestRelease(packument), ...lastReleases(packument, releases)]);
    for (const version of versions) {
      if (version === undefined) continue;
      await cache.tarball(name, version, packument.versions[version].dist);
      counts.tarballs += 1;
    }
  } catch (error) {
    problems.push(`${name}: ${error.message}`);
  }
  if (counts.packuments % 50 === 0) console.log(`${counts.packuments} packages, ${counts.tarballs} tarballs`);
});
await inTurns(installers, async (listed) => {
  try {
    const packument = JSON.parse(await cache.packument(nameOf(listed)));
    const version = versionOf(listed, packument);
    await cache.tarball(nameOf(listed), version, packument.versions[version].dist);
    counts.tarballs += 1;
  } catch (error) {
    problems.push(`${listed}: ${error.message}`);
  }
});
console.log(`${counts.packuments} packages, ${counts.tarballs} tarballs, ${problems.length} problems`);
for (const problem of problems) console.log(`  ${problem}`);

async function readNames() {
  const top = (await readFile(join(data, "top2000.txt"), "utf8")).split("\n").filter(Boolean);
  const scripts = (await readFile(join(data, "install-scripts-top20k.tsv"), "utf8"))
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"))
    .filter(([, , , has]) => has?.startsWith("YES"))
    .map(([, name]) => name);
  const wanted = new Map();
  for (const name of top.slice(0, Number(values.top))) wanted.set(name, 2);
  for (const name of scripts) wanted.set(name, 2);
  for (const name of top.slice(0, Number(values.pairs))) wanted.set(name, 11);
  return [...wanted].map(([name, releases]) => ({ name, releases }));
}

async function inTurns(items, work) {
  const rest = [...items];
  const workers = Array.from({ length: 4 }, async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  });
  await Promise.all(workers);
}
