import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { DetonationInput } from "../detonation.ts";
import { createDetonator } from "../detonator.ts";
import { detonateLimits } from "../limits.ts";

import { DetonationPool } from "./detonation-pool.ts";
import { createThread, startWaiting } from "./start-thread.ts";

let folder = "";
const pools: DetonationPool[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-detonation-"));
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  await rm(folder, { recursive: true, force: true });
});

/** A thread that begins a run, tells of one thing that was tried, and then does what a text says; unless the package is empty. */
async function open(misdeed: string, idleMs = 60_000): Promise<DetonationPool> {
  const path = join(folder, "thread.mjs");
  await writeFile(
    path,
    `import { parentPort, threadId } from "node:worker_threads";
     parentPort.on("message", ({ id, input }) => {
       const trigger = { kind: "install", name: "install", starts: [] };
       const tell = (answer) => parentPort.postMessage({ id, ...answer });
       if (input.entries.length === 0) return tell({ kind: "done", detonation: { triggers: [], findings: [], threadId } });
       tell({ kind: "progress", progress: { kind: "begun", trigger, world: "linux-laptop", platform: "linux" } });
       tell({ kind: "progress", progress: { kind: "tried", observations: [{ kind: "process", api: "a", detail: "a", data: {}, decoded: false, honey: [], location: null, atMs: 0 }] } });
       ${misdeed}
     });`,
  );
  const bounds = {
    threads: 1,
    stackSizeMb: 4,
    heapMb: 64,
    silenceMaxMs: 500,
    packageMaxMs: 60_000,
    firstWordMaxMs: 60_000,
  };
  const pool = new DetonationPool({
    ...bounds,
    idleMs,
    limits: detonateLimits,
    program: pathToFileURL(path),
  });
  pools.push(pool);
  return pool;
}

const armed: DetonationInput = { entries: [{ path: "a" }] as never }; // What a thread of this test does not look at.
const harmless: DetonationInput = { entries: [] };

function threadOf(detonation: unknown): number {
  return (detonation as { readonly threadId: number }).threadId; // as: what the thread of this test answers
}

