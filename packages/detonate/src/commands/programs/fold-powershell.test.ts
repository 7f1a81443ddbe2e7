import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { foldPowershell } from "./fold-powershell.ts";

describe("foldPowershell", () => {
  test.each([
    ["iwr ('http://a'+'.invalid/x')", "iwr 'http://a.invalid/x'"],
    ["$u = 'http://b' + '.invalid'; irm $u", "$u = 'http://b.invalid'; irm 'http://b.invalid'"],
    ["& ('{1}{0}' -f 'ex','i')", "& 'iex'"],
    ["[char]104+[char]0x69", "'hi'"],
    ["-join([char[]](104,105))", "'hi'"],
    ["('c','b','a') -join ''", "'cba'"],
    ["'hxxp://c.invalid'.Replace('xx','tt')", "'http://c.invalid'"],
    ["'axc' -replace 'x','b'", "'abc'"],
    ["i`ex", "iex"],
    ["[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('aGk='))", "'hi'"],
    ['$h = "d.invalid"; iwr "http://$h/x"', '$h = "d.invalid"; iwr "http://d.invalid/x"'],
    ["'it''s' + ' so'", "'it''s so'"],
    ["$a = 1; $a + 'x'", "$a = 1; $a + 'x'"],
    ["$a = 'x'; $a = 'y'; echo $a", "$a = 'x'; $a = 'y'; echo $a"],
  ])("foldPowershell reads %s", (text, folded) => {
    expect(foldPowershell(text)).toBe(folded);
  });

  test("foldPowershell ends on every text", () => {
    const piece = fc.constantFrom(
      "'a'",
      "+",
      "(",
      ")",
      "[char]",
      "104",
      "-join",
      "-f",
      ",",
      "$a",
      "=",
      ";",
      '"',
      "`",
      "'",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        expect(typeof foldPowershell(pieces.join(" "))).toBe("string");
      }),
    );
  });

  test("foldPowershell does not take long over what never closes", () => {
    const folded = foldPowershell(`${"('a',".repeat(20_000)}${"'a'+".repeat(5_000)}`);

    expect(folded.length).toBeGreaterThan(0);
  });
});
