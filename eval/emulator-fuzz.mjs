// Runs fuzzed programs in the emulator and looks for any that reach this process.
// node eval/emulator-fuzz.mjs [--programs 1000000] [--minutes 45] [--seed 1] [--faults FILE: batches that break the engine]
import { parseArgs } from "node:util";
import { appendFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";

import { members, roots, samples } from "./detonate/fuzz-words.mjs";
import { createDetonator, createWorld } from "../packages/detonate/dist/index.js";

const { values } = parseArgs({
  options: {
    programs: { type: "string", default: "1000000" },
    minutes: { type: "string", default: "45" },
    seed: { type: "string", default: "1" },
    faults: { type: "string" },
  },
});
const wanted = Number(values.programs);
const endsAt = performance.now() + Number(values.minutes) * 60_000;
const batchSize = 400;

/** A generator of numbers below 1 from a seed (mulberry32). */
function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = createRandom(Number(values.seed));
const pick = (list) => list[Math.floor(random() * list.length)];

function expression(depth) {
  if (depth <= 0) return random() < 0.5 ? pick(roots) : `(${pick(samples)})`;
  const inner = () => expression(depth - 1);
  switch (Math.floor(random() * 19)) {
    case 0:
      return `${inner()}[${memberText()}]`;
    case 1:
      return `${inner()}[${memberText()}](${inner()}, ${pick(samples)})`;
    case 2:
      return `${inner()}(${pick(samples)}, ${inner()})`;
    case 3:
      return `new (${inner()})(${pick(samples)})`;
    case 4:
      return `Reflect.apply(${inner()}, ${inner()}, [${pick(samples)}, ${pick(samples)}])`;
    case 5:
      return `Object.getOwnPropertyDescriptors(Object(${inner()}))`;
    case 6:
      return `Object.defineProperty(Object(${inner()}), ${memberText()}, { get() { return ${pick(samples)} }, configurable: true })`;
    case 7:
      return `Object.setPrototypeOf(Object(${inner()}), Object(${pick(samples)}))`;
    case 8:
      return `(0, eval)(${JSON.stringify(pick(samples))})`;
    case 9:
      return `${inner()}.constructor.constructor("return " + ${JSON.stringify(pick(roots))})()`;
    case 10:
      return `(() => { try { ${inner()} } catch (e) { return e } })()`;
    case 11:
      return `[...Object(${inner()})]`;
    case 12:
      return `JSON.stringify(${inner()})`;
    case 13:
      return `(${inner()}).${pick(["sort", "replace", "splice", "fill", "slice", "set", "subarray", "copyWithin", "then", "map", "flatMap"])}?.(${pick(samples)}, ${inner()})`;
    case 14:
      return `structuredClone(${inner()})`;
    case 15:
      return `(class extends (${inner()}) { constructor() { super(${pick(samples)}); } })`;
    case 16:
      return `(${inner()})?.buffer?.resize?.(${pick(["0", "1e6", "2 ** 31"])})`;
    case 17:
      return `new Proxy(Object(${inner()}), { get() { ${pick(["return p", "throw o", "p = null; return 1", "o.length = 0"])} }, ${pick(["has() { return true }", "ownKeys() { return ['a', 'a'] }", "getPrototypeOf() { return p }", "deleteProperty() { return true }"])} })`;
    default:
      return `Object.assign(Object(${inner()}), { [${memberText()}]: ${pick(samples)} })`;
  }
}

function memberText() {
  const name = pick(members);
  return name.startsWith("Symbol.") ? name : JSON.stringify(name);
}

function program() {
  const lines = Array.from(
    { length: 1 + Math.floor(random() * 3) },
    () => `p = ${expression(1 + Math.floor(random() * 4))};`,
  );
  return random() < 0.2
    ? `(async () => { ${lines.join(" ")} for await (const x of [p]) p = await x })().catch(() => 0);`
    : lines.join(" ");
}

/** Many programs in one process, each by itself. What ends the process ends the batch: that is counted too. */
function batchText(programs) {
  return `
    const { writeFileSync } = require("fs"); let p; const o = {}; o.self = o;
    const h = { get: (t, k) => (typeof k === "symbol" ? undefined : o), has: () => true, ownKeys: () => [] };
    const tell = console.log, list = ${JSON.stringify(programs)}, run = Function, own = process;
    let done = 0;
    for (let i = 0; i < list.length; i++) { try { run("require", "module", "p", "o", "h", list[i])(require, module, p, o, h); } catch (e) { p = e; } done++; }
    writeFileSync("/tmp/done", String(done));`;
}

function hostState() {
  return JSON.stringify({
    globals: Reflect.ownKeys(globalThis).map(String).toSorted(),
    prototypes: [Object, Array, Function, Promise, Error, String, Map].map((one) =>
      Reflect.ownKeys(one.prototype).map(String),
    ),
    environment: process.env,
    folder: process.cwd(),
    temporary: readdirSync(tmpdir()).filter((name) => /^(?:done|x|a\.js)$/.test(name)),
  });
}

const detonator = createDetonator({ limits: { effortMax: 400 } });
const worlds = [createWorld("linux-laptop", Date.UTC(2026, 10, 17))];
const before = hostState();
const ends = new Map();
const problems = new Map();
let count = 0;
let finished = 0;
while (count < wanted && performance.now() < endsAt) {
  const programs = Array.from({ length: batchSize }, program);
  const entries = [
    {
      path: "package.json",
      bytes: Buffer.from('{"name":"fuzz","version":"1.0.0","scripts":{"install":"node a.js"}}'),
    },
    { path: "a.js", bytes: Buffer.from(batchText(programs)) },
  ];
  const { triggers } = await detonator.detonate({ entries }, { worlds, isCoverageWanted: false });
  const run = triggers[0]?.worlds[0];
  const text = JSON.stringify(run);
  for (const fact of [process.execPath, import.meta.dirname])
    if (text.includes(fact)) throw new Error(`the host shows in ${text}`);
  if (hostState() !== before) throw new Error("the host changed");
  count += batchSize;
  const end = `${run?.ended} ${/broke|thread|emulator/.test(run?.problem ?? "") ? run?.problem : ""}`;
  ends.set(end, (ends.get(end) ?? 0) + 1);
  const done = run?.observations.findLast(({ detail }) => detail.startsWith("fs.writeFile /tmp/done"));
  finished += Number(/: (\d+)/.exec(done?.detail ?? "")?.[1] ?? 0);
  if (values.faults !== undefined && /broke/.test(run?.problem ?? ""))
    appendFileSync(values.faults, `${JSON.stringify({ problem: run.problem, programs })}\n`);
  if (run?.ended !== "rest") problems.set(run?.problem, (problems.get(run?.problem) ?? 0) + 1);
  if (count % 20_000 === 0) console.error(count, finished, Object.fromEntries(ends));
}
console.log(
  JSON.stringify(
    { programs: count, finished, ends: Object.fromEntries(ends), problems: [...problems].slice(0, 20) },
    null,
    2,
  ),
);
await detonator.close();
