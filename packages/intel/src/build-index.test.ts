import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLogger, type Clock, type LogLine } from "@lockkeeper/core";
import { buildIndex, type BuildInput, type BuildReport } from "./build-index.ts";
import { openIndex } from "./index-reader.ts";

const clock: Clock = { now: () => 1_900_000_000_000 };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-intel-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface RecordSketch {
  readonly id: string;
  readonly modified?: string;
  readonly withdrawn?: string;
  readonly name?: string;
  readonly versions?: readonly string[];
}

async function writeSource(
  name: string,
  records: readonly (RecordSketch | string)[],
): Promise<{ name: string; path: string }> {
  const path = join(folder, `${name}.jsonl`);
  const lines = records.map((record) =>
    typeof record === "string" ? record : JSON.stringify(createJson(record)),
  );
  await writeFile(path, lines.join("\n"));
  return { name, path };
}

function createJson({
  name = "left",
  versions = ["1.0.0"],
  modified = "2030-01-01T00:00:00Z",
  ...rest
}: RecordSketch): unknown {
  return {
    ...rest,
    modified,
    published: "2029-12-31T00:00:00Z",
    affected: [{ package: { ecosystem: "npm", name }, versions }],
  };
}

async function build(sources: BuildInput["sources"], over: Partial<BuildInput> = {}): Promise<BuildReport> {
  return buildIndex({ sources, out: join(folder, "out", "intel.idx"), clock, logger: silentLogger, ...over });
}

function open(): ReturnType<typeof openIndex> {
  return openIndex(join(folder, "out", "intel.idx"));
}

test("buildIndex writes an index that answers with its sources' names", async () => {
  const source = await writeSource("osv", [{ id: "MAL-2030-1" }, { id: "MAL-2030-2", name: "__proto__" }]);

  const report = await build([source]);

  const index = await open();
  expect(report).toMatchObject({ recordCount: 2, nameCount: 2, refusedCount: 0, builtAt: clock.now() });
  expect(index.builtAt).toBe(clock.now());
  expect(index.sources).toEqual([{ name: "osv", records: 2 }]);
  expect(index.match("__proto__", "1.0.0")).toEqual([
    {
      id: "MAL-2030-2",
      kind: "malware",
      severity: undefined,
      summary: "Malicious code in __proto__ 1.0.0",
      source: "osv",
      aliases: [],
      reportedAt: Date.parse("2029-12-31T00:00:00Z"),
      extent: "version",
      isSingleSource: true,
    },
  ]);
  expect(index.match("left", "1.0.1")).toEqual([]);
});

test("buildIndex counts and names bad records and indexes the good ones", async () => {
  const lines: LogLine[] = [];
  const source = await writeSource("osv", ['{"id":', "[]", { id: "MAL-2030-1" }]);

  const report = await build([source], { logger: { log: (_level, line) => lines.push(line) } });

  expect(report.recordCount).toBe(1);
  expect(report.refused.map(({ where }) => where)).toEqual(["line 1", "line 2"]);
  expect(lines.map(({ code }) => code)).toEqual(["INTEL_RECORDS_REFUSED"]);
});

test("buildIndex takes the newest state of a record, and a withdrawal cancels what another source still lists", async () => {
  const stale = await writeSource("stale", [
    { id: "MAL-2030-1", modified: "2030-01-01T00:00:00.000000001Z" },
    { id: "MAL-2030-2", versions: ["1.0.0", "2.0.0"], modified: "2030-01-01T00:00:00.000000001Z" },
    { id: "MAL-2030-3", modified: "2030-03-01T00:00:00Z" },
  ]);
  const fresh = await writeSource("fresh", [
    { id: "MAL-2030-1", modified: "2030-01-01T00:00:00.000000002Z", withdrawn: "2030-01-01T00:00:00Z" },
    { id: "MAL-2030-2", versions: ["2.0.0"], modified: "2030-01-01T00:00:00.000000002Z" },
    { id: "MAL-2030-3", modified: "2030-01-01T00:00:00Z", withdrawn: "2030-01-01T00:00:00Z" },
  ]);

  for (const sources of [
    [stale, fresh],
    [fresh, stale],
  ]) {
    await build(sources);
    const index = await open();
    const ids = (version: string): readonly string[] => index.match("left", version).map(({ id }) => id);

    expect(ids("1.0.0")).toEqual(["MAL-2030-3"]);
    expect(ids("2.0.0")).toEqual(["MAL-2030-2"]);
  }
});

test("buildIndex does not let a withdrawn duplicate cancel the advisory that it names as alias", async () => {
  const source = await writeSource("osv", [
    { id: "MAL-2030-1" },
    JSON.stringify({
      id: "GHSA-2222-3333-4444",
      aliases: ["MAL-2030-1"],
      modified: "2031-01-01T00:00:00Z",
      withdrawn: "2031-01-01T00:00:00Z",
    }),
  ]);

  await build([source]);

  expect((await open()).match("left", "1.0.0")).toHaveLength(1);
});

test("buildIndex refuses a source without any npm advisory and leaves the index that was there", async () => {
  const good = await writeSource("good", [{ id: "MAL-2030-1" }]);
  const empty = await writeSource("empty", []);
  await build([good]);

  await expect(build([good, empty])).rejects.toMatchObject({ code: "INTEL_SOURCE_EMPTY" });

  expect((await open()).recordCount).toBe(1);
  expect(await readdir(join(folder, "out"))).toEqual(["intel.idx"]);
});

test("buildIndex says when the index cannot be written", async () => {
  const good = await writeSource("good", [{ id: "MAL-2030-1" }]);
  await writeFile(join(folder, "out"), "a file where a folder should be");

  await expect(build([good])).rejects.toMatchObject({ code: "INTEL_INDEX_UNWRITABLE" });

  expect(await readFile(join(folder, "out"), "utf8")).toContain("a file");
});

test("buildIndex tells its progress", async () => {
  const records = Array.from({ length: 2100 }, (_, index) => ({ id: `MAL-2030-${index}` }));
  const source = await writeSource("osv", records);
  const seen: number[] = [];

  await build([source], { onProgress: ({ read }) => seen.push(read) });

  expect(seen).toEqual([1000, 2000]);
});
