import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Advisory } from "./advisory.ts";
import { formatVersion, hashIndex } from "./index-format.ts";
import { openIndex, type IntelIndex } from "./index-reader.ts";
import { encodeIndex } from "./index-writer.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-intel-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function openBytes(bytes: Uint8Array): Promise<IntelIndex> {
  const path = join(folder, "test.idx");
  await writeFile(path, bytes);
  return openIndex(path);
}

function createAdvisory(over: Partial<Advisory> = {}): Advisory {
  return {
    id: "MAL-2030-1",
    aliases: [],
    kind: "malware",
    severity: undefined,
    reportedAt: 1_900_000_000_000,
    source: "osv",
    reporters: ["github"],
    versions: [],
    intervals: [{ introduced: undefined, end: { kind: "open" } }],
    ...over,
  };
}

function encode(advisories: ReadonlyMap<string, readonly Advisory[]>): Buffer {
  return encodeIndex({ builtAt: 5, sources: [{ name: "osv", records: 1 }], recordCount: 1, advisories });
}

const text = fc.string({ unit: "grapheme", maxLength: 40 });
const end = fc.oneof(
  fc.constant({ kind: "open" as const }),
  fc.record({ kind: fc.constantFrom("fixed" as const, "last-affected" as const), version: text }),
);
const advisory: fc.Arbitrary<Advisory> = fc.record({
  id: text,
  aliases: fc.array(text, { maxLength: 4 }),
  kind: fc.constantFrom("malware" as const, "vulnerability" as const),
  severity: fc.constantFrom(
    undefined,
    "low" as const,
    "moderate" as const,
    "high" as const,
    "critical" as const,
  ),
  reportedAt: fc.option(
    fc.nat().map((seconds) => seconds * 1000),
    { nil: undefined },
  ),
  source: fc.constant("osv"),
  reporters: fc.uniqueArray(text, { maxLength: 3 }),
  versions: fc.array(text, { maxLength: 4 }),
  intervals: fc.array(fc.record({ introduced: fc.option(text, { nil: undefined }), end }), { maxLength: 3 }),
});
const name = fc.oneof(text, fc.constantFrom("__proto__", "--no-audit", "a".repeat(300), "constructor", ""));

test("encodeIndex and openIndex round-trip any advisories under any names", async () => {
  const contents = fc.array(fc.tuple(name, fc.array(advisory, { minLength: 1, maxLength: 3 })), {
    maxLength: 12,
  });

  await fc.assert(
    fc.asyncProperty(contents, async (pairs) => {
      const advisories = new Map(pairs);

      const index = await openBytes(encode(advisories));

      for (const [key, expected] of advisories) {
        expect(index.advisoriesOf(key).map((prepared) => prepared.advisory)).toEqual(expected);
        if (!advisories.has(`${key}x`)) expect(index.advisoriesOf(`${key}x`)).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
});

test("openIndex refuses a file with any byte changed or cut off", async () => {
  const file = encode(new Map([["left", [createAdvisory()]]]));
  const damage = fc.record({
    at: fc.nat(file.length - 1),
    by: fc.integer({ min: 1, max: 255 }),
    isCut: fc.boolean(),
  });

  await fc.assert(
    fc.asyncProperty(damage, async ({ at, by, isCut }) => {
      const damaged = Buffer.from(isCut ? file.subarray(0, at) : file);
      if (!isCut) damaged.writeUInt8((damaged.readUInt8(at) + by) % 256, at);

      await expect(openBytes(damaged)).rejects.toMatchObject({ code: "INTEL_INDEX_CORRUPT" });
    }),
    { numRuns: 200 },
  );
});

test("openIndex names the format of a file from another version of the program", async () => {
  const file = encode(new Map());
  file.writeUInt32LE(formatVersion + 1, 8);
  hashIndex(file).copy(file, 16);

  await expect(openBytes(file)).rejects.toMatchObject({
    code: "INTEL_INDEX_CORRUPT",
    message: expect.stringContaining(`format ${formatVersion + 1}`) as string,
    hint: expect.stringContaining("again") as string,
  });
});

test("IntelIndex.match throws rather than answer from an entry that is nonsense under a good hash", async () => {
  const file = encode(new Map([["left", [createAdvisory({ versions: ["1.0.0"] })]]]));
  const start = file.lastIndexOf("left") + 5;
  file.fill(0xff, start);
  hashIndex(file).copy(file, 16);
  const index = await openBytes(file);

  expect(() => index.match("left", "1.0.0")).toThrow(
    expect.objectContaining({ code: "INTEL_INDEX_CORRUPT" }),
  );
  expect(index.match("right", "1.0.0")).toEqual([]);
});

test("openIndex says that a file is missing", async () => {
  await expect(openIndex(join(folder, "absent.idx"))).rejects.toMatchObject({ code: "INTEL_INDEX_MISSING" });
});

test("openIndex refuses a folder", async () => {
  await expect(openIndex(folder)).rejects.toMatchObject({ code: "INTEL_INDEX_CORRUPT" });
});

test("IntelIndex.match keeps answering rightly when more packages are asked for than it remembers", async () => {
  const names = Array.from({ length: 1200 }, (_, index) => `package-${index}`);
  const index = await openBytes(encode(new Map(names.map((each) => [each, [createAdvisory()]]))));

  const hits = [...names, ...names].filter((each) => index.match(each, "1.0.0").length === 1);

  expect(hits).toHaveLength(2400);
});

test("IntelIndex.fixesFor names exactly the fixed version, and no later one", async () => {
  const vulnerability = createAdvisory({
    id: "GHSA-2222-3333-4444",
    kind: "vulnerability",
    intervals: [
      { introduced: undefined, end: { kind: "fixed", version: "1.2.3" } },
      { introduced: "2.0.0", end: { kind: "fixed", version: "2.0.1" } },
    ],
  });
  const index = await openBytes(encode(new Map([["left", [vulnerability, createAdvisory()]]])));

  const ids = ["1.2.2", "1.2.3", "1.2.4", "2.0.0", "2.0.1"].map(
    (version) => index.fixesFor("left", version).length,
  );

  expect(ids).toEqual([0, 1, 0, 0, 1]);
  expect(index.fixesFor("left", "1.2.3")[0]?.affects("1.0.0")).toBe(true);
  expect(index.fixesFor("left", "1.2.3")[0]?.affects("1.2.9")).toBe(false);
});
