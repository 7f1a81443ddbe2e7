import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { buildVersion, createFakeClock, createKeptLog } from "../test/fixtures.ts";
import { makeSightings, minute, start } from "../test/sightings.ts";
import { openDatabase } from "./database.ts";
import { parseChunk, renderChunk } from "./sighting-chunk.ts";
import type { SightingDatabase } from "./sighting-store.ts";

describe("chunks of sightings", () => {
  const changes = fc.array(
    fc.uniqueArray(fc.record({ index: fc.nat(11), variant: fc.nat(3) }), {
      selector: ({ index }) => index,
      maxLength: 12,
    }),
    { minLength: 1, maxLength: 5 },
  );

  test("chunks and rows answer the same, whatever becomes of their versions", async () => {
    await fc.assert(
      fc.asyncProperty(changes, fc.integer({ min: 1, max: 4 }), async (looks, chunkMinCount) => {
        const chunked = await makeSightings(undefined, chunkMinCount);
        const single = await makeSightings(undefined, Number.POSITIVE_INFINITY);

        for (const [step, look] of looks.entries()) {
          const versions = look.map(({ index, variant }) =>
            buildVersion(`1.0.${index}`, {
              publishedAt: start - variant * 20 * minute,
              integrity: `sha512-${variant}`,
            }),
          );
          const at = start + step * 60 * minute;

          expect(chunked.look(at, versions)).toEqual(single.look(at, versions));
        }

        const again = await makeSightings(chunked.folder, chunkMinCount);
        expect(byVersion(again.store)).toEqual(byVersion(single.store));
        expect(chunked.store.versionsOf("axios")).toEqual(single.store.versionsOf("axios"));
        await Promise.all([chunked.store.flush(), single.store.flush()]);
      }),
      { numRuns: 30 },
    );
  });

  test("a chunk of many versions takes one row", async () => {
    const { folder, look } = await makeSightings();
    look(
      start,
      Array.from({ length: 148 }, (_, index) => buildVersion(`1.0.${index}`)),
    );

    const database = await openDatabase(folder, { clock: createFakeClock(), logger: createKeptLog() });

    expect(database.query("SELECT count(*) FROM sighting").row()).toEqual([0]);
    expect(database.query("SELECT count(*) FROM sighting_chunk").row()).toEqual([1]);
    database.close();
  });

  test("a damaged chunk is an error, never a version less", () => {
    const sound = renderChunk([
      { version: "1.0.0", firstClaim: 1, contradiction: undefined, identity: "[1]", facts: "[2]" },
    ]);

    expect(parseChunk(sound)).toEqual([{ version: "1.0.0", firstClaim: 1, identity: "[1]", facts: "[2]" }]);
    for (const damaged of [`${sound}\n`, sound.slice(1), "", `[1]${sound.slice(sound.indexOf("\n"))}`]) {
      expect(() => parseChunk(damaged)).toThrow(expect.objectContaining({ code: "STORE_DATABASE_CORRUPT" }));
    }
  });
});

function byVersion(store: SightingDatabase): ReadonlyMap<string, unknown> | undefined {
  const known = store.recall("axios", "public");
  return known && new Map<string, unknown>([...known.present, ...known.removed]);
}
