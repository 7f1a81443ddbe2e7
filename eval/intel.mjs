// Evaluates the intelligence index on real advisory data, which is not part of this repository.
//   node eval/intel.mjs [--data DIR] [--json]     needs a build; exit 3 when the data is absent, 1 when a check fails
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { createReadStream } from "node:fs";
import { parseArgs } from "node:util";
import { createGunzip } from "node:zlib";
import { silentLogger } from "../packages/core/dist/index.js";
import {
  buildIndex,
  catalogue,
  createIntelligence,
  openIndex,
  parseOsvRecord,
  readOsvRecords,
} from "../packages/intel/dist/index.js";

const { values } = parseArgs({
  options: { data: { type: "string" }, json: { type: "boolean", default: false } },
});
const data = resolve(values.data ?? join(import.meta.dirname, "..", "..", "shared", "data"));
const clock = { now: () => Date.now() };
const checks = [];

function check(name, passed, detail = "") {
  checks.push({ name, passed, detail: String(detail) });
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

function timed(rounds, run) {
  for (let index = 0; index < Math.min(rounds, 2000); index += 1) run(index);
  const start = performance.now();
  for (let index = 0; index < rounds; index += 1) run(index);
  return ((performance.now() - start) * 1000) / rounds;
}

async function readLines(path) {
  const stream = path.endsWith(".gz") ? createReadStream(path).pipe(createGunzip()) : createReadStream(path);
  const lines = [];
  for await (const line of createInterface({ input: stream })) if (line !== "") lines.push(line);
  return lines;
}

const folder = await mkdtemp(join(tmpdir(), "lockkeeper-eval-"));
try {
  const records = await evaluateRecords();
  const index = await evaluateBuild(records);
  await evaluateMatches(index, records);
  const scale = await evaluateScale();
  report({ records: records.size, index: { ...index.report, refused: index.report.refused }, scale });
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Every record of the folder against what the list of edge cases says of it. */
async function evaluateRecords() {
  const outcomes = new Map();
  const raw = new Map();
  for (const file of await readdir(join(data, "osv"))) {
    const json = JSON.parse(await readFile(join(data, "osv", file), "utf8"));
    raw.set(json.id, json);
    outcomes.set(json.id, parseOsvRecord(json));
  }
  const edges = JSON.parse(await readFile(join(data, "osv-edge-cases.json"), "utf8"));
  const recordOf = (id) => (outcomes.get(id)?.kind === "record" ? outcomes.get(id).record : undefined);
  const expectations = {
    withdrawn: (id) => outcomes.get(id)?.kind === "withdrawn",
    "introduced-0": (id) =>
      recordOf(id)?.affected.some((a) => a.intervals.some((i) => i.introduced === undefined)),
    "open-range-no-fix": (id) =>
      recordOf(id)?.affected.some((a) => a.intervals.some((i) => i.end.kind === "open")),
    last_affected: (id) =>
      recordOf(id)?.affected.some((a) => a.intervals.some((i) => i.end.kind === "last-affected")),
    "versions-only": (id) => recordOf(id)?.affected.every((a) => a.versions.length > 0),
    "ranges+versions": (id) =>
      recordOf(id)?.affected.some((a) => a.versions.length > 0 && a.intervals.length > 0),
    "several-npm-names": (id) => (recordOf(id)?.affected.length ?? 0) > 1,
    "mixed-ecosystems": (id) => recordOf(id) !== undefined,
    "several-introduced-in-one-range": (id) => (recordOf(id)?.affected[0]?.intervals.length ?? 0) > 0,
    "several-ranges-in-one-affected": (id) => (recordOf(id)?.affected[0]?.intervals.length ?? 0) > 1,
    "same-name-split-over-affected-entries": (id) =>
      recordOf(id) !== undefined &&
      new Set(recordOf(id).affected.map((a) => a.name)).size === recordOf(id).affected.length,
    "name-not-modern-npm-valid": (id) => recordOf(id) !== undefined,
    "alias-cve": (id) => recordOf(id)?.aliases.some((alias) => alias.startsWith("CVE-")),
    "alias-ghsa": (id) => recordOf(id)?.aliases.some((alias) => alias.startsWith("GHSA-")),
    "alias-mal": (id) => recordOf(id)?.kind === "malware",
    scoped: (id) => recordOf(id)?.affected.some((a) => a.name.startsWith("@")),
    "range-type-ECOSYSTEM": (id) => recordOf(id)?.affected.some((a) => a.intervals.length > 0),
    "range-type-SEMVER": (id) => recordOf(id)?.affected.some((a) => a.intervals.length > 0),
    "modified-fraction-9-digits": (id) => recordOf(id) !== undefined,
    "modified-fraction-6-digits": (id) => recordOf(id)?.modifiedAt % 1_000_000_000n !== 0n,
    "MAL-whole-package": (id) =>
      recordOf(id)?.affected.some((a) =>
        a.intervals.some((i) => i.introduced === undefined && i.end.kind === "open"),
      ),
  };
  for (const [category, expected] of Object.entries(expectations)) {
    const ids = (edges[category] ?? []).filter((id) => raw.has(id));
    const standing =
      category === "withdrawn" ? ids : ids.filter((id) => outcomes.get(id).kind !== "withdrawn");
    const failed = standing.filter((id) => !expected(id));
    check(
      `edge case ${category}`,
      failed.length === 0 && standing.length > 0,
      failed.join(" ") || `${standing.length} records`,
    );
  }
  const malformed = [];
  for (const file of await readdir(join(data, "osv-malformed"))) {
    const copy = join(folder, "malformed.json");
    await writeFile(copy, await readFile(join(data, "osv-malformed", file)));
    for await (const { outcome } of readOsvRecords(copy)) malformed.push(outcome.kind);
  }
  check(
    "invalid JSON is refused, alone",
    malformed.length === 1 && malformed[0] === "refused",
    malformed.join(" "),
  );
  return new Map(
    [...outcomes].filter(([, outcome]) => outcome.kind === "record").map(([id, o]) => [id, o.record]),
  );
}

async function evaluateBuild() {
  const sources = [
    { name: "osv", path: join(data, "osv") },
    { name: "mal-2025-06", path: join(data, "mal-npm-2025-06.jsonl.gz") },
    { name: "leitwacht", path: join(data, "lwa-npm-2026-08.jsonl.gz") },
  ];
  const out = join(folder, "real.idx");
  const built = await buildIndex({ sources, out, clock, logger: silentLogger });
  check("no genuine record is refused", built.refusedCount === 0, JSON.stringify(built.refused.slice(0, 3)));
  return { report: built, index: await openIndex(out) };
}

async function evaluateMatches({ index }, records) {
  const intelligence = createIntelligence({ index, catalogue });
  const words = (name, version) =>
    intelligence
      .match(name, version)
      .map((m) => `${m.kind}/${m.extent}`)
      .join(" ");
  check(
    "axios 1.14.1 is malware, one matter, two sources",
    words("axios", "1.14.1").startsWith("malware/version"),
    words("axios", "1.14.1"),
  );
  check(
    "axios 1.14.0 is not malware",
    !words("axios", "1.14.0").includes("malware"),
    words("axios", "1.14.0"),
  );
  check(
    "keyv 6.0.0 is malware, 5.0.0 is not",
    words("keyv", "6.0.0") !== "" && words("keyv", "5.0.0") === "",
  );
  check(
    "fsevents is bounded",
    words("fsevents", "1.2.10") !== "" && !words("fsevents", "2.3.3").includes("malware"),
  );
  check("react is not malware (withdrawn)", !words("react", "18.2.0").includes("malware"));
  check(
    "mixin-deep's unordered events",
    words("mixin-deep", "1.3.1") !== "" &&
      words("mixin-deep", "1.3.2") === "" &&
      words("mixin-deep", "2.0.0") !== "",
  );

  const top = (await readLines(join(data, "top20000.txt"))).map((line) => line.trim());
  const condemned = top.filter((name) =>
    intelligence.match(name, "987654.3.2").some((m) => m.kind === "malware"),
  );
  check(
    "no name of the top 20,000 is condemned as a whole",
    condemned.length === 0,
    condemned.join(" ") || `${top.length} names`,
  );

  const whole = (await readLines(join(data, "malicious-names.txt"))).map((line) => line.trim());
  const missedNames = whole.filter(
    (name) => !intelligence.match(name, "1.0.0").some((m) => m.kind === "malware"),
  );
  check(
    "every whole-package name is condemned",
    missedNames.length === 0,
    missedNames.slice(0, 10).join(" ") || `${whole.length} names`,
  );

  const rows = (await readLines(join(data, "compromised-versions.tsv")))
    .slice(1)
    .map((line) => line.split("\t"));
  const known = rows.filter(([, , source = ""]) =>
    source.split(/[ ,;]/).some((id) => records.has(id) || /^(MAL|LWA)-/.test(id)),
  );
  const missed = known.filter(
    ([name, version]) => !intelligence.match(name, version).some((m) => m.kind === "malware"),
  );
  check(
    "versions named by the records at hand are found",
    missed.length <= known.length * 0.01,
    `${known.length - missed.length} of ${known.length}; missed ${missed
      .slice(0, 5)
      .map((row) => row.join("@"))
      .join(" ")}`,
  );
  const all = rows.filter(([name, version]) =>
    intelligence.match(name, version).some((m) => m.kind === "malware"),
  );
  check(
    "compromised versions of every list (coverage, informative)",
    true,
    `${all.length} of ${rows.length}`,
  );
  const listed = catalogue.flatMap((c) =>
    c.packages.flatMap((p) => (p.versions === "all" ? [] : p.versions.map((v) => [c.id, p.name, v]))),
  );
  const names = new Set(rows.map(([name, version]) => `${name}@${version}`));
  const confirmed = listed.filter(([, name, version]) => names.has(`${name}@${version}`));
  check(
    "catalogue versions that another list confirms (informative)",
    true,
    `${confirmed.length} of ${listed.length}; not: ${listed
      .filter((row) => !confirmed.includes(row))
      .map(([, n, v]) => `${n}@${v}`)
      .join(" ")}`,
  );
}

/** 230,000 records of the usual shapes: nine of ten condemn the whole package. */
async function evaluateScale() {
  const names = (await readLines(join(data, "synthetic-210k-names.txt.gz"))).map((line) => line.trim());
  const lines = [];
  for (let index = 0; index < 230_000; index += 1) {
    const name = names[index % names.length];
    const isWhole = index % 10 !== 0;
    lines.push(
      JSON.stringify({
        id: `MAL-2025-${index + 1}`,
        aliases: index % 4 === 0 ? [ghsa(index)] : [],
        modified: "2025-11-12T10:00:00Z",
        published: new Date(Date.UTC(2025, 0, 1) + index * 60_000).toISOString(),
        affected: [
          isWhole
            ? {
                package: { ecosystem: "npm", name },
                ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }],
              }
            : { package: { ecosystem: "npm", name }, versions: ["1.0.0", "1.0.1"] },
        ],
        database_specific: {
          "malicious-packages-origins": [{ source: index % 3 === 0 ? "ghsa-malware" : "amazon-inspector" }],
        },
      }),
    );
  }
  await mkdir(join(folder, "scale"));
  const path = join(folder, "scale", "records.jsonl");
  await writeFile(path, lines.join("\n"));
  lines.length = 0;
  const out = join(folder, "scale.idx");
  const built = await buildIndex({ sources: [{ name: "scale", path }], out, clock, logger: silentLogger });
  globalThis.gc?.();
  const before = process.memoryUsage();
  const openMs = [];
  let index;
  for (let round = 0; round < 7; round += 1) {
    const start = performance.now();
    index = await openIndex(out);
    openMs.push(performance.now() - start);
  }
  globalThis.gc?.();
  const after = process.memoryUsage();
  const misses = names.slice(0, 50_000).map((name) => `${name}-x`);
  const missUs = timed(200_000, (round) => index.match(misses[round % misses.length], "1.2.3"));
  const hitUs = timed(100_000, (round) => index.match(names[(round * 7919) % names.length], "1.0.0"));
  const warmHitUs = timed(100_000, (round) => index.match(names[round % 100], "1.0.0"));
  const result = {
    records: built.recordCount,
    megabytes: round2(built.bytes / 1e6),
    bytesPerRecord: round2(built.bytes / built.recordCount),
    buildSeconds: round2(built.durationMs / 1000),
    openMs: round2(openMs.toSorted((a, b) => a - b)[3]),
    missUs: round2(missUs),
    hitUs: round2(hitUs),
    warmHitUs: round2(warmHitUs),
    memoryMegabytes: round2(
      (after.arrayBuffers - before.arrayBuffers + Math.max(0, after.heapUsed - before.heapUsed)) / 1e6,
    ),
  };
  check("scale: opens in under 20 ms", result.openMs < 20, `${result.openMs} ms`);
  check("scale: a miss takes under 5 us", missUs < 5, `${result.missUs} us`);
  check("scale: a hit takes under 12 us", hitUs < 12, `${result.hitUs} us`);
  return result;
}

