import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { BatchParser } from "./blob-batch.ts";
import { ChangeParser } from "./lockfile-changes.ts";

const hash = fc.string({ unit: fc.constantFrom("0", "5", "9", "a", "c", "f"), minLength: 40, maxLength: 40 });

describe("ChangeParser", () => {
  test("reads commits with their times, zones, files and what was there before", () => {
    const parser = new ChangeParser();
    const [a, b, zero] = ["a".repeat(40), "b".repeat(40), "0".repeat(40)];
    const tokens = [
      `commit ${a} 1774900000 +0530 1774900001 -0800`,
      `\n:000000 100644 ${zero} ${b} A`,
      `commit ${b} 1 +0000 1 +0000`,
      `:100644 120000 ${b} ${a} T`,
      "link/package-lock.json",
      "",
    ];

    const done = [...tokens.map((token) => parser.take(token)), parser.end()];

    expect(done.filter((each) => each !== undefined)).toEqual([
      {
        hash: a,
        author: { at: 1_774_900_000, zone: 330 },
        committer: { at: 1_774_900_001, zone: -480 },
        changes: [
          { path: `commit ${b} 1 +0000 1 +0000`, before: undefined, after: b },
          { path: "link/package-lock.json", before: b, after: undefined },
        ],
      },
    ]);
  });

  test("never throws, and takes no path for anything else", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            hash.map((each) => `commit ${each} x y`),
          ),
        ),
        (tokens) => {
          const parser = new ChangeParser();

          const done = tokens.map((token) => parser.take(token));

          expect(done.every((each) => each === undefined)).toBe(true);
        },
      ),
    );
  });
});

describe("BatchParser", () => {
  test("reads what git wrote, whatever pieces it comes in", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: hash, bytes: fc.uint8Array({ maxLength: 60 }), isThere: fc.boolean() })),
        fc.integer({ min: 1, max: 40 }),
        (objects, size) => {
          const output = Buffer.concat(
            objects.map(({ id, bytes, isThere }) =>
              isThere
                ? Buffer.concat([
                    Buffer.from(`${id} blob ${String(bytes.length)}\n`),
                    bytes,
                    Buffer.from("\n"),
                  ])
                : Buffer.from(`${id} missing\n`),
            ),
          );
          const parser = new BatchParser(50);

          const read = [];
          for (let at = 0; at < output.length; at += size) {
            read.push(...parser.take(output.subarray(at, at + size)));
          }

          expect(read).toEqual(
            objects.map(({ id, bytes, isThere }) => ({
              hash: id,
              bytes: isThere && bytes.length <= 50 ? Buffer.from(bytes) : undefined,
              problem: isThere ? (bytes.length <= 50 ? undefined : "too-large") : "missing",
            })),
          );
        },
      ),
    );
  });

  test("never throws on what git did not write", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (chunks) => {
        const parser = new BatchParser(100);

        const read = chunks.flatMap((chunk) => [...parser.take(chunk)]);

        expect(Array.isArray(read)).toBe(true);
      }),
    );
  });
});
