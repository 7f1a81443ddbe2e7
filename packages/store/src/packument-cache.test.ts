import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createFakeClock, createKeptLog, makeDataFolder, writePackument } from "../test/fixtures.ts";
import type { DataFolder } from "./data-folder.ts";
import type { PackumentCache } from "./packument-cache.ts";
import { createPackumentCache } from "./packument-cache.ts";
import type { NewPackument } from "./packument-file.ts";
import {
  renderCompressedPackumentFile,
  renderPackumentFile,
  tryParsePackumentFile,
} from "./packument-file.ts";

const value: NewPackument = {
  bytes: Buffer.from('{ "name": "axios" }'),
  etag: '"abc"',
  lastModified: undefined,
  fetchedAt: Date.parse("2026-03-31T00:00:00.123Z"),
};

interface Cache {
  readonly cache: PackumentCache;
  readonly folder: DataFolder;
  readonly log: ReturnType<typeof createKeptLog>;
}

async function makeCache(maxBytes = 1_000_000_000): Promise<Cache> {
  const folder = await makeDataFolder();
  const log = createKeptLog();
  const cache = createPackumentCache(folder, { clock: createFakeClock(), logger: log, maxBytes });
  return { cache, folder, log };
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe("PackumentCache", () => {
  test("read answers what was written, byte for byte", async () => {
    const { cache } = await makeCache();

    await writePackument(cache, { upstream: "public", name: "axios" }, value);
    const read = await cache.read("public", "axios");

    const sha256 = createHash("sha256").update(value.bytes).digest("hex");
    expect(read).toEqual({ ...value, sha256 });
    expect(await cache.read("private", "axios")).toBeUndefined();
    expect(await cache.read("public", "axio")).toBeUndefined();
  });

  test("read waits for a write that is under way, and the last write wins", async () => {
    const { cache } = await makeCache();
    const newer = { ...value, bytes: Buffer.from("{}") };

    const writing = [
      writePackument(cache, { upstream: "public", name: "axios" }, value),
      writePackument(cache, { upstream: "public", name: "axios" }, newer),
    ];
    const read = await cache.read("public", "axios");
    await Promise.all(writing);

    expect(read?.bytes).toEqual(newer.bytes);
  });

  test("touch notes when the upstream confirmed a packument", async () => {
    const { cache } = await makeCache();
    await writePackument(cache, { upstream: "public", name: "axios" }, value);

    await cache.touch("public", "axios", value.fetchedAt + 60_001);
    await cache.touch("public", "other", 1);

    expect((await cache.read("public", "axios"))?.fetchedAt).toBe(value.fetchedAt + 60_001);
  });

  test("read sets a damaged file aside", async () => {
    const { cache, folder, log } = await makeCache();
    await writePackument(cache, { upstream: "public", name: "axios" }, value);
    const [file = ""] = await listFiles(folder.packumentFolder);
    const bytes = await readFile(file);
    bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
    await writeFile(file, bytes);

    expect(await cache.read("public", "axios")).toBeUndefined();

    expect(log.codes).toEqual(["STORE_PACKUMENT_CORRUPT"]);
    expect(await readdir(folder.corruptFolder)).toHaveLength(1);
    expect(await listFiles(folder.packumentFolder)).toEqual([]);
  });

  test("read takes a file that its writer did not finish for absent, and the next write replaces it", async () => {
    const { cache, folder, log } = await makeCache();
    await writePackument(cache, { upstream: "public", name: "axios" }, value);
    const [file = ""] = await listFiles(folder.packumentFolder);
    const { size } = await stat(file);

    for (const length of [size - 1, size - value.bytes.length, 40, 0]) {
      await truncate(file, length);
      expect(await cache.read("public", "axios")).toBeUndefined();
    }
    await writePackument(cache, { upstream: "public", name: "axios" }, value);

    expect((await cache.read("public", "axios"))?.bytes).toEqual(value.bytes);
    expect(log.codes).toEqual([]);
  });

  test("compress makes files smaller once, and what is read of them stays the same", async () => {
    const { cache, folder } = await makeCache();
    const large = { ...value, bytes: Buffer.from(JSON.stringify({ readme: "again and ".repeat(1000) })) };
    await writePackument(cache, { upstream: "public", name: "axios" }, large);
    await writePackument(cache, { upstream: "public", name: "left" }, large);
    await cache.touch("public", "axios", value.fetchedAt + 60_001);
    const before = await Promise.all(["axios", "left"].map((name) => cache.read("public", name)));

    expect(await cache.compress()).toBe(0);
    expect(await cache.compress(undefined, Number.NEGATIVE_INFINITY)).toBe(2);
    expect(await cache.compress(undefined, Number.NEGATIVE_INFINITY)).toBe(0);

    const after = await Promise.all(["axios", "left"].map((name) => cache.read("public", name)));
    expect(after).toEqual(before);
    for (const file of await listFiles(folder.packumentFolder))
      expect((await stat(file)).size).toBeLessThan(1000);
  });

  test("compress ends when it is told to", async () => {
    const { cache } = await makeCache();
    await writePackument(cache, { upstream: "public", name: "axios" }, value);

    expect(await cache.compress(AbortSignal.abort(), Number.NEGATIVE_INFINITY)).toBe(0);
  });

  test("purge lets what a killed process has left replace no snapshot of the same document", async () => {
    const { cache, folder } = await makeCache();
    await writePackument(cache, { upstream: "public", name: "axios" }, value);
    await cache.purge("axios");
    const [snapshot = ""] = await listFiles(folder.snapshotFolder);
    const before = await readFile(snapshot);
    await writePackument(cache, { upstream: "public", name: "axios" }, value);
    const [path = ""] = await listFiles(folder.packumentFolder);
    await truncate(path, (await stat(path)).size - 1);

    await cache.purge("axios");

    expect(await listFiles(folder.packumentFolder)).toEqual([]);
    expect(await listFiles(folder.snapshotFolder)).toEqual([snapshot]);
    expect(await readFile(snapshot)).toEqual(before);
  });

  test("purge removes a package from every upstream", async () => {
    const { cache, folder } = await makeCache();
    await writePackument(cache, { upstream: "public", name: "axios" }, value);
    await writePackument(cache, { upstream: "private", name: "axios" }, value);
    await writePackument(cache, { upstream: "public", name: "left" }, value);

    expect(await cache.purge("axios")).toBe(2);
    expect(await cache.purge("axios")).toBe(0);

    expect(await cache.read("public", "axios")).toBeUndefined();
    expect(await cache.read("public", "left")).toBeDefined();
    expect(await listFiles(folder.packumentFolder)).toHaveLength(1);
  });

  test("write logs a failure and does not reject", async () => {
    const { cache, folder, log } = await makeCache();
    await rm(folder.packumentFolder, { recursive: true });
    await writeFile(folder.packumentFolder, "no folder");

    await writePackument(cache, { upstream: "public", name: "axios" }, value);

    expect(log.codes).toEqual(["STORE_PACKUMENT_CACHE_FAILED"]);
  });

  test("write keeps hostile names inside the folder", async () => {
    const { cache, folder } = await makeCache();
    const names = ["../../x", "/etc/passwd", "__proto__", "a\u0000b", ""];

    for (const name of names) await writePackument(cache, { upstream: "../up", name }, value);

    for (const name of names) expect((await cache.read("../up", name))?.bytes).toEqual(value.bytes);
    expect(await listFiles(folder.packumentFolder)).toHaveLength(names.length);
  });

  test("evict keeps the cache within its bound", async () => {
    const { cache, folder } = await makeCache(1500);

    for (let index = 0; index < 20; index += 1)
      await writePackument(cache, { upstream: "public", name: `p${index}` }, value);
    await cache.evict();

    for (const kept of [folder.packumentFolder, folder.snapshotFolder]) {
      const sizes = await Promise.all((await listFiles(kept)).map(async (path) => (await stat(path)).size));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      expect(bytes).toBeGreaterThan(0);
      expect(bytes).toBeLessThan(1500);
    }
  });

  test("findManifest looks through the document of the cache and the three newest that left it", async () => {
    const { cache, folder } = await makeCache();
    const id = { upstream: "public", name: "axios" };
    for (const major of [1, 2, 3, 4, 5, 5, 6]) {
      const bytes = Buffer.from(`{"versions":{"${major}.0.0":{"a":${major}}}}`);
      await writePackument(
        cache,
        { upstream: "public", name: "axios" },
        { ...value, bytes, fetchedAt: major * 1000 },
      );
      if (major < 6) await cache.purge("axios");
    }
    const find = (version: string): Promise<string | undefined> =>
      cache.findManifest(id, { version, accepts: () => true });

    expect(await Promise.all(["2.0.0", "3.0.0", "5.0.0", "6.0.0"].map(find))).toEqual([
      undefined,
      '{"a":3}',
      '{"a":5}',
      '{"a":6}',
    ]);
    expect(await cache.findManifest(id, { version: "5.0.0", accepts: () => false })).toBeUndefined();
    expect(
      await cache.findManifest({ ...id, upstream: "other" }, { version: "5.0.0", accepts: () => true }),
    ).toBeUndefined();
    expect(await listFiles(folder.snapshotFolder)).toHaveLength(3);
  });

  test("findManifest finds nothing in a document that is no JSON", async () => {
    const { cache } = await makeCache();
    await writePackument(cache, { upstream: "public", name: "axios" }, { ...value, bytes: Buffer.from("{") });

    const found = await cache.findManifest(
      { upstream: "public", name: "axios" },
      { version: "1.0.0", accepts: () => true },
    );

    expect(found).toBeUndefined();
  });
});

type RenderArgs = Parameters<typeof renderPackumentFile>;

describe("tryParsePackumentFile", () => {
  const id = { upstream: "public", name: "axios" };

  test.each([
    ["as it came", async (...args: RenderArgs) => Buffer.concat(renderPackumentFile(...args))],
    ["compressed", renderCompressedPackumentFile],
  ])("tryParsePackumentFile finds every file %s damaged that differs in a byte", async (_, render) => {
    const file = await render(id, value);
    const sound = await tryParsePackumentFile(file, id);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: file.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, mask) => {
          const damaged = Buffer.from(file);
          damaged[at] = (damaged[at] ?? 0) ^ mask;

          const parsed = await tryParsePackumentFile(damaged, id);

          // Some bits of the compressed form mean nothing; then the document must be the same.
          if (parsed !== undefined) expect(parsed).toEqual(sound);
        },
      ),
    );
  });

  test("tryParsePackumentFile answers undefined for any other bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        expect(await tryParsePackumentFile(Buffer.from(bytes), id)).toBeUndefined();
      }),
    );
  });

  test("tryParsePackumentFile refuses another package's file", async () => {
    const file = Buffer.concat(renderPackumentFile(id, value));

    expect(await tryParsePackumentFile(file, { ...id, name: "left" })).toBeUndefined();
  });
});
