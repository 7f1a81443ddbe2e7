import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { extractAsNpm } from "../test/npm-extractor.ts";
import { paxRecord, seal, tarOf, tarPart } from "../test/tar-builder.ts";
import type { Archive } from "./archive.ts";
import { ArchiveError } from "./errors.ts";
import { readArchive } from "./read-archive.ts";

/** Few names, so that they meet. */
const names = fc.constantFrom(
  "package/package.json",
  "package/a.js",
  "package/A.js",
  "package/b",
  "package/b/c.js",
  "package/b/../d.js",
  "package/./a.js",
  "package//a.js",
  "package/C:/e.js",
  "package/..\\f.js",
  "/package/g.js",
  "../package/h.js",
  "other/a.js",
  "i.js",
  "package/",
  "package",
  "package/.gitignore",
  "package/.npmignore",
  "package/\u00e4.js",
  "package/a\u0308.js",
  "",
);
const types = fc.constantFrom("0", "0", "0", "\0", "7", "1", "2", "3", "5", "6", "D", "S", "V", "9", "Z");
const bodies = fc.string({ maxLength: 700 });

const files = fc.record(
  {
    name: names,
    type: types,
    body: bodies,
    prefix: fc.constantFrom("", "", "package", "x/y"),
    link: fc.constantFrom("", "", "", "../up"),
  },
  { requiredKeys: ["name"] },
);
const sizes = fc.constantFrom("0", "5", "512", "1000", "-1", "x", "1e2");
const records = fc.oneof(
  names.map((name) => paxRecord("path", name)),
  sizes.map((size) => paxRecord("size", size)),
  fc.constantFrom("../../x", "zz/q.js").map((target) => paxRecord("linkpath", target)),
  fc.constantFrom("9 path=x\n", "garbage\n", "12 path=a\nb.js\n", "30 mtime=1350244992.023960108\n"),
);
const extensions = fc.record({
  name: fc.constant("PaxHeader/x"),
  type: fc.constantFrom("x", "x", "g", "X"),
  body: fc.array(records, { maxLength: 3 }).map((all) => all.join("")),
});
const longNames = fc.record({
  name: fc.constant("././@LongLink"),
  type: fc.constantFrom("L", "N"),
  body: names.map((name) => `${name}\0`),
  isUstar: fc.boolean(),
});
/** A target that is the file's own folder makes node-tar wait for itself. */
const longLinks = fc.record({
  name: fc.constant("././@LongLink"),
  type: fc.constant("K"),
  body: fc.constantFrom("../../x\0", "zz/q.js\0"),
});
const parts = fc.oneof(
  { weight: 5, arbitrary: files },
  extensions,
  longNames,
  longLinks,
  fc.constant(Buffer.alloc(512)),
);
/** The end of a line in a name lets a NUL through, of which node-tar's process dies. */
const byteValues = fc.nat(255).filter((value) => value !== 10 && value !== 13);

function filesOf(archive: Archive): ReadonlyMap<string, string> {
  return new Map(
    archive.entries.map(({ path, bytes }) => [path, Buffer.from(bytes).toString("base64")] as const),
  );
}

function tryReadArchive(bytes: Buffer): Archive | undefined {
  try {
    return readArchive(bytes);
  } catch (error) {
    if (error instanceof ArchiveError) return undefined;
    throw error;
  }
}

async function expectAsNpm(bytes: Buffer): Promise<void> {
  const expected = await extractAsNpm(bytes);
  const archive = tryReadArchive(bytes);

  if (expected.isRefused) return;
  expect(archive === undefined ? new Map() : filesOf(archive)).toEqual(expected.files);
}

describe("readArchive beside npm's extractor", () => {
  test("leaves the same files of archives put together from tricks", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { minLength: 1, maxLength: 6 }), async (all) => {
        await expectAsNpm(gzipSync(tarOf(all), { level: 1 }));
      }),
      { numRuns: 300 },
    );
  });

  test("leaves the same files of archives whose headers were changed", { timeout: 120_000 }, async () => {
    const mutations = fc.array(fc.record({ at: fc.nat(511), value: byteValues }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(fc.nat(3), mutations, fc.boolean(), async (index, changes, isSealed) => {
        const all = [0, 1, 2, 3].map((number) =>
          tarPart({ name: `package/file-${String(number)}.js`, body: `text ${String(number)}`.repeat(100) }),
        );
        const chosen = all[index] ?? Buffer.alloc(512);
        for (const { at, value } of changes) chosen[at] = value;
        if (isSealed) seal(chosen);

        await expectAsNpm(tarOf(all));
      }),
      { numRuns: 300 },
    );
  });
});
