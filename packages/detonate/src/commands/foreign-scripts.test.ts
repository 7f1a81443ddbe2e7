import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { splitBatchLine, splitBatchWords } from "./batch/batch-words.ts";
import { expandDocument, expandWord } from "./shell/expand-word.ts";
import { parseShell } from "./shell/parse-shell.ts";

const pieces = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "$(",
        ")",
        "`",
        '"',
        "'",
        "\\",
        "${",
        "}",
        "|",
        "&&",
        ";",
        "\n",
        "<<EOF",
        "EOF",
        "if",
        "then",
        "fi",
        "for",
        "do",
        "done",
        "{",
        "(",
        "%a%",
        "^",
        ">",
        "2>&1",
        "$1",
        "~",
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(" "));

const scope = { variable: () => "v", substitute: () => "s", home: "/home/kim" };

describe("texts of foreign scripts", () => {
  test("parseShell reads any text, and the same each time", () => {
    fc.assert(
      fc.property(pieces, (text) => {
        expect(parseShell(text)).toEqual(parseShell(text));
      }),
    );
  });

  test("expandWord and expandDocument expand any text", () => {
    fc.assert(
      fc.property(pieces, (text) => {
        expect(expandWord(text, scope).every((word) => typeof word === "string")).toBe(true);
        expect(typeof expandDocument(text, scope)).toBe("string");
      }),
    );
  });

  test("splitBatchLine and splitBatchWords cut any text", () => {
    fc.assert(
      fc.property(pieces, (text) => {
        const parts = splitBatchLine(text);

        expect(parts.length).toBeGreaterThan(0);
        for (const part of parts)
          expect(splitBatchWords(part.text).words.every((word) => !word.includes('"'))).toBe(true);
      }),
    );
  });

  test("parseShell reads a text of deep nesting without failing", () => {
    expect(() => parseShell("(".repeat(20_000))).not.toThrow();
    expect(() => parseShell("$(".repeat(20_000))).not.toThrow();
    expect(() => parseShell("if ".repeat(20_000))).not.toThrow();
    expect(() => expandWord("${a:-".repeat(20_000), { ...scope, variable: () => undefined })).not.toThrow();
  });
});
