import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { parseInstant } from "@lockkeeper/core";
import { parseDependencyGraph } from "@lockkeeper/lockfile";
import type { DependencyGraph } from "@lockkeeper/lockfile";
import { describe, expect, test } from "vitest";

import { createFakeEngine } from "../../test/explain-record.ts";
import { createFakeTerminal } from "../../test/fake-environment.ts";
import type { Engine } from "../engine.ts";
import type { Environment } from "../environment.ts";
import { openCachedHistories } from "./cached-histories.ts";
import type { CachedHistory } from "./cached-histories.ts";
import { openCopyMemory } from "./copy-memory.ts";

const base = "https://registry.example/npm";
const copiedAt = parseInstant("2026-03-30T00:00:00Z");

function documentOf(name: string, time: Readonly<Record<string, string>> | undefined): Buffer {
  const versions = ["1.0.0", "2.0.0"];
  return Buffer.from(
    JSON.stringify({
      name,
      "dist-tags": { latest: "2.0.0" },
      versions: Object.fromEntries(versions.map((version) => [version, { name, version, dist: {} }])),
      ...(time === undefined ? {} : { time: { created: "2020-01-01T00:00:00Z", ...time } }),
    }),
  );
}

const times = { "1.0.0": "2020-01-01T00:00:00.000Z", "2.0.0": "2026-03-29T00:00:00.000Z" };

async function keep(home: string, url: string, bytes: Buffer, content = bytes): Promise<void> {
  const root = join(home, ".npm", "_cacache");
  const key = `make-fetch-happen:request-cache:${url}`;
  const hex = createHash("sha256").update(key).digest("hex");
  const index = join(root, "index-v5", hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
  const sum = createHash("sha512").update(bytes);
  const integrity = `sha512-${sum.copy().digest("base64")}`;
  const name = sum.digest("hex");
  const file = join(root, "content-v2", "sha512", name.slice(0, 2), name.slice(2, 4), name.slice(4));
  await mkdir(dirname(index), { recursive: true });
  await mkdir(dirname(file), { recursive: true });
  const entry = JSON.stringify({ key, integrity, time: copiedAt, size: bytes.length });
  await writeFile(index, `\n${"0".repeat(40)}\t${entry}`, { flag: "a" });
  await writeFile(file, content);
}

function graphOf(packages: Readonly<Record<string, string>>, hasAddresses = true): DependencyGraph {
  const entries = Object.entries(packages).map(([name, version]) => [
    `node_modules/${name}`,
    {
      version,
      ...(hasAddresses ? { resolved: `${base}/${name}/-/${name.replace(/^.*\//, "")}-${version}.tgz` } : {}),
    },
  ]);
  const document = { lockfileVersion: 3, packages: { "": {}, ...Object.fromEntries(entries) } };
  return parseDependencyGraph("npm", Buffer.from(JSON.stringify(document)));
}

async function createPlace(): Promise<{ readonly home: string; readonly environment: Environment }> {
  const { environment, folder } = await createFakeTerminal();
  const engine = createFakeEngine([]) as Engine; // what is asked of it is there
  return { home: folder, environment: { ...environment, engine: async () => engine } };
}

async function read(
  environment: Environment,
  graph: DependencyGraph,
  privateNames: readonly string[] = [],
): Promise<ReadonlyMap<string, CachedHistory> | undefined> {
  const caches = await openCachedHistories(environment);
  return await caches?.read([graph], new Set(privateNames));
}

describe("openCachedHistories", () => {
  test("reads the document that npm keeps of a package with a young version, and says when it was kept", async () => {
    const { home, environment } = await createPlace();
    await keep(home, `${base}/@team%2flib`, documentOf("@team/lib", times));

    const found = await read(environment, graphOf({ "@team/lib": "2.0.0" }));

    expect(found?.get("@team/lib")).toMatchObject({ copiedAt, history: { name: "@team/lib" } });
  });

  test("reads the document that pnpm keeps where it was asked for ages", async () => {
    const { home, environment } = await createPlace();
    const folder = join(home, ".cache", "pnpm", "metadata-full-v1.3", "registry.example");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "lib.json"), documentOf("lib", times));

    const found = await read(environment, graphOf({ lib: "2.0.0" }));

    expect(found?.get("lib")?.history.releases.map(({ version }) => version)).toEqual(["1.0.0", "2.0.0"]);
  });

  test("passes over versions that have stood for a year, the short form, other bytes and damaged documents", async () => {
    const { home, environment } = await createPlace();
    await keep(home, `${base}/settled`, documentOf("settled", times));
    await keep(home, `${base}/short`, documentOf("short", undefined));
    await keep(
      home,
      `${base}/swapped`,
      documentOf("swapped", times),
      documentOf("swapped", { ...times, "3.0.0": "" }),
    );
    await keep(home, `${base}/cut`, documentOf("cut", times).subarray(0, -3));
    await keep(home, `${base}/other`, documentOf("lib", times));

    const names = { settled: "1.0.0", short: "2.0.0", swapped: "2.0.0", cut: "2.0.0", other: "2.0.0" };
    const found = await read(environment, graphOf(names));

    expect([...(found ?? [])]).toEqual([]);
  });

  test("takes no public package's document for a private one without an address", async () => {
    const { home, environment } = await createPlace();
    const engine = await environment.engine();
    const publicBase = engine.readRegistryDefaults().defaultRegistry.replace(/\/$/, "");
    await keep(home, `${publicBase}/lib`, documentOf("lib", times));
    const graph = graphOf({ lib: "2.0.0" }, false);

    const [asPublic, asPrivate] = [await read(environment, graph), await read(environment, graph, ["lib"])];

    expect([asPublic?.size, asPrivate?.size]).toEqual([1, 0]);
  });

  test("is nothing where no client keeps anything", async () => {
    const { environment } = await createPlace();

    expect(await openCachedHistories(environment)).toBeUndefined();
  });
});

