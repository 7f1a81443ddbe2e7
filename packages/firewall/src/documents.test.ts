import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { parsePackageName } from "@lockkeeper/core";
import type { RenderOptions, Upstream } from "@lockkeeper/registry";
import { scanPackument } from "@lockkeeper/registry";
import type { CachedPackument } from "@lockkeeper/store";
import { afterEach, describe, expect, test } from "vitest";
import { Documents } from "./documents.ts";
import { DocumentThreads } from "./document-threads.ts";

/** Threads run what is compiled: the set-up of the tests builds it. */
const compiled = new URL("../dist/document-thread.js", import.meta.url);
const name = parsePackageName("lib");
// Only its id is looked at.
const upstream = { id: "public" } as Upstream;
const opened: Documents[] = [];

interface Opened {
  readonly documents: Documents;
  /** What the disk has. */
  readonly disk: { copy: CachedPackument | undefined; reads: number };
}

function open(threadCount: number, { program = compiled, memoryBytes = 10_000_000 } = {}): Opened {
  const disk: Opened["disk"] = { copy: undefined, reads: 0 };
  const unused = (): never => {
    throw new Error("not used");
  };
  const cache = {
    read: async () => {
      disk.reads += 1;
      return disk.copy;
    },
    write: unused,
    touch: unused,
    purge: unused,
    evict: unused,
    compress: unused,
    usage: unused,
    findManifest: unused,
    flush: unused,
  };
  const threads = new DocumentThreads(threadCount, program);
  const documents = new Documents({ cache, threads, memoryBytes });
  opened.push(documents);
  return { documents, disk };
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((documents) => documents.close()));
});

function build(count: number): Buffer {
  const versions = Array.from({ length: count }, (_, index) => {
    const version = `1.0.${index}`;
    const dist = { tarball: `https://registry.example/lib/-/lib-${version}.tgz`, shasum: "a".repeat(40) };
    return [
      version,
      { name: "lib", version, gitHead: `a${index}`, description: "é".repeat(200), dist },
    ] as const;
  });
  const time = Object.fromEntries(versions.map(([version]) => [version, "2026-01-01T00:00:00.000Z"]));
  return Buffer.from(JSON.stringify({ name: "lib", versions: Object.fromEntries(versions), time }));
}

function keeping(versions: readonly string[]): RenderOptions {
  return {
    kept: new Set(versions),
    distTags: new Map(),
    restrictions: undefined,
    tarballUrl: undefined,
    isAbbreviated: false,
  };
}

function versionsIn(bytes: Buffer | undefined): readonly string[] {
  const { versions } = JSON.parse(bytes?.toString() ?? "{}") as { versions: object }; // rendered from `build`
  return Object.keys(versions);
}

describe.each([0, 1, 2])("Documents with %i threads", (threadCount) => {
  test("read finds what a scan finds", async () => {
    const { documents } = open(threadCount);
    const expected = scanPackument(build(300), name);

    const { index, unkept } = await documents.read({ bytes: build(300), name });

    expect(unkept).toBeUndefined();
    expect(index.sha256).toBe(expected.sha256);
    expect([...index.times]).toEqual([...expected.times]);
    expect(
      [...index.versions.values()].map((one) => [one.version, one.gitHead, one.tarball, one.span]),
    ).toEqual(
      [...expected.versions.values()].map((one) => [one.version, one.gitHead, one.tarball, one.span]),
    );
  });

  test("read says why a packument is refused, and reads the next", async () => {
    const { documents } = open(threadCount);
    const damaged = Buffer.concat([build(300), Buffer.from("}")]);

    await expect(documents.read({ bytes: damaged, name })).rejects.toMatchObject({
      name: "RegistryError",
      code: "REGISTRY_BAD_PACKUMENT",
    });

    expect((await documents.read({ bytes: build(300), name })).index.versions.size).toBe(300);
  });

  test("render answers everyone who asks at once", async () => {
    const { documents } = open(threadCount);
    const { index } = await documents.read({ bytes: build(300), name });
    const known = { index, upstream };

    const [first, second, third, seen] = await Promise.all([
      documents.render(known, keeping(["1.0.0"]), false),
      documents.render(known, keeping(["1.0.1", "1.0.2"]), true),
      documents.render(known, keeping([...index.versions.keys()]), false),
      documents.look(known, ({ bytes }) => Buffer.from(bytes)),
    ]);

    expect(versionsIn(first)).toEqual(["1.0.0"]);
    expect(versionsIn(gunzipSync(second ?? ""))).toEqual(["1.0.1", "1.0.2"]);
    expect(third).toEqual(build(300));
    expect(seen).toEqual(build(300));
  });

  test.each([2, 300])("read of %i versions for a decision leaves the bytes to the disk", async (count) => {
    const { documents, disk } = open(threadCount);

    const { index } = await documents.read({ bytes: build(count), name, use: "decision" });
    disk.copy = {
      bytes: build(count),
      sha256: index.sha256,
      etag: undefined,
      lastModified: undefined,
      fetchedAt: 0,
    };
    const rendered = await documents.render({ index, upstream }, keeping(["1.0.1"]), false);

    expect(index.sha256).toBe(scanPackument(build(count), name).sha256);
    expect(versionsIn(rendered)).toEqual(["1.0.1"]);
    expect(disk.reads).toBe(1);
  });

  test("render reads from the disk what memory has no room for, and has nothing when the disk has another", async () => {
    const { documents, disk } = open(threadCount, { memoryBytes: 1000 });
    const { index } = await documents.read({ bytes: build(300), name });
    const known = { index, upstream };
    const validators = { etag: undefined, lastModified: undefined, fetchedAt: 0 };

    disk.copy = { bytes: build(300), sha256: index.sha256, ...validators };
    const fromDisk = await documents.render(known, keeping(["1.0.7"]), false);
    disk.copy = { bytes: build(1), sha256: "other", ...validators };
    const gone = await documents.render(known, keeping(["1.0.7"]), false);

    expect(versionsIn(fromDisk)).toEqual(["1.0.7"]);
    expect(gone).toBeUndefined();
    expect(disk.reads).toBe(2);
  });
});

