import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readModifiedList, tryParseModifiedLine } from "./modified-list.ts";

async function* chunksOf(text: string, step = 7): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

const start = Date.UTC(2030, 0, 1);

function lineAt(second: number): string {
  return `${new Date(start + second * 1000).toISOString()},MAL-2030-${second}`;
}

const plausible = BigInt(start + 86_400_000) * 1_000_000n;

function instantAt(second: number): bigint {
  return BigInt(start + second * 1000) * 1_000_000n;
}

test("tryParseModifiedLine reads times to the nanosecond, and takes no id that could leave its address", () => {
  expect(tryParseModifiedLine("2030-01-01T00:00:00.000000001Z,MAL-2030-1")).toEqual({
    id: "MAL-2030-1",
    modifiedAt: instantAt(0) + 1n,
  });
  for (const id of ["../../secret", "a/b", "%2e%2e", "", ".", "a b", "x".repeat(200)])
    expect(tryParseModifiedLine(`2030-01-01T00:00:00Z,${id}`), id).toBeUndefined();
});

test("readModifiedList reads any bytes, and counts the lines that are none", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), fc.boolean(), async (text, hasSince) => {
      const list = await readModifiedList(chunksOf(text), {
        since: hasSince ? instantAt(5) : undefined,
        plausible,
      });

      expect(list.entries.length + list.badLines).toBeLessThanOrEqual(text.split("\n").length);
    }),
  );
});

test("readModifiedList names what is as new as asked for, and stops there in a sorted list", async () => {
  const lines = [9, 8, 7, 5, 4, 3].map(lineAt);

  const list = await readModifiedList(chunksOf([...lines, "not a line"].join("\n")), {
    since: instantAt(7),
    plausible,
  });

  expect(list.entries.map(({ id }) => id)).toEqual(["MAL-2030-9", "MAL-2030-8", "MAL-2030-7"]);
  expect(list).toMatchObject({ newest: instantAt(9), reachesBack: true, badLines: 0 });
});

test("readModifiedList reads a list of another order to its end", async () => {
  const oldest = { minLength: 2, maxLength: 20 };

  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 40 }), oldest), async (seconds) => {
      const ascending = seconds.toSorted((left, right) => left - right);
      const since = ascending[1] ?? 0;

      const list = await readModifiedList(
        chunksOf([since, ...ascending.slice(1), ascending[0] ?? 0].map(lineAt).join("\n")),
        { since: instantAt(since), plausible },
      );

      expect(new Set(list.entries.map(({ id }) => id))).toEqual(
        new Set(ascending.slice(1).map((second) => `MAL-2030-${second}`)),
      );
    }),
  );
});

test("readModifiedList says that a list does not go back far enough", async () => {
  const list = await readModifiedList(chunksOf([9, 8].map(lineAt).join("\n")), {
    since: instantAt(3),
    plausible,
  });

  expect(list).toMatchObject({ reachesBack: false, newest: instantAt(9) });
});

test("readModifiedList does not take a time in the far future for the newest, unless there is no other", async () => {
  const future = "9999-01-01T00:00:00Z,MAL-2030-99";
  const read = (lines: readonly string[]) =>
    readModifiedList(chunksOf(lines.join("\n")), { since: instantAt(5), plausible });

  const mixed = await read([future, lineAt(8), lineAt(3)]);
  const alone = await read([future]);

  expect(mixed).toMatchObject({ newest: instantAt(8), reachesBack: true });
  expect(mixed.entries.map(({ id }) => id)).toEqual(["MAL-2030-99", "MAL-2030-8"]);
  expect(alone.newest).toBe(BigInt(Date.UTC(9999, 0, 1)) * 1_000_000n);
});
