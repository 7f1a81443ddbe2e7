import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { wrapText } from "./wrap-text.ts";

describe("wrapText()", () => {
  test("wrapText() breaks between words and indents what follows", () => {
    expect(wrapText("one two three  four", { width: 11, first: "- ", indent: "  " })).toBe(
      "- one two\n  three\n  four\n",
    );
  });

  test("wrapText() gives an empty text an empty line", () => {
    expect(wrapText("", { width: 20, indent: "  " })).toBe("\n");
  });

  test("wrapText() loses no word, and only a long word makes a long line", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/)),
        fc.integer({ min: 5, max: 40 }),
        (words, width) => {
          const lines = wrapText(words.join(" "), { width, indent: " " }).split("\n");

          expect(
            lines
              .join(" ")
              .split(" ")
              .filter((word) => word !== ""),
          ).toEqual(words);
          expect(lines.filter((line) => line.length > width && line.trim().includes(" "))).toEqual([]);
        },
      ),
    );
  });
});
