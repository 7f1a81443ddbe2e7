import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readAdvisoryId, writeAdvisoryId } from "./advisory-id-codec.ts";
import { createByteReader } from "./byte-reader.ts";
import { createByteWriter } from "./byte-writer.ts";

function encode(id: string): Buffer {
  const writer = createByteWriter();
  writeAdvisoryId(writer, id);
  return writer.view();
}

test("writeAdvisoryId and readAdvisoryId round-trip any id", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789".split("")), minLength: 1, maxLength: 14 });
  const gitHubGroup = fc.string({
    unit: fc.constantFrom(..."23456789cfghjmpqrvwxa0".split("")),
    minLength: 4,
    maxLength: 4,
  });
  const ids = fc.oneof(
    fc
      .tuple(fc.constantFrom("MAL", "CVE", "LWA", "mal"), fc.integer({ min: 1000, max: 9999 }), digits)
      .map((parts) => parts.join("-")),
    fc.tuple(gitHubGroup, gitHubGroup, gitHubGroup).map((groups) => `GHSA-${groups.join("-")}`),
    fc.string({ unit: "grapheme" }),
  );

  fc.assert(
    fc.property(ids, (id) => {
      const bytes = encode(id);

      expect(readAdvisoryId(createByteReader(bytes, 0, bytes.length))).toBe(id);
    }),
    { numRuns: 1000 },
  );
});

test("writeAdvisoryId stores the usual ids in half their length", () => {
  expect(encode("MAL-2026-2307").length).toBeLessThanOrEqual(6);
  expect(encode("GHSA-fw8c-xr5c-95f9").length).toBeLessThanOrEqual(10);
});

test("readAdvisoryId throws a RangeError for bytes that are no id", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
      const read = (): string => readAdvisoryId(createByteReader(Buffer.from(bytes), 0, bytes.length));

      try {
        expect(typeof read()).toBe("string");
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});
