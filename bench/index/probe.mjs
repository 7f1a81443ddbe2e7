// In a fresh process, so that its memory is the index's: opens an index, looks up, and prints what that took as JSON.
// Arguments: the index, a file with the questions. Needs --expose-gc.
import { readFileSync } from "node:fs";

import { residentBytesOf } from "../firewall/process-usage.mjs";
import { openIndex } from "../../packages/intel/dist/index.js";

const batches = 10;
const perBatch = 20_000;
const stride = 7919;
const [, , path, questionsPath] = process.argv;
const before = await settledBytes();
const started = performance.now();
const index = await openIndex(path);
const openMs = performance.now() - started;
const openedBytes = (await settledBytes()) - before;
const lookUps = {};
let found = 0;
// The questions are read only now: they are not the index's memory.
const questions = JSON.parse(readFileSync(questionsPath, "utf8"));
const beforeLookUps = await settledBytes();
for (const [kind, asked] of Object.entries(questions)) lookUps[kind] = timeLookUps(asked);
const lookUpBytes = (await settledBytes()) - beforeLookUps;
console.log(JSON.stringify({ openMs, openedBytes, memoryBytes: openedBytes + lookUpBytes, lookUps, found }));

/** Microseconds of one look-up: the median of ten batches, no name twice in a row. */
function timeLookUps(asked) {
  const took = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const begin = performance.now();
    for (let round = 0; round < perBatch; round += 1) {
      const [name, version] = asked[((batch * perBatch + round) * stride) % asked.length];
      found += index.match(name, version).length;
    }
    took.push(((performance.now() - begin) * 1000) / perBatch);
  }
  return took.sort((a, b) => a - b)[batches / 2];
}

/** Resident memory once what is not used any more has been collected. */
async function settledBytes() {
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return residentBytesOf(process.pid);
}