function ghsa(index) {
  const digits = "23456789cfghjmpqrvwx";
  let text = "";
  for (let rest = index * 2_654_435_761, at = 0; at < 12; at += 1, rest = Math.floor(rest / 7) + at)
    text += digits[rest % 20];
  return `GHSA-${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
}

function round2(value) {
  return Math.round(value * 100) / 100;
}

function report(summary) {
  const failed = checks.filter(({ passed }) => !passed);
  if (values.json) {
    console.log(JSON.stringify({ schema: 1, ...summary, checks }));
  } else {
    const { scale, index } = summary;
    console.log(
      `records in the folder ${summary.records}; index of all real data: ${index.recordCount} records over ${index.nameCount} names, ${index.bytes} bytes, built in ${index.durationMs} ms`,
    );
    console.log(
      `scale: ${scale.records} records, ${scale.megabytes} MB (${scale.bytesPerRecord} bytes each), built in ${scale.buildSeconds} s`,
    );
    console.log(
      `       open ${scale.openMs} ms, miss ${scale.missUs} us, hit ${scale.hitUs} us, repeated hit ${scale.warmHitUs} us, memory ${scale.memoryMegabytes} MB`,
    );
    for (const { name, passed, detail } of checks)
      console.log(`${passed ? "ok  " : "FAIL"} ${name}: ${detail}`);
  }
  process.exitCode = failed.length > 0 ? 1 : 0;
}
