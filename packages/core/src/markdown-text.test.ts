import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { renderMarkdownCode, renderMarkdownSentence } from "./markdown-text.ts";

describe("renderMarkdownSentence()", () => {
  test("renderMarkdownSentence() leaves prose as it is, and puts everything else in code", () => {
    const text =
      "The new dependency plain-crypto-js@^4.2.1 is never imported; see https://a.invalid/x, @alice and #12. <img> **b** www.a.invalid!";

    expect(renderMarkdownSentence(text)).toBe(
      "The new dependency `plain-crypto-js@^4.2.1` is never imported; see `https://a.invalid/x`, `@alice` and `#12`. `<img>` `**b**` `www.a.invalid`!",
    );
  });

  test("renderMarkdownSentence() leaves no character outside of code that could mean something", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            "a",
            "@",
            "`",
            "``",
            " ",
            "<",
            "[",
            "](",
            "|",
            "\n",
            "#",
            "*",
            "_",
            "!",
            "\\",
            "&",
            "1.",
            "- ",
            "~",
          ),
        ),
        (parts) => {
          const rendered = renderMarkdownSentence(parts.join(""));
          const outside = rendered.replace(/(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)/g, "");

          expect(outside).not.toMatch(/[@`<>[\]|\n#*_\\&~]/);
        },
      ),
    );
  });
});

describe("renderMarkdownCode()", () => {
  test("renderMarkdownCode() is fenced by more backticks than the text has", () => {
    expect(renderMarkdownCode("a`b``c")).toBe("```a`b``c```");
    expect(renderMarkdownCode("`x`")).toBe("`` `x` ``");
    expect(renderMarkdownCode("a|b")).toBe("`a\\|b`");
    expect(renderMarkdownCode("a\nb\u001b[31m")).toBe("`a b\uFFFD[31m`");
    expect(renderMarkdownCode("")).toBe("` `");
  });
});
