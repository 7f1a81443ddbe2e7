// Runs the evaluations that exist, one after the other; each prints its tables and names every miss and false alarm.
//   npm run eval [-- NAME…] [--json DIR]     names: replicas trust real detonate intel exposure; needs a build. Exit 1 when a goal is missed, 3 when nothing could be evaluated.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const known = ["replicas", "trust", "real", "detonate", "intel", "exposure"];
const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: "string" } } });
const strangers = positionals.filter((name) => !known.includes(name));
if (strangers.length > 0) {
  console.error(
    `Cannot evaluate "${strangers.join(" ")}" as there is no such evaluation: ${known.join(", ")}`,
  );
  process.exit(2);
}
const wanted = positionals.length === 0 ? known : positionals;
const outcomes = wanted.map((name) => [name, runOne(name)]);

console.log("");
const words = { 0: "every goal reached", 1: "goals MISSED", 3: "no data here, nothing was evaluated" };
for (const [name, status] of outcomes)
  console.log(`${name.padEnd(10)} ${words[status] ?? `ended with ${status}`}`);
const codes = outcomes.map(([, status]) => status);
if (codes.every((code) => code === 3)) process.exitCode = 3;
else process.exitCode = codes.every((code) => code === 0 || code === 3) ? 0 : 1;

/** Only these write their figures to a file; the others print them. */
function runOne(name) {
  const script = join(import.meta.dirname, `${name}.mjs`);
  if (!existsSync(script)) return 3;
  console.log(`\n== ${name} ==`);
  const extra =
    values.json !== undefined && ["replicas", "real", "detonate"].includes(name)
      ? ["--json", figuresFile(name)]
      : [];
  return spawnSync(process.execPath, [script, ...extra], { stdio: "inherit" }).status ?? 1;
}

function figuresFile(name) {
  mkdirSync(values.json, { recursive: true });
  return resolve(values.json, `${name}.json`);
}