describe.each([0, 1])("Documents of packuments that changed, with %i threads", (threadCount) => {
  const validators = { etag: undefined, lastModified: undefined, fetchedAt: 0 };

  test("keep writes what memory has no room for, and never asks the disk for it", async () => {
    const { documents, disk } = open(threadCount, { memoryBytes: 1000 });
    const folder = await mkdtemp(join(tmpdir(), "lockkeeper-documents-"));
    const path = join(folder, "kept");
    const place = { id: { upstream: "public", name }, path, temporaryFolder: folder };
    const { index } = await documents.read({ bytes: build(300), name }, "later");
    const known = { index, upstream };

    const rendered = await documents.render(known, keeping(["1.0.7"]), false);
    await documents.keep(known, { place, ...validators });

    expect(versionsIn(rendered)).toEqual(["1.0.7"]);
    expect((await readFile(path)).subarray(-index.byteLength)).toEqual(build(300));
    expect(disk.reads).toBe(0);
    // Kept, so that memory may forget it.
    expect(await documents.render(known, keeping(["1.0.7"]), false)).toBeUndefined();
    await expect(documents.keep(known, { place, ...validators })).rejects.toThrow("its bytes are gone");
    expect(disk.reads).toBe(1);
  });

  test("pin holds on to bytes until everyone has released them", async () => {
    const { documents } = open(threadCount, { memoryBytes: 1000 });
    const known = { index: scanPackument(build(300), name), upstream };

    documents.pin(known.index, build(300));
    documents.pin(known.index, build(300));
    const first = await documents.render(known, keeping(["1.0.7"]), false);
    documents.release(known.index);
    const second = await documents.render(known, keeping(["1.0.8"]), false);
    documents.release(known.index);

    expect([first, second].map(versionsIn)).toEqual([["1.0.7"], ["1.0.8"]]);
    expect(await documents.render(known, keeping(["1.0.7"]), false)).toBeUndefined();
  });
});

test("Documents hold no large buffer for a small packument that came in it", async () => {
  const { documents } = open(0);
  const bytes = Buffer.allocUnsafeSlow(131_072).subarray(0, build(20).length);
  build(20).copy(bytes);

  const { index } = await documents.read({ bytes, name });
  const seen = await documents.look({ index, upstream }, (document) => [
    Buffer.from(document.bytes),
    document.bytes.buffer.byteLength < 32_768,
  ]);

  expect(seen).toEqual([build(20), true]);
});

describe("DocumentThreads", () => {
  test("run fails what a thread was at when it ended, and does small tasks without it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lockkeeper-documents-"));
    const file = join(folder, "ends.mjs");
    await writeFile(file, "process.exit(3);");
    const { documents } = open(1, { program: pathToFileURL(file) });

    for (const _ of [1, 2]) {
      await expect(documents.read({ bytes: build(300), name })).rejects.toMatchObject({
        code: "REGISTRY_BAD_PACKUMENT",
      });
    }
    expect((await documents.read({ bytes: build(2), name })).index.versions.size).toBe(2);
  });

  test("run does not fail what the next thread works on when the one before has ended at last", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lockkeeper-documents-"));
    const file = join(folder, "throws-once.mjs");
    await writeFile(
      file,
      `import { existsSync, writeFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
const marker = new URL("./was-here", import.meta.url);
if (existsSync(marker)) await import(${JSON.stringify(compiled.href)});
else parentPort.on("message", () => { writeFileSync(marker, ""); throw new Error("broken"); });`,
    );
    const { documents } = open(1, { program: pathToFileURL(file) });

    const first = documents.read({ bytes: build(300), name });
    await expect(first).rejects.toMatchObject({ code: "REGISTRY_BAD_PACKUMENT" });
    const { index } = await documents.read({ bytes: build(300), name });

    expect(index.versions.size).toBe(300);
  });

  test("run refuses what comes after the end, and starts no thread for it", async () => {
    const { documents } = open(1);
    await documents.close();

    await expect(documents.read({ bytes: build(300), name })).rejects.toMatchObject({
      code: "REGISTRY_BAD_PACKUMENT",
      cause: new Error("the server ended"),
    });
  });
});
