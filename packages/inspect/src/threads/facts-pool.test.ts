import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { buildPackage } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createExtractor } from "../extractor.ts";
import { createFactsPool } from "./facts-pool.ts";
import type { FactsPool, FactsPoolOptions } from "./facts-pool.ts";

const compiled = new URL("../../dist/threads/facts-thread.js", import.meta.url);

let folder = "";
const pools: FactsPool[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-threads-"));
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  await rm(folder, { recursive: true, force: true });
});

function open(options: Partial<FactsPoolOptions> = {}): FactsPool {
  const pool = createFactsPool({ threads: 1, program: compiled, ...options });
  pools.push(pool);
  return pool;
}

function packageOf(index: string): Buffer {
  return buildPackage({ name: "a", version: "1.0.0", main: "index.js" }, [
    { path: "index.js", content: index },
  ]).tarball;
}

/** A thread that does what a text says when the first byte of a tarball is 1, and answers otherwise. */
async function programOf(misdeed: string): Promise<URL> {
  const path = join(folder, "thread.mjs");
  await writeFile(
    path,
    `import { parentPort } from "node:worker_threads";
parentPort.on("message", ({ id, bytes }) => {
  if (bytes[0] === 1) { ${misdeed} }
  parentPort.postMessage({ id, outcome: { isDone: true, facts: { schema: 1 } } });
});`,
  );
  return pathToFileURL(path);
}

/** A thread that answers its number, and never when the first byte of a tarball is 1. Threads are numbered as they start. */
async function numberedProgram(): Promise<URL> {
  const path = join(folder, "thread.mjs");
  await writeFile(
    path,
    `import { parentPort, threadId } from "node:worker_threads";
parentPort.on("message", ({ id, bytes }) => {
  if (bytes[0] === 1) for (;;) {}
  parentPort.postMessage({ id, outcome: { isDone: true, facts: { threadId } } });
});`,
  );
  return pathToFileURL(path);
}

function threadOf(facts: unknown): number {
  return (facts as { readonly threadId: number }).threadId; // as: what that program answers
}

describe("createFactsPool", () => {
  test("extract answers what the same thread would", async () => {
    const bytes = packageOf("require('child_process').exec('id')");
    const facts = await open().extract(bytes);

    expect(facts).toEqual(await createExtractor()(bytes));
    expect(bytes.length).toBeGreaterThan(0);
  });

  test("extract passes on why something is no archive", async () => {
    await expect(open().extract(Buffer.from("no archive"))).rejects.toMatchObject({
      code: "ARCHIVE_NOT_TAR",
    });
  });

  test("extract reads in this thread where no thread is compiled, and where none is wanted", async () => {
    const bytes = packageOf("");
    const missing = open({ program: pathToFileURL(join(folder, "none.js")) });
    const none = open({ threads: 0 });

    expect((await missing.extract(bytes)).manifest.name).toBe("a");
    expect((await none.extract(bytes)).manifest.name).toBe("a");
  });

  test("extract gives a package up after the deadline, and reads the next", async () => {
    const pool = open({ program: await programOf("for (;;) {}"), deadlineMs: 5000 });

    const stuck = pool.extract(Buffer.from([1]));
    const next = pool.extract(Buffer.from([0]));

    await expect(stuck).rejects.toMatchObject({ code: "INSPECT_OUT_OF_TIME" });
    await expect(next).resolves.toMatchObject({ schema: 1 });
  });

  test.each([
    ["throws", "throw new Error('x');"],
    ["ends itself", "process.exit(3);"],
    [
      "fills its heap",
      "const all = []; for (;;) all.push(new Array(10_000).fill(bytes.length + all.length));",
    ],
  ])("extract fails what a thread was at that %s, and reads the next", async (_, misdeed) => {
    const pool = open({ program: await programOf(misdeed), heapMb: 32 });

    const lost = pool.extract(Buffer.from([1]));
    const next = pool.extract(Buffer.from([0]));

    await expect(lost).rejects.toMatchObject({ code: "INSPECT_THREAD_ENDED" });
    await expect(next).resolves.toMatchObject({ schema: 1 });
  });

  test.each<[string, number, readonly number[]]>([
    ["the largest of what waits, on the first thread", 1, [9, 5, 5, 2]],
    ["the smallest, on the others", 0, [2, 5, 5, 9]],
  ])("extract goes on with %s", async (_, stuck, order) => {
    const pool = open({ threads: 2, program: await numberedProgram() });
    const busy = Promise.allSettled(
      [0, 1].map((thread) => pool.extract(Buffer.from([thread === stuck ? 1 : 0]))),
    );
    const done: number[] = [];
    const waiting = [5, 2, 9, 5].map(async (size) => {
      await pool.extract(Buffer.alloc(size));
      done.push(size);
    });

    expect(pool.pending).toBe(6);
    await Promise.all(waiting);
    await pool.close();

    expect(done).toEqual(order);
    expect((await busy)[stuck]).toMatchObject({ status: "rejected" });
    expect(pool.pending).toBe(0);
  });

  test("extract starts another thread when the last one had nothing to do for a while", async () => {
    const pool = open({ program: await numberedProgram(), idleMs: 10 });

    const first = threadOf(await pool.extract(Buffer.alloc(1)));

    await expect
      .poll(async () => threadOf(await pool.extract(Buffer.alloc(1))), { interval: 100, timeout: 20_000 })
      .toBeGreaterThan(first);
  });

  test("close fails what is under way, waits, or comes later", async () => {
    const pool = open({ program: await programOf("for (;;) {}") });
    const all = [pool.extract(Buffer.from([1])), pool.extract(Buffer.from([0]))].map(
      async (one) =>
        await one.then(
          () => "read",
          (error: unknown) => error,
        ),
    );

    await pool.close();

    for (const one of all) expect(await one).toMatchObject({ code: "INSPECT_THREAD_ENDED" });
    await expect(pool.extract(Buffer.from([0]))).rejects.toMatchObject({ code: "INSPECT_THREAD_ENDED" });
  });

  test.each<[string, string]>([
    ["20,000 brackets", `x=${"(".repeat(20_000)}1${")".repeat(20_000)};`],
    ["20,000 lists", `x=${"[".repeat(20_000)}${"]".repeat(20_000)};`],
    ["50,000 signs", `x=${"!".repeat(50_000)}1;`],
    ["20,000 conditions", `${"if(a)".repeat(20_000)};`],
    ["20,000 open brackets", "(".repeat(20_000)],
  ])("extract reads %s and what comes after them", async (_, text) => {
    const bytes = packageOf(`${text}\nrequire('child_process').exec('id')`);
    const facts = await open().extract(bytes);

    const [source] = facts.sources;
    expect(source?.path).toBe("index.js");
    expect(source?.facts.parsed !== "strict" || source.facts.effects.length > 0).toBe(true);
  });
});
