// One measurement in a process of its own: prints what it took as JSON. Arguments: what, and a file with paths of tarballs.
import { readFileSync } from "node:fs";
import { basename } from "node:path";

import { readArchive } from "../../packages/archive/dist/index.js";
import { createDetonator, createWorld, usualStart } from "../../packages/detonate/dist/index.js";
import { compileWasm, startWasm } from "../../packages/detonate/dist/engine/wasm-program.js";
import { createDrillWorld } from "../../packages/drill/dist/index.js";
import { hostileScripts } from "./hostile.mjs";

const [, , what, listPath] = process.argv;
const { honest, replicas } = JSON.parse(readFileSync(listPath, "utf8"));
const worlds = ["linux-laptop", "darwin-laptop", "win32-laptop"].map((name) => createWorld(name, usualStart));
const drillWorlds = worlds.map(createDrillWorld);
const engineMemory = 64 * 1024 * 1024;
const measurements = { engine, packages, hostile };
console.log(JSON.stringify(await measurements[what]()));

/** The engine's bare start and end for one text, with nothing of a world around it: what no emulator on it can be faster than. */
async function engine() {
  const program = await compileWasm();
  const clock = { now: () => 0, monotonic: () => 0, offsetSeconds: () => 0 };
  const took = [];
  for (let round = 0; round < 60; round += 1) {
    const began = performance.now();
    const instance = await startWasm(program, clock, { memoryMaxBytes: engineMemory });
    const runtime = instance.engine.newRuntime();
    const context = runtime.newContext();
    context.unwrapResult(context.evalCode("1 + 1")).dispose();
    took.push(performance.now() - began);
  }
  return { took };
}

/** Install triggers in three worlds, warm, on one thread: each package twice, the second time is told. */
async function packages() {
  const detonator = createDetonator({ threads: 1 });
  const took = [];
  for (const [paths, inWorlds] of [
    [honest, worlds],
    [replicas, drillWorlds],
  ]) {
    for (const path of paths) {
      const { entries } = readArchive(readFileSync(path));
      const run = () =>
        detonator.detonate(
          { entries },
          { triggers: ["install"], worlds: inWorlds, startsAt: usualStart, isCoverageWanted: false },
        );
      const first = await timed(run);
      // What takes long is not run once more to be warm.
      const second = first.ms > 2_000 ? first : await timed(run);
      took.push({ name: basename(path, ".tgz"), isReplica: paths === replicas, ...second });
    }
  }
  await detonator.close();
  return { took };
}

/** What never ends, in three worlds; memory is what the process gains beyond what it has before its thread starts. */
async function hostile() {
  const manifest = {
    path: "package.json",
    bytes: Buffer.from('{"name":"hostile","version":"1.0.0","scripts":{"install":"node a.js"}}'),
  };
  const took = [];
  for (const [name, text] of Object.entries(hostileScripts)) {
    const before = process.memoryUsage().rss;
    const detonator = createDetonator({ threads: 1 });
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
    const entries = [manifest, { path: "a.js", bytes: Buffer.from(text) }];
    const done = await timed(() =>
      detonator.detonate({ entries }, { worlds, startsAt: usualStart, isCoverageWanted: false }),
    );
    clearInterval(watch);
    await detonator.close();
    took.push({ name, ...done, megabytes: (most - before) / 1e6 });
  }
  return { took };
}

async function timed(run) {
  const began = performance.now();
  const { triggers } = await run();
  const ms = performance.now() - began;
  const runs = triggers.flatMap((trigger) => trigger.worlds);
  const ends = [...new Set(runs.filter(({ ended }) => ended === "limit").map(({ problem }) => problem))];
  return { ms, runs: runs.length, outcome: ends.join("; ") || "came to rest" };
}
