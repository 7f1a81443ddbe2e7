import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { RegistryError } from "./errors.ts";
import { JsonScanner } from "./json-scanner.ts";

const fragments = [
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "0",
  "-",
  "1e5",
  "é",
  "\u0001",
  "\n",
  " ",
  "\\u00",
  "nul",
  "true",
  ".",
];

function scans(bytes: Buffer): boolean {
  try {
    const scanner = new JsonScanner(bytes, "axios");
    scanner.skipSpace();
    scanner.skipValue();
    scanner.expectEnd();
    return true;
  } catch (error) {
    if (error instanceof RegistryError) return false;
    throw error;
  }
}

function parses(bytes: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

/** Passes the members of the object at the cursor and of the objects in it, each as one to which nobody listens. */
function endsOfMembers(text: string): readonly number[] {
  const scanner = new JsonScanner(Buffer.from(text), "axios");
  const ends: number[] = [];
  scanner.openObject();
  while (scanner.nextMember()) {
    scanner.openObject();
    while (scanner.nextMember()) {
      scanner.skipMemberValue();
      ends.push(scanner.position);
    }
  }
  scanner.expectEnd();
  return ends;
}

const longValue = JSON.stringify({
  scripts: { test: "node --test", build: 'echo "é\\"' },
  keywords: ["a", "b"],
}).padEnd(120);

describe("JsonScanner", () => {
  test("skipMemberValue ends where the value does, whether it repeats the one before or only begins like it", () => {
    const value = fc.oneof(
      fc.constantFrom(
        longValue.trim(),
        `[${longValue}]`,
        `[${longValue},1]`,
        `{"key":${longValue}}`,
        `{"key":${longValue}, "more":[]}`,
      ),
      fc.json({ maxDepth: 2 }),
    );
    const manifest = fc.array(fc.tuple(fc.constantFrom("keywords", "kexwords", "exports", "x"), value));
    fc.assert(
      fc.property(fc.array(manifest, { maxLength: 6 }), (manifests) => {
        const expected: number[] = [];
        let text = "{";
        for (const [place, members] of manifests.entries()) {
          text += `${place === 0 ? "" : ","}"1.0.${place}":{`;
          for (const [order, [key, json]] of members.entries()) {
            text += `${order === 0 ? "" : ","}"${key}":${json}`;
            expected.push(Buffer.byteLength(text));
          }
          text += "}";
        }

        const ends = endsOfMembers(`${text}}`);

        expect(ends).toEqual(expected);
      }),
    );
  });

  test("skipMemberValue does not take a value for shallow enough since it was so further up", () => {
    const deep = `${"[".repeat(199)}${"]".repeat(199)}`;
    const nested = (depth: number, inner: string): string =>
      `${'{"a":'.repeat(depth)}${inner}${"}".repeat(depth)}`;
    const scanner = new JsonScanner(Buffer.from(`{"k":${deep},"v":${nested(1, `{"k":${deep}}`)}}`), "axios");

    scanner.openObject();
    scanner.nextMember();
    scanner.skipMemberValue();
    scanner.nextMember();
    scanner.openObject();
    scanner.nextMember();
    scanner.openObject();
    scanner.nextMember();

    expect(() => scanner.skipMemberValue()).toThrowError(
      expect.objectContaining({ code: "REGISTRY_PACKUMENT_TOO_DEEP" }),
    );
  });

  test("accepts every document that JSON.parse accepts", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 1, "\t"), (text, indent) => {
        const bytes = Buffer.from(JSON.stringify(JSON.parse(text), null, indent));

        expect(scans(bytes)).toBe(true);
      }),
    );
  });

  test("accepts and refuses damaged documents exactly as JSON.parse does", () => {
    const edits = fc.array(
      fc.record({ at: fc.nat(), cut: fc.nat(2), text: fc.constantFrom("", ...fragments) }),
      { minLength: 1, maxLength: 3 },
    );

    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), edits, (text, changes) => {
        let damaged = text;
        for (const { at, cut, text: inserted } of changes) {
          const start = at % (damaged.length + 1);
          damaged = damaged.slice(0, start) + inserted + damaged.slice(start + cut);
        }
        const bytes = Buffer.from(damaged);

        expect(scans(bytes)).toBe(parses(bytes));
      }),
      { numRuns: 3000 },
    );
  });

  test("accepts and refuses texts of JSON's own characters exactly as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...fragments), { maxLength: 12 }), (parts) => {
        const bytes = Buffer.from(parts.join(""));

        expect(scans(bytes)).toBe(parses(bytes));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['{"a":1,}', "a trailing comma"],
    ['{"a":01}', "a leading zero"],
    ['{"a":+1}', "a plus sign"],
    ['{"a":.5}', "a bare fraction"],
    ['{"a":1.}', "an empty fraction"],
    ['{"a":1e}', "an empty exponent"],
    ['["\\x41"]', "an unknown escape"],
    ['["\\u12G4"]', "a malformed unicode escape"],
    ['["a\nb"]', "a line break in a string"],
    ["[1 2]", "a missing comma"],
    ["['a']", "single quotes"],
    ["\uFEFF{}", "a byte order mark"],
    ["", "nothing at all"],
    ['{"a"}', "a key without a value"],
    ["[", "an open bracket"],
    ['"', "an open quote"],
    ["{}{}", "two documents"],
  ])("refuses %j: %s", (text) => {
    expect(scans(Buffer.from(text))).toBe(false);
  });

  test("finds the ends of strings on either side of the pieces it searches", () => {
    for (const length of [65_520, 65_533, 65_534, 65_535, 65_536, 65_537, 200_000]) {
      const text = JSON.stringify([`${"x".repeat(length)}\\"é`, "y"]);

      expect(scans(Buffer.from(text))).toBe(true);
      expect(scans(Buffer.from(text.slice(0, -3)))).toBe(false);
    }
  });

  test("looks at views that begin anywhere in memory", () => {
    for (let offset = 0; offset < 8; offset += 1) {
      const space = Buffer.alloc(64, 0x20);
      space.write('{"key":"a\tb"}', offset);

      expect(scans(space.subarray(offset, offset + 13))).toBe(false);
    }
  });
});
