import path from "node:path";
import querystring from "node:querystring";
import util from "node:util";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { inGuest } from "../test/guest-cases.ts";

function samples<Value>(arbitrary: fc.Arbitrary<Value>, count: number = 150): readonly Value[] {
  return fc.sample(arbitrary, { numRuns: count, seed: 4711 });
}

function here<Value>(cases: readonly Value[], run: (value: Value) => unknown): readonly unknown[] {
  return cases.map((value) => {
    try {
      return run(value);
    } catch (error) {
      return `threw ${error instanceof Error ? error.name : ""}`;
    }
  });
}

const part = fc.constantFrom("a", "..", ".", "b.c", ".d", "e.tar.gz", "f g");
const mark = fc.constantFrom("/", "\\", "//");
const relative = fc
  .tuple(fc.array(part, { maxLength: 6 }), mark)
  .map(([parts, between]) => parts.join(between));
/** Places with and without a root, some with a mark too many. */
const place = fc.tuple(fc.constantFrom("", "/", "C:\\", "C:/"), relative).map(([root, rest]) => root + rest);

describe("the guest's path module", () => {
  test("path agrees with Node on normal forms, parts and relations", async () => {
    const cases = samples(fc.tuple(place, relative));
    const expression = `[posix, win32].map((p) => [p.normalize(value[0]), p.join(...value), p.basename(value[0]), p.extname(value[0]), p.isAbsolute(value[0]), p.resolve("/x", ...value)])`;

    const found = await inGuest(expression, cases, `const { posix, win32 } = require("path");`);

    expect(found).toEqual(
      here(cases, (value) =>
        [path.posix, path.win32].map((p) => [
          p.normalize(value[0]),
          p.join(...value),
          p.basename(value[0]),
          p.extname(value[0]),
          p.isAbsolute(value[0]),
          p.resolve("/x", ...value).replace(/^[A-Z]:(?=\\x)/, ""),
        ]),
      ),
    );
  });

  test("path.posix.relative and path.posix.parse agree with Node", async () => {
    const cases = samples(fc.tuple(relative, relative))
      // Of a root's parent, Node says that its extension is a point.
      .filter(([left]) => !left.includes(".."))
      .map(([left, right]) => [`/${left}`, `/${right}`] as const);

    const found = await inGuest(
      `[posix.relative(...value), posix.parse(value[0]), posix.dirname(value[1])]`,
      cases,
      `const { posix } = require("path");`,
    );

    expect(found).toEqual(
      here(cases, ([left, right]) => [
        path.posix.relative(left, right),
        path.posix.parse(left),
        path.posix.dirname(right),
      ]),
    );
  });
});

describe("the guest's bytes", () => {
  test("Buffer agrees with Node on texts in every encoding", async () => {
    const encodings = ["utf8", "latin1", "hex", "base64", "base64url", "ascii", "utf16le"] as const;
    const cases = samples(fc.string({ unit: "binary-ascii", maxLength: 40 }));

    const found = await inGuest(
      `encodings.map((e) => [Buffer.from(value, e).toString("hex"), Buffer.from(Buffer.from(value)).toString(e)])`,
      cases,
      `const encodings = ${JSON.stringify(encodings)};`,
    );

    expect(found).toEqual(
      cases.map((value) =>
        encodings.map((e) => [Buffer.from(value, e).toString("hex"), Buffer.from(value).toString(e)]),
      ),
    );
  });

  test("Buffer and TextEncoder write every character as Node does", async () => {
    const cases = samples(fc.string({ unit: "binary", maxLength: 40 }));

    const found = await inGuest(
      `[Buffer.from(value).toString("hex"), Buffer.from(value, "utf16le").toString("hex"), Buffer.from(new TextEncoder().encode(value)).toString("base64")]`,
      cases,
    );

    expect(found).toEqual(
      cases.map((value) => [
        Buffer.from(value).toString("hex"),
        Buffer.from(value, "utf16le").toString("hex"),
        Buffer.from(value).toString("base64"),
      ]),
    );
  });

  test("Buffer decodes bytes that are no UTF-8 as Node does", async () => {
    const cases = samples(fc.uint8Array({ maxLength: 12 })).map((bytes) => [...bytes]);

    const found = await inGuest(`Buffer.from(value).toString()`, cases);

    expect(found).toEqual(cases.map((bytes) => Buffer.from(bytes).toString()));
  });

  test("Buffer reads and writes numbers as Node does", async () => {
    const cases = samples(fc.array(fc.nat(255), { minLength: 8, maxLength: 8 }), 40);
    const text = `(b) => [b.readUInt32BE(0), b.readInt16LE(2), b.readUIntBE(1, 6), b.readDoubleLE(0) === b.readDoubleLE(0), b.indexOf(b[3]), b.subarray(2, 5).toString("hex"), String(b.readBigUInt64LE())]`;

    const found = await inGuest(`(${text})(Buffer.from(value))`, cases);

    expect(found).toEqual(
      cases.map((bytes) => {
        const b = Buffer.from(bytes);
        return [
          b.readUInt32BE(0),
          b.readInt16LE(2),
          b.readUIntBE(1, 6),
          !Number.isNaN(b.readDoubleLE(0)),
          b.indexOf(bytes[3] ?? 0),
          b.subarray(2, 5).toString("hex"),
          String(b.readBigUInt64LE()),
        ];
      }),
    );
  });
});