describe("DetonationPool", () => {
  test("detonate tells a thread that was started before how it is to begin, and starts the next one itself", async () => {
    const path = join(folder, "waiting.mjs");
    await writeFile(
      path,
      `import { parentPort, threadId, workerData } from "node:worker_threads";
       let begun = workerData;
       parentPort.on("message", (message) => {
         if ("limits" in message) begun = message;
         else if (message.input.entries.length > 0) process.exit(3);
         else parentPort.postMessage({ id: message.id, kind: "done", detonation: { triggers: [], findings: [], threadId, folder: begun.cacheFolder } });
       });`,
    );
    const program = pathToFileURL(path);
    const thread = createThread(program, { stackSizeMb: 4, heapMb: 64 });
    const { threadId } = thread;
    const memory = { stackSizeMb: 4, heapMb: 64 };
    const patient = { silenceMaxMs: 60_000, packageMaxMs: 60_000, firstWordMaxMs: 60_000, idleMs: 60_000 };
    const parts = { threads: 1, limits: detonateLimits, program, cacheFolder: "kept", thread };
    const pool = new DetonationPool({ ...memory, ...patient, ...parts });
    pools.push(pool);

    const first = await pool.detonate(harmless, {});
    await expect(pool.detonate(armed, {})).rejects.toThrow("the emulator ended over it");
    const second = await pool.detonate(harmless, {});

    expect(first).toMatchObject({ threadId, folder: "kept" });
    expect(second).toMatchObject({ folder: "kept" });
    expect(threadOf(second)).not.toBe(threadId);
  });

  test.each([
    ["an error", "throw new Error('x')"],
    ["its exit", "process.exit(3)"],
  ])("detonate starts a thread itself where the one that waited ended by %s", async (_, misdeed) => {
    const path = join(folder, "failing.mjs");
    await writeFile(
      path,
      `import { parentPort, workerData } from "node:worker_threads";
       if (workerData === null || workerData === undefined) ${misdeed};
       parentPort.on("message", ({ id }) => parentPort.postMessage({ id, kind: "done", detonation: { triggers: [], findings: [] } }));`,
    );
    const program = pathToFileURL(path);
    const memory = { stackSizeMb: 4, heapMb: 64 };
    const patient = { silenceMaxMs: 60_000, packageMaxMs: 60_000, firstWordMaxMs: 60_000, idleMs: 60_000 };
    const thread = startWaiting(program, memory);
    await new Promise((resolve) => void thread.once("exit", resolve));
    const parts = { threads: 1, limits: detonateLimits, program, thread };
    const pool = new DetonationPool({ ...memory, ...patient, ...parts });
    pools.push(pool);

    expect(await pool.detonate(harmless, {})).toMatchObject({ triggers: [] });
  });

  test.each([
    ["hangs", "for (;;);"],
    ["ends the thread", "process.exit(3);"],
    ["throws", "setTimeout(() => { throw new Error('x') });"],
    ["fills the heap", "const all = []; for (;;) all.push(new Array(10_000).fill(all.length));"],
  ])("detonate keeps what was tried by a package that %s, and goes on with the next", async (_, misdeed) => {
    const pool = await open(misdeed);

    const first = pool.detonate(armed, {});
    const second = pool.detonate(harmless, {});

    expect((await first).triggers[0]?.worlds).toMatchObject([
      { name: "linux-laptop", ended: "limit", observations: [{ detail: "a" }] },
    ]);
    expect(await second).toMatchObject({ triggers: [], findings: [] });
  });

  test("prepare starts the thread that the first package is given to", async () => {
    const pool = await open("");
    pool.prepare();
    pool.prepare();

    expect(await pool.detonate(harmless, {})).toMatchObject({ triggers: [] });
  });

  test("detonate is not cut short by the rest of a thread before", async () => {
    const idleMs = 100;
    const answer = "tell({ kind: 'done', detonation: { triggers: [], findings: [], threadId } })";
    const pool = await open(
      `if (input.entries[0].path === "a") process.exit(3); else setTimeout(() => ${answer}, ${String(4 * idleMs)});`,
      idleMs,
    );

    await pool.detonate(armed, {});
    pool.prepare();
    const detonation = await pool.detonate({ entries: [{ path: "slow" }] as never }, {}); // As above.

    expect(threadOf(detonation)).toBeGreaterThan(0);
  });

  test("pending counts what is under way and what waits", async () => {
    const pool = await open("");

    const both = [pool.detonate(harmless, {}), pool.detonate(harmless, {})];

    expect(pool.pending).toBe(2);
    await Promise.all(both);
    expect(pool.pending).toBe(0);
  });

  test("detonate starts another thread once one has had nothing to do for long", async () => {
    const pool = await open("", 0);
    const first = threadOf(await pool.detonate(harmless, {}));

    await expect
      .poll(async () => threadOf(await pool.detonate(harmless, {})), { timeout: 60_000 })
      .toBeGreaterThan(first);
  });

  test("close fails what is under way and what comes later", async () => {
    const pool = await open("");
    const under = pool.detonate(armed, {}).catch((error: unknown) => error);

    await pool.close();

    expect(await under).toMatchObject({ code: "DETONATE_THREAD_ENDED" });
    await expect(pool.detonate(harmless, {})).rejects.toMatchObject({ code: "DETONATE_THREAD_ENDED" });
  });
});

describe("createDetonator", () => {
  test("detonates in this thread where no thread is compiled", async () => {
    const detonator = createDetonator({ program: pathToFileURL(join(folder, "none.js")) });
    const manifest = Buffer.from('{"name":"a","scripts":{"install":"node a.js"}}');
    const text = Buffer.from("require('child_process').exec('hello')");
    const entries = [
      { path: "package.json", bytes: manifest },
      { path: "a.js", bytes: text },
    ] as never; // Of an entry, its path and bytes alone are looked at.

    const { triggers } = await detonator.detonate({ entries });
    await detonator.close();

    expect(triggers[0]?.worlds[0]?.observations.some(({ detail }) => detail.includes("hello"))).toBe(true);
  });
});
