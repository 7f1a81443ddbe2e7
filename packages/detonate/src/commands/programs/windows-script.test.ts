import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { foldWindowsScript } from "./windows-script.ts";

describe("foldWindowsScript", () => {
  test.each([
    ['h.open "GET", chr(104)&chr(&H69)&".invalid", False', 'h.open "GET", "hi.invalid", False'],
    [
      'u = "http://a" & ".invalid"\nh.open "GET", u, False',
      'u = "http://a.invalid"\nh.open "GET", "http://a.invalid", False',
    ],
    ['s.Run StrReverse("dmc"), 0', 's.Run "cmd", 0'],
    ['s.Run Replace("cxxmd", "xx", ""), 0', 's.Run "cmd", 0'],
    ["s.Run(String.fromCharCode(104, 105) + 'x')", 's.Run("hix")'],
    ['a = "x"\na = "y"\ns.Run a', 'a = "x"\na = "y"\ns.Run a'],
    ['"say ""it"" & " & "so"', '"say ""it"" & so"'],
  ])("foldWindowsScript reads %s", (text, folded) => {
    expect(foldWindowsScript(text)).toBe(folded);
  });

  test("foldWindowsScript ends on every text", () => {
    const piece = fc.constantFrom(
      '"a"',
      "&",
      "chr(",
      "65",
      ")",
      "a",
      "=",
      "StrReverse(",
      ",",
      '"',
      "'",
      "\n",
      ".open",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        expect(typeof foldWindowsScript(pieces.join(" "))).toBe("string");
      }),
    );
  });
});
