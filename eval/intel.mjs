// Evaluates the intelligence index on real advisory data, which is not part of this repository.
//   node eval/intel.mjs [--data DIR] [--cases] [--json]     needs a build; exit 3 when the data is absent, 1 when a check fails
import { copyFile, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { createReadStream } from "node:fs";
import { parseArgs } from "node:util";
import { createGunzip } from "node:zlib";
import { silentLogger } from "../packages/core/dist/index.js";
import { buildIndex, catalogue, createIntelligence, openIndex } from "../packages/intel/dist/index.js";
import { updateFeeds } from "../packages/feeds/dist/index.js";
import { evaluateEdgeCases } from "./edge-cases.mjs";
import { evaluateScale } from "./intel-scale.mjs";

const { values } = parseArgs({
  options: {
    cases: { type: "boolean", default: false },
    data: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const data = resolve(values.data ?? join(import.meta.dirname, "..", "..", "shared", "data"));
const clock = { now: () => Date.now() };
const checks = [];

function check(name, passed, detail = "") {
  checks.push({ name, passed, detail });
}

async function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}

if (!(await exists(join(data, "osv")))) {
  console.error(`No evaluation data at ${data}; nothing was evaluated. Give its folder with --data.`);
  process.exit(3);
}

async function readLines(path) {
  const stream = path.endsWith(".gz") ? createReadStream(path).pipe(createGunzip()) : createReadStream(path);
  const lines = [];
  for await (const line of createInterface({ input: stream }))
    if (line.trim() !== "") lines.push(line.trim());
  return lines;
}

const folder = await mkdtemp(join(tmpdir(), "lockkeeper-eval-"));
try {
  const real = await evaluateBuild();
  const cases = await evaluateRecords(real.index);
  const intelligence = createIntelligence({ index: real.index, catalogue });
  evaluateVersions(intelligence);
  await evaluateNames(intelligence);
  await evaluateLists(intelligence);
  const names = await readLines(join(data, "synthetic-210k-names.txt.gz"));
  const scale = await evaluateScale({ names, folder, update, check });
  report({ cases, index: real.report, scale });
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Every edge case that the records are known to hold, asked of the index. */
async function evaluateRecords(index) {
  const others = [];
  for (const name of ["mal-npm-2025-06.jsonl.gz", "lwa-npm-2026-08.jsonl.gz"])
    for (const line of await readLines(join(data, name))) others.push(JSON.parse(line));
  const cases = await evaluateEdgeCases({ data, index, others });
  for (const category of new Set(cases.map((each) => each.category))) {
    const own = cases.filter((each) => each.category === category);
    const missed = own.filter(({ passed }) => !passed);
    const probes = own.reduce((sum, each) => sum + each.probes, 0);
    const misses = missed.map(({ id, expected, got }) => `${id}: expected ${expected}, got ${got}`);
    check(
      `edge case ${category}`,
      missed.length === 0,
      misses.join(" | ") || `${own.length} records, ${probes} versions`,
    );
  }
  return cases;
}

/** The index as users have it: the feeds keep the records reduced, and the index is built from what they kept. */
async function evaluateBuild() {
  const osv = join(folder, "osv");
  await mkdir(osv);
  for (const from of ["osv", "osv-malformed"])
    for (const file of await readdir(join(data, from)))
      await copyFile(join(data, from, file), join(osv, file));
  const sources = [
    { name: "osv", path: osv },
    { name: "mal-2025-06", path: join(data, "mal-npm-2025-06.jsonl.gz") },
    { name: "leitwacht", path: join(data, "lwa-npm-2026-08.jsonl.gz") },
  ];
  const updated = await update(join(folder, "real"), sources);
  const refused = updated.sources.flatMap(({ firstUnreadable }) => firstUnreadable.map(({ where }) => where));
  const malformed = (await readdir(join(data, "osv-malformed"))).join(" ");
  check(
    "the malformed records are refused, and no other",
    refused.join(" ") === malformed,
    refused.join(" "),
  );
  const index = await openIndex(join(folder, "real", "index.lki"));
  const direct = join(folder, "direct.idx");
  await buildIndex({ sources, out: direct, clock, logger: silentLogger });
  await compareIndexes(index, await openIndex(direct));
  return { report: updated.index, index };
}

function update(intelFolder, sources) {
  return updateFeeds(
    {
      folder: intelFolder,
      sources: sources.map(({ name, path }) => ({
        id: name,
        kind: "folder",
        isEnabled: true,
        intervalMs: 1,
        path,
      })),
      isFull: false,
      allowsShrink: false,
      allowsOlder: false,
    },
    {
      fetch: () => Promise.reject(new Error("nothing here is on a network")),
      clock,
      logger: silentLogger,
    },
  );
}

/** What is kept of a record must decide as the record itself does, for every version that any list names. */
async function compareIndexes(kept, direct) {
  const rows = (await readLines(join(data, "compromised-versions.tsv")))
    .slice(1)
    .map((line) => line.split("\t"));
  const names = await readLines(join(data, "malicious-names-any.txt"));
  const specs = [...rows, ...names.map((name) => [name, "987654.3.2"])];
  // Aliases come in the order of the records, and what is kept is sorted by id.
  const answer = (index, [name, version]) =>
    JSON.stringify(
      index
        .match(name, version)
        .map((match) => ({ ...match, aliases: match.aliases.toSorted() }))
        .toSorted((left, right) => (left.id < right.id ? -1 : 1)),
    );
  const differing = specs.filter((spec) => answer(kept, spec) !== answer(direct, spec));
  check(
    "kept records decide as the records themselves",
    differing.length === 0,
    differing.slice(0, 5).join(" ") || `${specs.length} versions`,
  );
}

function evaluateVersions(intelligence) {
  const isMalware = (name, version) => intelligence.match(name, version).some((m) => m.kind === "malware");
  const isKnown = (name, version) => intelligence.match(name, version).length > 0;
  const expected = [
    ["axios 1.14.1 and 0.30.4", isMalware("axios", "1.14.1") && isMalware("axios", "0.30.4")],
    ["axios 1.14.0 and 1.13.3 are clean", !isMalware("axios", "1.14.0") && !isMalware("axios", "1.13.3")],
    ["keyv 6.0.0 and not 5.0.0", isMalware("keyv", "6.0.0") && !isKnown("keyv", "5.0.0")],
    ["fsevents is bounded", isKnown("fsevents", "1.2.10") && !isMalware("fsevents", "2.3.3")],
    ["react was withdrawn", !isMalware("react", "18.2.0")],
    ["mixin-deep's unordered events", isKnown("mixin-deep", "1.3.1") && isKnown("mixin-deep", "2.0.0")],
    ["mixin-deep's fixes", !isKnown("mixin-deep", "1.3.2") && !isKnown("mixin-deep", "2.0.1")],
  ];
  for (const [name, passed] of expected) check(name, passed);
}

async function evaluateNames(intelligence) {
  const top = await readLines(join(data, "top20000.txt"));
  const condemned = top.flatMap((name) =>
    intelligence
      .match(name, "987654.3.2")
      .filter((match) => match.kind === "malware")
      .map((match) => ({ name, ...match })),
  );
  const hard = condemned.filter((match) => match.extent !== "every-version" || !match.isSingleSource);
  check("top 20,000: none condemned by more than one source", hard.length === 0, `${top.length} names`);
  const soft = condemned.map(({ name, id }) => `${name} (${id})`).join(" ");
  check("top 20,000: condemned whole by one source, for policy to doubt", condemned.length <= 1, soft);
  const whole = await readLines(join(data, "malicious-names.txt"));
  const missed = whole.filter((name) => intelligence.match(name, "1.0.0").length === 0);
  check(
    "every whole-package name is condemned",
    missed.length === 0,
    missed.slice(0, 10).join(" ") || `${whole.length} names`,
  );
}

async function evaluateLists(intelligence) {
  const rows = (await readLines(join(data, "compromised-versions.tsv")))
    .slice(1)
    .map((line) => line.split("\t"));
  const found = rows.filter(([name, version]) =>
    intelligence.match(name, version).some((m) => m.kind === "malware"),
  );
  const foundRows = new Set(found);
  const fromRecords = rows.filter(([, , source = ""]) => /(?:^|[ ,;])MAL-/.test(source));
  const missed = fromRecords
    .filter((row) => !foundRows.has(row))
    .map(([name, version]) => `${name}@${version}`);
  const share = `${fromRecords.length - missed.length} of ${fromRecords.length}; missed ${missed.slice(0, 6).join(" ")}`;
  check("versions that MAL records name are found", missed.length < fromRecords.length / 100, share);
  check("all compromised versions (for information)", true, `${found.length} of ${rows.length}`);
  const listed = catalogue.flatMap(({ packages }) =>
    packages.flatMap(({ name, versions }) => (versions === "all" ? [] : versions.map((v) => `${name}@${v}`))),
  );
  const known = new Set(rows.map(([name, version]) => `${name}@${version}`));
  const confirmed = listed.filter((spec) => known.has(spec)).length;
  check(
    "catalogue versions that another list has too (for information)",
    true,
    `${confirmed} of ${listed.length}`,
  );
}

function report(summary) {
  if (values.json) {
    console.log(JSON.stringify({ schema: 1, ...summary, checks }));
  } else {
    const { scale, index } = summary;
    console.log(
      `real data: ${index.recordCount} records, ${index.nameCount} names, ${index.bytes} bytes, ${index.durationMs} ms`,
    );
    console.log(
      `scale: ${scale.records} records, ${scale.megabytes} MB (${scale.bytesPerRecord} bytes each), read and kept in ${scale.keepSeconds} s, built in ${scale.buildSeconds} s`,
    );
    for (const { category, id, expected, got, passed } of values.cases ? summary.cases : [])
      console.log(`${passed ? "ok  " : "FAIL"} ${category} ${id}: expected ${expected}, got ${got}`);
    for (const { name, passed, detail } of checks)
      console.log(`${passed ? "ok  " : "FAIL"} ${name}${detail && `: ${detail}`}`);
  }
  process.exitCode = checks.some(({ passed }) => !passed) ? 1 : 0;
}
