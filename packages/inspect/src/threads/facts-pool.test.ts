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
    const pool = open({ program: await programOf("for (;;) {}"), deadlineMs: 300 });

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

  test("extract begins with the largest of what waits, and goes on in its order on the other threads", async () => {
    const path = join(folder, "thread.mjs");
    await writeFile(
      path,
      `import { parentPort, threadId } from "node:worker_threads";
parentPort.on("message", ({ id, bytes }) => {
  if (bytes[0] === 1) for (;;) {}
  parentPort.postMessage({ id, outcome: { isDone: true, facts: { threadId } } });
});`,
    );
    const pool = open({ threads: 2, program: pathToFileURL(path), deadlineMs: 300 });
    const stuck = Promise.allSettled([1, 1].map((misdeed) => pool.extract(Buffer.from([misdeed]))));
    const small = pool.extract(Buffer.alloc(2));
    const large = pool.extract(Buffer.alloc(9));

    expect(pool.pending).toBe(4);
    const [first, second] = await Promise.all([large, small]);
    const given = await stuck;

    // as: what the program above answers, of threads numbered as they were started
    const threadOf = (facts: unknown): number => (facts as { readonly threadId: number }).threadId;
    expect(given.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(threadOf(first)).toBeLessThan(threadOf(second));
    expect(pool.pending).toBe(0);
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
