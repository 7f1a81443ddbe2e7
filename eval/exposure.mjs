// Evaluates `exposure` on made-up organisations whose truth is known: every planted place at the right grade, no false
// "confirmed", nothing unreadable shown as clean.
//   node eval/exposure.mjs [--seed N] [--seeds 1] [--repositories 200] [--hosts 50] [--keep DIR] [--json]
// Needs a build and git; exit 1 when something is missed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { compareAnswer } from "../packages/drill/dist/organisation/index.js";
import { makeOrganisation } from "./exposure/organisation.mjs";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "1" },
    repositories: { type: "string", default: "200" },
    hosts: { type: "string", default: "50" },
    keep: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const bin = resolve(import.meta.dirname, "../packages/cli/bin/lockkeeper.js");

const results = [];
for (let index = 0; index < Number(values.seeds); index += 1) {
  results.push(await evaluate(Number(values.seed) + index));
}
const wrongInAll = results.reduce((sum, result) => sum + result.wrong.length + result.strangers.length, 0);
if (values.json) console.log(JSON.stringify({ results, wrong: wrongInAll }));
process.exitCode = wrongInAll === 0 ? 0 : 1;

async function evaluate(seed) {
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), "lockkeeper-organisation-")));
  await mkdir(folder, { recursive: true });
  try {
    const scale = { seed, repositories: Number(values.repositories), hosts: Number(values.hosts) };
    const { place, data, truths } = await makeOrganisation({ folder, ...scale });
    const first = await ask({ place, data });
    const again = await ask({ place, data });
    const rows = again.lines.filter(({ kind }) => kind === "exposure");
    const { truths: outcomes, strangers } = compareAnswer(truths, rows);
    const wrong = outcomes.filter(({ verdict }) => verdict !== "right").map(brief);
    const result = { seed, truths: truths.length, wrong, strangers: strangers.map(briefRow) };
    if (!values.json) print({ ...result, outcomes, seconds: [first.seconds, again.seconds] });
    return result;
  } finally {
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function ask({ place, data }) {
  const started = performance.now();
  const args = [bin, "exposure", "--campaign", "axios-2026", place, "--data", data, "--all", "--json"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const chunks = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  const [code] = await once(child, "close");
  if (code !== 1 && code !== 0 && code !== 3) throw new Error(`exposure ended with ${code}`);
  const lines = Buffer.concat(chunks)
    .toString("utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return { lines, seconds: (performance.now() - started) / 1000 };
}

function brief({ truth: { place, scenario, grades }, grade, verdict }) {
  return { verdict, scenario, place, wanted: grades, grade };
}

function briefRow({ where, what, grade, evidence }) {
  return { where, what, grade, ref: evidence[0]?.ref };
}

function print({ seed, truths, outcomes, wrong, strangers, seconds }) {
  const byScenario = new Map();
  for (const { truth, verdict } of outcomes) {
    const known = byScenario.get(truth.scenario) ?? { right: 0, all: 0 };
    byScenario.set(truth.scenario, {
      right: known.right + Number(verdict === "right"),
      all: known.all + 1,
    });
  }
  console.log(
    `seed ${seed}: ${truths - wrong.length} of ${truths} places right; asked in ${seconds[0].toFixed(1)} s, again in ${seconds[1].toFixed(1)} s`,
  );
  for (const [scenario, { right, all }] of byScenario)
    console.log(`  ${scenario.padEnd(38)} ${right} of ${all}`);
  for (const each of wrong)
    console.log(
      `  ${each.verdict.toUpperCase()}: ${each.scenario}: ${each.place}: ${each.grade}, wanted ${each.wanted.join(" or ")}`,
    );
  for (const { where, what, grade, ref } of strangers)
    console.log(`  NOT PLANTED: ${where.kind} ${where.id}: ${what} ${grade} (${ref})`);
}
