import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parseOsvRecord } from "@lockkeeper/intel";
import * as fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { osvLikeJson } from "../../intel/test/osv-like-json.ts";
import { countContents, createContents, newestModified, takeItem, toKept, tryParseKept } from "./contents.ts";
import { readPack, writePack } from "./pack.ts";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-pack-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("a pack holds any records as they were taken, and the same records give the same bytes", async () => {
  const folder = await makeFolder();

  await fc.assert(
    fc.asyncProperty(fc.array(osvLikeJson, { maxLength: 20 }), async (items) => {
      const contents = createContents();
      for (const [index, json] of items.entries())
        takeItem(contents, { where: `${index}.json`, outcome: parseOsvRecord(json) }, new Map());
      const shuffled = new Map([...contents.records].toReversed());

      const first = await writePack(join(folder, "first"), contents.records);
      const second = await writePack(join(folder, "second"), shuffled);

      expect(second).toEqual(first);
      expect(await readPack(join(folder, "first"))).toEqual(new Map([...contents.records].toSorted(byId)));
      expect(countContents(contents.records).records).toBeLessThanOrEqual(items.length);
      expect(newestModified(contents.records, 0)).toBeGreaterThanOrEqual(0n);
    }),
    { numRuns: 60 },
  );
});

function byId([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

test("tryParseKept answers for any line", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        osvLikeJson.map((json) => JSON.stringify(json)),
      ),
      (line) => {
        const kept = tryParseKept(line);

        expect(kept === undefined || kept.id.length > 0).toBe(true);
      },
    ),
  );
});

test("takeItem keeps the newest of several states, and a withdrawal of the same age", () => {
  const contents = createContents();
  const read = (modified: string, over: object = {}) =>
    parseOsvRecord({
      id: "MAL-2030-1",
      modified,
      affected: [{ package: { ecosystem: "npm", name: "left" }, versions: ["1.0.0"] }],
      ...over,
    });
  const withdrawn = read("2030-01-01T00:00:00.5Z", { withdrawn: "2030-01-01T00:00:00Z" });
  for (const outcome of [read("2030-01-01T00:00:00.5Z"), withdrawn, read("2030-01-01T00:00:00Z")])
    takeItem(contents, { where: "x", outcome }, new Map());

  expect(countContents(contents.records)).toMatchObject({ records: 0, withdrawn: 1 });
  if (withdrawn.kind === "withdrawn") expect(contents.records.get("MAL-2030-1")).toEqual(toKept(withdrawn));
});

test("readPack refuses what is no pack: other lines, a cut file, other bytes", async () => {
  const folder = await makeFolder();
  const good = gzipSync('{"id":"MAL-2030-1","modified":"2030-01-01T00:00:00Z","withdrawn":"x"}\n'.repeat(50));
  const bad = [gzipSync("{}\n"), good.subarray(0, 40), Buffer.from("plain text"), gzipSync("not json\n")];

  for (const [index, bytes] of bad.entries()) {
    const path = join(folder, `bad-${index}`);
    await writeFile(path, bytes);

    await expect(readPack(path), String(index)).rejects.toMatchObject({ code: "FEEDS_STATE_CORRUPT" });
  }
  await expect(readPack(join(folder, "absent"))).rejects.toMatchObject({ code: "FEEDS_STATE_CORRUPT" });
});
