import { randomBytes } from "node:crypto";
import { readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";

import { describe, expect, test } from "vitest";

import type { FakeClock } from "../test/fixtures.ts";
import { createFakeClock, createKeptLog, integrityOf, makeDataFolder, sha512 } from "../test/fixtures.ts";
import type { BlobCache } from "./blob.ts";
import { createBlobCache } from "./blob-cache.ts";
import { keysOf, pathOfKey } from "./blob-key.ts";
import type { DataFolder } from "./data-folder.ts";

const tarball = Buffer.from("the bytes of a tarball ".repeat(1000));
const maxBytes = 1_000_000;

interface Cache {
  readonly cache: BlobCache;
  readonly folder: DataFolder;
  readonly clock: FakeClock;
  readonly log: ReturnType<typeof createKeptLog>;
}

async function makeCache(
  options: { readonly folder?: DataFolder; readonly maxBytes?: number } = {},
): Promise<Cache> {
  const folder = options.folder ?? (await makeDataFolder());
  const log = createKeptLog();
  const clock = createFakeClock();
  const cache = createBlobCache(folder, {
    lookEveryMs: 0,
    clock,
    logger: log,
    maxBytes: options.maxBytes ?? 1_000_000_000,
  });
  return { cache, folder, log, clock };
}

function pathOf(folder: DataFolder, bytes: Buffer): string {
  const [key] = keysOf(integrityOf(bytes));
  if (key === undefined) throw new TypeError("no key");
  return pathOfKey(folder.tarballFolder, key);
}

describe("write", () => {
  test("write keeps bytes with the expected hash, and open finds them", async () => {
    const { cache, folder } = await makeCache();

    const written = await cache.write(Readable.from([tarball]), { expected: integrityOf(tarball), maxBytes });
    const opened = await cache.open(integrityOf(tarball));

    expect(written.integrity).toBe(sha512(tarball));
    expect(opened).toMatchObject({ integrity: written.integrity, size: tarball.length });
    expect(await opened?.readAll()).toEqual(tarball);
    expect(await buffer(opened?.read() ?? Readable.from([]))).toEqual(tarball);
    expect(await readdir(folder.temporaryFolder)).toEqual([]);
    expect(await cache.stats()).toEqual({ files: 1, bytes: tarball.length });
  });

  test.each([
    [2_000_000, "sha512"],
    [2_000_001, "sha512"],
    [2_000_001, "sha1"],
    [5_000_000, "sha1"],
  ] as const)(
    "write keeps the %i bytes of a large tarball as they are, by its %s",
    async (size, algorithm) => {
      const { cache, folder } = await makeCache();
      const bytes = randomBytes(size);
      const expected = integrityOf(bytes, algorithm);
      const pieces = Array.from({ length: Math.ceil(size / 70_001) }, (_, at) =>
        bytes.subarray(at * 70_001, (at + 1) * 70_001),
      );

      await cache.write(Readable.from(pieces, { objectMode: false }), { expected, maxBytes: 10_000_000 });
      const opened = await cache.open(expected);

      expect((await opened?.readAll())?.equals(bytes)).toBe(true);
      expect((await readFile(pathOf(folder, bytes))).equals(bytes)).toBe(true);
      expect(await readdir(folder.temporaryFolder)).toEqual([]);
    },
  );

  test("write rejects a large tarball whose upstream fails while its beginning is written", async () => {
    const { cache, folder } = await makeCache();
    const source = new Readable({ read: () => undefined });
    source.once("pause", () => process.nextTick(() => source.destroy(new Error("connection reset"))));
    source.push(Buffer.alloc(2_000_001));

    const written = cache.write(source, { expected: integrityOf(tarball), maxBytes: 10_000_000 });

    await expect(written).rejects.toThrow("connection reset");
    expect(await readdir(folder.temporaryFolder)).toEqual([]);
    expect(await cache.stats()).toEqual({ files: 0, bytes: 0 });
  });

  test.each(["sha1", "sha256", "sha384"] as const)(
    "write keeps an old package by its %s",
    async (algorithm) => {
      const { cache, folder } = await makeCache();
      const expected = integrityOf(tarball, algorithm);

      await cache.write(Readable.from([tarball]), { expected, maxBytes });
      const again = await makeCache({ folder });

      expect(await (await cache.open(expected))?.readAll()).toEqual(tarball);
      expect((await again.cache.open(expected))?.integrity).toBe(sha512(tarball));
      expect(await again.cache.open(integrityOf(Buffer.from("other"), algorithm))).toBeUndefined();
    },
  );

  test.each([
    ["other bytes", Buffer.from("other")],
    ["too few bytes", tarball.subarray(0, -1)],
    ["one byte more", Buffer.concat([tarball, Buffer.from("x")])],
    ["nothing", Buffer.alloc(0)],
  ])("write refuses %s and keeps nothing", async (_what, bytes) => {
    const { cache, folder } = await makeCache();

    const writing = cache.write(Readable.from([bytes]), { expected: integrityOf(tarball), maxBytes });

    await expect(writing).rejects.toMatchObject({
      code: "STORE_INTEGRITY_MISMATCH",
      details: { expected: sha512(tarball), served: sha512(bytes) },
    });
    expect(await cache.stats()).toEqual({ files: 0, bytes: 0 });
    expect(await readdir(folder.temporaryFolder)).toEqual([]);
  });

  test("write keeps a large tarball, in whatever pieces it comes", async () => {
    const { cache, folder } = await makeCache();
    const large = randomBytes(5_000_000);
    const pieces = Array.from({ length: 50 }, (_, index) =>
      large.subarray(index * 100_000, (index + 1) * 100_000),
    );

    const written = await cache.write(Readable.from(pieces), {
      expected: integrityOf(large),
      maxBytes: 5_000_000,
    });
    const refused = cache.write(Readable.from(pieces), {
      expected: integrityOf(tarball),
      maxBytes: 5_000_000,
    });

    await expect(refused).rejects.toMatchObject({ code: "STORE_INTEGRITY_MISMATCH" });
    expect((await written.readAll()).equals(large)).toBe(true);
    expect((await (await cache.open(integrityOf(large)))?.readAll())?.equals(large)).toBe(true);
    expect(await readdir(folder.temporaryFolder)).toEqual([]);
  });

  test("write ends a source that is too long", async () => {
    const { cache, folder } = await makeCache();
    const endless = Readable.from(
      (function* yieldForEver() {
        for (;;) yield Buffer.alloc(1000);
      })(),
    );

    const writing = cache.write(endless, { expected: integrityOf(tarball), maxBytes: 10_000 });

    await expect(writing).rejects.toMatchObject({ code: "STORE_BLOB_TOO_LARGE" });
    expect(endless.destroyed).toBe(true);
    expect(await readdir(folder.temporaryFolder)).toEqual([]);
  });

  test("write passes on the source's own error and keeps nothing", async () => {
    const { cache, folder } = await makeCache();
    const source = new Readable({
      read() {
        this.push(tarball.subarray(0, 100));
        this.destroy(new RangeError("connection lost"));
      },
    });

    await expect(cache.write(source, { expected: integrityOf(tarball), maxBytes })).rejects.toThrow(
      "connection lost",
    );
    expect(await readdir(folder.temporaryFolder)).toEqual([]);
  });

  test("write says when the disk is full", async () => {
    const { cache } = await makeCache();
    const source = new Readable({
      read() {
        this.destroy(Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" }));
      },
    });

    await expect(cache.write(source, { expected: integrityOf(tarball), maxBytes })).rejects.toMatchObject({
      code: "STORE_DISK_FULL",
      hint: expect.stringContaining("room"),
    });
  });

  test("write of the same tarball by many at once keeps one", async () => {
    const { cache } = await makeCache();

    const handles = await Promise.all(
      Array.from({ length: 20 }, () =>
        cache.write(Readable.from([tarball]), { expected: integrityOf(tarball), maxBytes }),
      ),
    );

    expect(await Promise.all(handles.map((handle) => handle.readAll()))).toEqual(Array(20).fill(tarball));
    expect(await cache.stats()).toMatchObject({ files: 1 });
  });
});

describe("open", () => {
  async function makeFilledCache(): Promise<Cache> {
    const made = await makeCache();
    await made.cache.write(Readable.from([tarball]), { expected: integrityOf(tarball), maxBytes });
    return made;
  }

  test.each([
    ["damaged", Buffer.concat([Buffer.from("X"), tarball.subarray(1)])],
    ["cut short", tarball.subarray(0, 100)],
    ["emptied", Buffer.alloc(0)],
  ])("open moves a file aside that was %s since it was written", async (_what, bytes) => {
    const { cache, folder, log } = await makeFilledCache();
    await writeFile(pathOf(folder, tarball), bytes);

    expect(await cache.open(integrityOf(tarball))).toBeUndefined();
    expect(await cache.open(integrityOf(tarball))).toBeUndefined();

    const [aside = ""] = await readdir(folder.corruptFolder);
    expect(log.codes).toEqual(["STORE_BLOB_CORRUPT"]);
    expect(await readFile(join(folder.corruptFolder, aside))).toEqual(bytes);
  });

  test("open serves no file from memory that was damaged with its size and times put back", async () => {
    const { cache, folder } = await makeFilledCache();
    await (await cache.open(integrityOf(tarball)))?.readAll();
    const path = pathOf(folder, tarball);
    const { atime, mtime } = await stat(path);
    await writeFile(path, Buffer.concat([Buffer.from("X"), tarball.subarray(1)]));
    await utimes(path, atime, mtime);

    expect(await cache.open(integrityOf(tarball))).toBeUndefined();
  });

  test("open checks a file that was damaged while no process looked", async () => {
    const { folder } = await makeFilledCache();
    const path = pathOf(folder, tarball);
    const { atime, mtime } = await stat(path);
    await writeFile(path, Buffer.concat([Buffer.from("X"), tarball.subarray(1)]));
    await utimes(path, atime, mtime);

    const again = await makeCache({ folder });

    expect(await again.cache.open(integrityOf(tarball))).toBeUndefined();
    expect(again.log.codes).toEqual(["STORE_BLOB_CORRUPT"]);
  });

  test("open trusts no file that names a hash but belongs to other bytes", async () => {
    const { cache, folder } = await makeFilledCache();
    const other = Buffer.from("other");
    await cache.write(Readable.from([other]), { expected: integrityOf(other, "sha1"), maxBytes });
    const [alias] = keysOf(integrityOf(other, "sha1"));
    const [target] = keysOf(integrityOf(tarball));
    await writeFile(
      pathOfKey(folder.tarballFolder, alias ?? { algorithm: "sha1", hex: "00" }),
      target?.hex ?? "",
    );

    expect(await cache.open(integrityOf(other, "sha1"))).toBeUndefined();
  });

  test("open answers undefined for what was never kept, and for a hash of the wrong length", async () => {
    const { cache } = await makeCache();

    expect(await cache.open(integrityOf(tarball))).toBeUndefined();
    expect(await cache.open([{ algorithm: "sha512", digest: "Li4vLi4vLi4v" }])).toBeUndefined();
  });

  test("open answers undefined when the file was removed behind its back", async () => {
    const { cache, folder } = await makeFilledCache();
    await rm(pathOf(folder, tarball));

    expect(await cache.open(integrityOf(tarball))).toBeUndefined();
  });
});

describe("purge", () => {
  test("purge removes a tarball by whichever hash it is asked", async () => {
    const { cache } = await makeCache();
    const expected = integrityOf(tarball, "sha1");
    await cache.write(Readable.from([tarball]), { expected, maxBytes });

    expect(await cache.purge(expected)).toBe(true);
    expect(await cache.purge(expected)).toBe(false);

    expect(await cache.open(integrityOf(tarball))).toBeUndefined();
    expect(await cache.stats()).toEqual({ files: 0, bytes: 0 });
  });
});

describe("scrub", () => {
  test("scrub finds what is damaged, also when its times look untouched", async () => {
    const { cache, folder, log } = await makeCache();
    const other = Buffer.from("another tarball");
    for (const bytes of [tarball, other]) {
      await cache.write(Readable.from([bytes]), { expected: integrityOf(bytes), maxBytes });
    }
    const path = pathOf(folder, other);
    const { atime, mtime } = await stat(path);
    await writeFile(path, "anothEr tarball");
    await utimes(path, atime, mtime);

    const report = await cache.scrub(new AbortController().signal);

    expect(report).toEqual({ files: 2, bytes: tarball.length + other.length, corrupt: 1 });
    expect(log.codes).toEqual(["STORE_BLOB_CORRUPT"]);
    expect(await cache.open(integrityOf(tarball))).toBeDefined();
  });

  test("scrub reads again what was checked a day ago", async () => {
    const { cache, folder, clock, log } = await makeCache();
    await cache.write(Readable.from([tarball]), { expected: integrityOf(tarball), maxBytes });
    const signal = new AbortController().signal;
    clock.set(clock.now() + 24 * 3_600_000);

    const report = await cache.scrub(signal);
    await writeFile(pathOf(folder, tarball), "other");
    const damaged = await cache.scrub(signal);

    expect([report.corrupt, damaged.corrupt]).toEqual([0, 1]);
    expect(log.codes).toEqual(["STORE_BLOB_CORRUPT"]);
  });

  test("scrub ends when it is aborted", async () => {
    const { cache } = await makeCache();
    await cache.write(Readable.from([tarball]), { expected: integrityOf(tarball), maxBytes });

    expect(await cache.scrub(AbortSignal.abort())).toEqual({ files: 0, bytes: 0, corrupt: 0 });
  });
});

describe("evict", () => {
  test("evict removes what was not read for longest until the cache is within its bound", async () => {
    const { cache, folder } = await makeCache({ maxBytes: 5000 });
    const blobs = Array.from({ length: 6 }, () => randomBytes(1000));
    for (const [index, bytes] of blobs.entries()) {
      await cache.write(Readable.from([bytes]), { expected: integrityOf(bytes), maxBytes });
      await utimes(pathOf(folder, bytes), index, index).catch(() => undefined);
    }

    await cache.evict();

    const { bytes } = await cache.stats();
    expect(bytes).toBeLessThanOrEqual(5000);
    expect(bytes).toBeGreaterThanOrEqual(3000);
    expect(await cache.open(integrityOf(blobs[0] ?? tarball))).toBeUndefined();
  });

  test("evict leaves what was asked for of late, so that an answer under way is not cut", async () => {
    const { cache, folder } = await makeCache({ maxBytes: 1500 });
    const [asked, idle] = [randomBytes(1000), randomBytes(1000)];
    for (const bytes of [asked, idle]) {
      await cache.write(Readable.from([bytes]), { expected: integrityOf(bytes), maxBytes });
    }
    const handle = await cache.open(integrityOf(asked));
    for (const bytes of [asked, idle]) await utimes(pathOf(folder, bytes), 1, 1).catch(() => undefined);

    await cache.evict();
    const parts: Buffer[] = [];
    for await (const part of handle?.read() ?? []) parts.push(Buffer.from(part));

    expect(Buffer.concat(parts)).toEqual(asked);
    expect(await cache.open(integrityOf(idle))).toBeUndefined();
  });
});