describe("openCopyMemory", () => {
  async function readWithMemory(
    environment: Environment,
    data: string,
    graph: DependencyGraph,
  ): Promise<ReadonlyMap<string, CachedHistory> | undefined> {
    const memory = await openCopyMemory(data);
    const caches = await openCachedHistories(environment, memory);
    const found = await caches?.read([graph], new Set());
    await memory?.save();
    return found;
  }

  test("answers a second time what documents said, without reading one", async () => {
    const { home, environment } = await createPlace();
    const data = join(home, "data");
    await mkdir(data);
    await keep(home, `${base}/lib`, documentOf("lib", times));
    await keep(home, `${base}/settled`, documentOf("settled", times));
    await keep(home, `${base}/short`, documentOf("short", undefined));
    const graph = graphOf({ lib: "2.0.0", settled: "1.0.0", short: "2.0.0" });

    const first = await readWithMemory(environment, data, graph);
    await rm(join(home, ".npm", "_cacache", "content-v2"), { recursive: true });
    const second = await readWithMemory(environment, data, graph);

    expect([...(first?.keys() ?? [])]).toEqual(["lib"]);
    expect([...(second ?? [])]).toEqual([...(first ?? [])]);
  });

  test("reads a document that is another one, and one of which other versions are asked", async () => {
    const { home, environment } = await createPlace();
    const data = join(home, "data");
    await mkdir(data);
    await keep(home, `${base}/lib`, documentOf("lib", times));
    await readWithMemory(environment, data, graphOf({ lib: "1.0.0" }));

    const young = await readWithMemory(environment, data, graphOf({ lib: "2.0.0" }));
    await keep(home, `${base}/lib`, documentOf("lib", { ...times, "1.0.0": "2026-03-01T00:00:00.000Z" }));
    const later = await readWithMemory(environment, data, graphOf({ lib: "1.0.0" }));

    expect([...(young?.keys() ?? [])]).toEqual(["lib"]);
    expect(later?.get("lib")?.history.releases[0]?.publishedAt).toMatchObject({ state: "present" });
  });

  test("makes no data folder, and passes over an index that somebody changed", async () => {
    const { home, environment } = await createPlace();
    const data = join(home, "data");
    await keep(home, `${base}/lib`, documentOf("lib", times));

    expect(await openCopyMemory(data)).toBeUndefined();
    await mkdir(join(data, "scan-copies"), { recursive: true });
    await writeFile(
      join(data, "scan-copies", "index.json"),
      '{"form":1,"documents":[["a"],7,[1,2],["b",[[3]]]]}',
    );
    const found = await readWithMemory(environment, data, graphOf({ lib: "2.0.0" }));

    expect(found?.size).toBe(1);
  });
});