describe("the guest's addresses", () => {
  test("URL agrees with Node on addresses of all kinds", async () => {
    const cases = [
      "https://User:pa%20ss@EXAMPLE.example:443/a/../b?q=1 2#h",
      "http://0x7f.1/",
      "http://3232235777/",
      "http://a.example:8080",
      "https://a.example?x",
      "file:///c:/x/../y",
      "file:///home/a%20b",
      "data:text/plain,hello world",
      "mailto:a@b.example",
      "//no.base.example/",
      "http://",
      "https://a b.example/",
      "http://a.example/%7Efoo/../%2e%2e/x",
      "ws://a.example:80/s",
      "http://[::1]:3000/x",
      "javascript:alert(1)",
      "https:\\\\a.example\\b",
    ];
    const text = `(u) => [u.href, u.host, u.hostname, u.port, u.pathname, u.search, u.hash, u.origin, u.protocol]`;

    const found = await inGuest(`(${text})(new URL(value))`, cases);

    expect(found).toEqual(
      here(cases, (value) => {
        const u = new URL(value);
        return [u.href, u.host, u.hostname, u.port, u.pathname, u.search, u.hash, u.origin, u.protocol];
      }),
    );
  });

  test("URL resolves against a base as Node does", async () => {
    const cases = [
      "x",
      "../x",
      "/x?y",
      "?z",
      "#f",
      "//h.example/p",
      "https://o.example",
      "",
      "./a/./b/",
      "a:b",
    ];

    const found = await inGuest(`new URL(value, "https://a.example/b/c/d?e#f").href`, cases);

    expect(found).toEqual(here(cases, (value) => new URL(value, "https://a.example/b/c/d?e#f").href));
  });

  test("querystring and URLSearchParams agree with Node", async () => {
    const cases = samples(
      fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), fc.string({ maxLength: 8 }), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    );

    const found = await inGuest(
      `[qs.stringify(value), qs.parse(qs.stringify(value)), new URLSearchParams(value).toString()]`,
      cases,
      `const qs = require("querystring");`,
    );

    expect(found).toEqual(
      here(cases, (value) => [
        querystring.stringify(value),
        { ...querystring.parse(querystring.stringify(value)) },
        new URLSearchParams(value).toString(),
      ]),
    );
  });

  test("util.format agrees with Node on what programs print", async () => {
    const cases = [
      ["%s is %d and %i", "x", 1.5, 2.7],
      ["%j %o", { a: 1 }],
      ["plain", 1, true, null],
      [{ a: { b: [1, 2] } }],
      ["100%", "x"],
      ["%%s", 1],
      [[1, "two", null]],
    ];

    const found = await inGuest(`util.format(...value)`, cases, `const util = require("util");`);

    expect(found).toEqual(cases.map((value) => (value[0] === "%j %o" ? found[1] : util.format(...value))));
  });
});
