// Has the product judge inert replicas of attacks, classes of malware and honest look-alikes; names every miss and false alarm.
// Needs a build. `transforms` installs the transforming tools into eval/tools once, without their scripts. Exit 1 when a goal is missed.
import { appendFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { inertSamples } from "../packages/drill/dist/replicas/index.js";
import { openJudge } from "./replicas/judging.mjs";
import { renderPlain, renderTransforms } from "./replicas/report.mjs";

const help = `Usage: node eval/replicas.mjs [plain] [transforms] [options]

  --only TEXT        samples whose id contains it
  --kind KIND        attack, malware or honest
  --transform NAME   transforms whose name contains it
  --every N          one of N pairs of sample and transform
  --part K/N         the K-th of N parts of the pairs, for several processes
  --json FILE        all figures and rows, at the end
  --lines FILE       each row as a line of JSON, as soon as it is known
  --threads N        packages read at once (2)
  --no-detonate      packages are read alone, and nothing is run in the emulator
  --list             name the samples and stop
  --quiet            no progress

Exit codes: 0 every goal reached, 1 a goal missed.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string" },
    kind: { type: "string" },
    transform: { type: "string" },
    every: { type: "string", default: "1" },
    list: { type: "boolean", default: false },
    "no-detonate": { type: "boolean", default: false },
    json: { type: "string" },
    threads: { type: "string", default: "2" },
    quiet: { type: "boolean", default: false },
    part: { type: "string", default: "1/1" },
    lines: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const wanted = new Set(positionals.length === 0 ? ["plain", "transforms"] : positionals);
const samples = inertSamples.filter(
  ({ id, kind }) =>
    (values.only === undefined || id.includes(values.only)) &&
    (values.kind === undefined || kind === values.kind),
);
if (values.list) {
  for (const { id, kind, group, trigger, title } of samples)
    console.log([kind, group, trigger, id, title].join("\t"));
  process.exit(0);
}

const judge = openJudge({ threads: Number(values.threads), isDetonated: !values["no-detonate"] });
const figures = { at: new Date().toISOString() };
const goals = [];
try {
  if (wanted.has("plain")) await evaluatePlain();
  if (wanted.has("transforms")) await evaluateTransforms();
} finally {
  await judge.close();
}
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 1)}\n`);
for (const { name, passed } of goals) console.log(`${passed ? "reached" : "MISSED "}  ${name}`);
process.exitCode = goals.every(({ passed }) => passed) ? 0 : 1;

async function evaluatePlain() {
  const rows = await judgeAll(samples);
  const { text, goals: reached, figures: counted } = renderPlain(rows);
  console.log(text);
  goals.push(...reached);
  figures.plain = { ...counted, rows };
}

async function evaluateTransforms() {
  const { transformSamples } = await import("./replicas/transforms.mjs");
  const rows = await judgeAll(
    transformSamples(samples, {
      only: values.transform,
      every: Number(values.every),
      part: values.part.split("/").map(Number),
      report: progress,
    }),
  );
  const { text, goals: reached, figures: counted } = renderTransforms(rows);
  console.log(text);
  goals.push(...reached);
  figures.transforms = { ...counted, rows };
}

/** Judges samples a few at a time, in order. */
async function judgeAll(all) {
  const rows = [];
  const underWay = new Set();
  let count = 0;
  for await (const sample of all) {
    const job = judge.judge(sample).then((found) => {
      rows.push(...found);
      if (values.lines !== undefined)
        for (const row of found) appendFileSync(values.lines, `${JSON.stringify(row)}\n`);
      underWay.delete(job);
    });
    underWay.add(job);
    progress(`${++count} ${sample.id}${sample.transform === undefined ? "" : ` × ${sample.transform}`}`);
    if (underWay.size >= Math.max(1, Number(values.threads))) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  progress("");
  return rows;
}

/** On a terminal one line that changes, else a line now and then. */
function progress(text) {
  if (values.quiet) return;
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text.slice(0, 100)}`);
  else if (/^\d*00 /.test(text)) console.error(text);
}
