import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { foldPython } from "./fold-python.ts";

describe("foldPython", () => {
  test.each([
    ["get('a' + \"b\" + 'c')", "get('abc')"],
    ["get('.'.join(['a', 'b', 'c']))", "get('a.b.c')"],
    ["get(''.join(map(chr, [104, 105])))", "get('hi')"],
    ["get(''.join(chr(c) for c in [104, 105]))", "get('hi')"],
    ["get(chr(104) + chr(105))", "get('hi')"],
    ["get(bytes([104, 105]).decode())", "get('hi')"],
    ["get(base64.b64decode('aGk=').decode('utf-8'))", "get('hi')"],
    ["get(bytes.fromhex('6869').decode())", "get('hi')"],
    ["get('ih'[::-1])", "get('hi')"],
    ["get(codecs.decode('uv', 'rot13'))", "get('hi')"],
    ["import requests as r\nr.get('x')", "import requests as r\nrequests.get('x')"],
    ["get('a' + name)", "get('a' + name)"],
    ["exec(b64decode('Jw=='))", "exec(b64decode('Jw=='))"],
  ])("makes of %s what it comes to", (text, expected) => {
    expect(foldPython(text)).toBe(expected);
  });

  test("ends with any text, and leaves what it made", () => {
    const piece = fc.constantFrom(
      "'a'",
      '"b"',
      " + ",
      "'.'.join([",
      "])",
      ",",
      "chr(",
      "104",
      ")",
      "[::-1]",
      "b64decode(",
      "\n",
      "import os as a",
      "a.",
      "bytes([",
    );

    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (parts) => {
        const folded = foldPython(parts.join(""));

        expect(foldPython(folded).length).toBeLessThanOrEqual(folded.length);
      }),
    );
  });
});
