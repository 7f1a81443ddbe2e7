import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { silentLogger } from "../../packages/core/dist/index.js";
import { buildIndex, openIndex } from "../../packages/intel/dist/index.js";
import { kindOf, readLines, renderRecord } from "./records.mjs";

const wantedRecords = 230_000;
const clock = { now: () => Date.now() };

/**
 * Builds an index of 230,000 records: every real one of the data folder, and for the rest records of the same shape.
 * Answers what can be looked up in it.
 */
export async function buildBenchIndex({ data, folder, say }) {
  const real = [
    { name: "osv", path: join(data, "osv") },
    { name: "malware-2025", path: join(data, "mal-npm-2025-06.jsonl.gz") },
    { name: "malware-2026", path: join(data, "lwa-npm-2026-08.jsonl.gz") },
  ];
  const first = await build(real, join(folder, "real.idx"));
  say(`${first.recordCount} real records; ${wantedRecords - first.recordCount} more of their shape`);
  const count = wantedRecords - first.recordCount;
  const names = await chooseNames(data, { real: join(folder, "real.idx"), count });
  const fill = join(folder, "fill.jsonl");
  await writeFile(fill, names.map((name, index) => renderRecord(index, name)).join("\n"));
  const path = join(folder, "bench.idx");
  const report = await build([...real, { name: "fill", path: fill }], path);
  assert.equal(report.recordCount, wantedRecords, "every record is in the index");
  const questions = questionsOf(names);
  await verify(path, questions);
  return { path, report, realRecords: first.recordCount, questions };
}

/** Names that no real record condemns; there are fewer than wanted, so some get an ending. */
async function chooseNames(data, { real, count }) {
  const index = await openIndex(real);
  const given = await readLines(join(data, "synthetic-210k-names.txt.gz"));
  const free = [...given, ...given.map((name) => `${name}-js`)].filter(
    (name) => index.advisoriesOf(name).length === 0,
  );
  assert.ok(free.length >= count);
  return free.slice(0, count);
}

async function build(sources, out) {
  const report = await buildIndex({ sources, out, clock, logger: silentLogger });
  assert.equal(report.refusedCount, 0, JSON.stringify(report.refused.slice(0, 3)));
  return report;
}

/** Names and versions by what the index must answer. */
function questionsOf(names) {
  const ask = (kind, version) =>
    names.filter((_, index) => kindOf(index) === kind).map((name) => [name, version]);
  return {
    "hit, the whole package": ask("whole package", "987.6.5"),
    "hit, a listed version": ask("listed versions", "1.0.1"),
    "hit, a version in a range": ask("range", "1.0.7"),
    "known name, another version": ask("listed versions", "2.0.0"),
    "unknown name": names.map((name) => [`${name}-unknown`, "1.0.0"]),
  };
}

async function verify(path, questions) {
  const index = await openIndex(path);
  for (const [kind, asked] of Object.entries(questions)) {
    for (const [name, version] of asked) {
      const isFound = index.match(name, version).some((match) => match.kind === "malware");
      assert.equal(isFound, kind.startsWith("hit"), `${kind}: ${name}@${version}`);
    }
  }
}
