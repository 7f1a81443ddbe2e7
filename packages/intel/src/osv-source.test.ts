import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { limits } from "@lockkeeper/core";
import { createZip } from "../test/create-zip.ts";
import { readJsonLines } from "./json-lines.ts";
import { readOsvRecords } from "./osv-source.ts";
import { readZipEntries, type ZipBounds } from "./zip-entries.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-intel-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function createRecordText(id: string): string {
  return JSON.stringify({
    id,
    modified: "2030-01-01T00:00:00Z",
    affected: [{ package: { ecosystem: "npm", name: "left" }, versions: ["1.0.0"] }],
  });
}

async function summarize(path: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { where, outcome } of readOsvRecords(path)) lines.push(`${where} ${outcome.kind}`);
  return lines.sort();
}

test("readOsvRecords reads a folder with its folders, and a bad file spoils nothing but itself", async () => {
  const root = join(folder, "tree");
  await mkdir(join(root, "left", "inner"), { recursive: true });
  await writeFile(join(root, "left", "a.json"), createRecordText("MAL-2030-1"));
  await writeFile(join(root, "left", "inner", "b.json"), `${createRecordText("MAL-2030-2").slice(0, -1)},}`);
  await writeFile(join(root, "left", "inner", "c.json"), createRecordText("MAL-2030-3"));
  await writeFile(join(root, "README.md"), "not a record");
  await symlink(join(root, "left"), join(root, "loop"));

  expect(await summarize(root)).toEqual([
    "left/a.json record",
    "left/inner/b.json refused",
    "left/inner/c.json record",
  ]);
});

test("readOsvRecords reads a zip, whatever its entries are called", async () => {
  const path = join(folder, "all.zip");
  const members = ["MAL-2030-1.json", "../../etc/passwd.json", "/abs.json", "notes.txt", "folder/"];
  await writeFile(
    path,
    createZip(members.map((name) => ({ name, content: createRecordText("MAL-2030-1") }))),
  );

  expect(await summarize(path)).toEqual([
    "../../etc/passwd.json record",
    "/abs.json record",
    "MAL-2030-1.json record",
  ]);
});

test("readOsvRecords refuses a zip entry that is too large or holds more than it declares, and reads on", async () => {
  const path = join(folder, "bomb.zip");
  const padded = `${createRecordText("MAL-2030-1")}${" ".repeat(100_000)}`;
  const members = [
    { name: "lie.json", content: padded, claimedSize: 200 },
    { name: "huge.json", content: padded, claimedSize: 4_000_000_000 },
    { name: "huger.json", content: padded, claimedSize: 4_100_000_000 },
    { name: "good.json", content: padded },
  ];
  await writeFile(path, createZip(members));

  expect(await summarize(path)).toEqual([
    "good.json record",
    "huge.json refused",
    "huger.json refused",
    "lie.json refused",
  ]);
});

test("readOsvRecords refuses a zip entry whose bytes are not those of its checksum, or not where the directory says", async () => {
  const path = join(folder, "damaged.zip");
  const zip = createZip(
    ["first", "second", "third"].map((name) => ({
      name: `${name}.json`,
      content: createRecordText("MAL-2030-1"),
    })),
  );
  const second = zip.indexOf("second.json");
  const third = zip.indexOf("third.json");
  zip.writeUInt8(zip.readUInt8(second + 30) ^ 1, second + 30);
  zip.write("XX", third - 30, "latin1");
  await writeFile(path, zip);

  expect(await summarize(path)).toEqual(["first.json record", "second.json refused", "third.json refused"]);
});

test("readZipEntries gives up an archive that unpacks to more than its bound", async () => {
  const path = join(folder, "many.zip");
  await writeFile(
    path,
    createZip(["a.json", "b.json", "c.json"].map((name) => ({ name, content: "x".repeat(100) }))),
  );
  const read = async (bounds: Partial<ZipBounds>): Promise<number> => {
    let count = 0;
    const all = {
      maxEntryBytes: 1000,
      maxEntries: 10,
      maxTotalBytes: 1000,
      maxArchiveBytes: 10_000,
      ...bounds,
    };
    for await (const { content } of readZipEntries(path, all)) count += Number(content.kind === "bytes");
    return count;
  };

  expect(await read({})).toBe(3);
  expect(await read({ maxEntryBytes: 99 })).toBe(0);
  await expect(read({ maxTotalBytes: 299 })).rejects.toThrow("unpacks to over 299 bytes");
  await expect(read({ maxEntries: 2 })).rejects.toThrow("over 2 files");
  await expect(read({ maxArchiveBytes: 20 })).rejects.toThrow("larger than 20 bytes");
});

test("readOsvRecords reads lines, plain and compressed, and numbers them", async () => {
  const text = `${createRecordText("MAL-2030-1")}\r\n\n{"id":\n${createRecordText("MAL-2030-2")}`;
  await writeFile(join(folder, "all.jsonl"), text);
  await writeFile(join(folder, "all.jsonl.gz"), gzipSync(text));

  const plain = await summarize(join(folder, "all.jsonl"));

  expect(plain).toEqual(["line 1 record", "line 3 refused", "line 4 record"]);
  expect(await summarize(join(folder, "all.jsonl.gz"))).toEqual(plain);
});

test("readOsvRecords reads one file", async () => {
  const path = join(folder, "MAL-2030-1.json");
  await writeFile(path, createRecordText("MAL-2030-1"));

  expect(await summarize(path)).toEqual(["MAL-2030-1.json record"]);
});

test("readOsvRecords refuses a file beyond the bound without reading it", async () => {
  const path = join(folder, "large.json");
  await writeFile(path, Buffer.alloc(limits.advisoryMaxBytes + 1, 32));

  expect(await summarize(path)).toEqual(["large.json refused"]);
});

test("readOsvRecords throws for a source that cannot be read as a whole", async () => {
  await writeFile(join(folder, "broken.zip"), "PK but not really");
  await writeFile(
    join(folder, "cut.jsonl.gz"),
    gzipSync(createRecordText("MAL-2030-1").repeat(50)).subarray(0, 60),
  );
  await writeFile(join(folder, "what.tar"), "");

  for (const name of ["broken.zip", "cut.jsonl.gz", "what.tar", "absent.json"]) {
    await expect(summarize(join(folder, name)), name).rejects.toMatchObject({
      code: "INTEL_SOURCE_UNREADABLE",
    });
  }
});

test("readOsvRecords survives a JSON text nested a hundred thousand deep", async () => {
  const path = join(folder, "deep.json");
  await writeFile(path, `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`);

  expect(await summarize(path)).toEqual(["deep.json refused"]);
});

test("readJsonLines splits like String.split however the bytes are cut, and bounds a line", async () => {
  const lines = fc.array(fc.string({ unit: fc.constantFrom("a", "é", "{"), maxLength: 12 }), {
    minLength: 1,
    maxLength: 8,
  });

  await fc.assert(
    fc.asyncProperty(lines, fc.integer({ min: 1, max: 9 }), async (texts, step) => {
      const bytes = Buffer.from(`${texts.join("\n")}\n`);
      async function* chunks(): AsyncGenerator<Buffer> {
        for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
      }

      const read: (string | undefined)[] = [];
      for await (const line of readJsonLines(chunks(), 8)) read.push(line);

      expect(read).toEqual(texts.map((each) => (Buffer.byteLength(each) > 8 ? undefined : each)));
    }),
  );
});
