import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { renderPatch } from "./unified-diff.ts";

/** Applies a patch of one file as its format is defined, refusing what does not fit. */
function applyPatch(text: string, patch: string): string {
  const before = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const result: string[] = [];
  let at = 0;
  for (const hunk of patch.split(/^(?=@@ )/m).slice(1)) {
    const [, start = "", count = ""] = /^@@ -(\d+),(\d+) /.exec(hunk) ?? [];
    const from = Number(start) - Number(count !== "0");
    result.push(...before.slice(at, from));
    at = from;
    const marked = hunk.replaceAll("\n\\ No newline at end of file\n", "\v\n");
    for (const [, sign, line = ""] of marked.matchAll(/^([ +-])([^\n]*\n)/gm)) {
      const content = line.replace("\v\n", "");
      if (sign !== "+" && before[at] !== content) throw new Error(`the hunk does not fit line ${String(at)}`);
      if (sign !== "+") at += 1;
      if (sign !== "-") result.push(content);
    }
  }
  return [...result, ...before.slice(at)].join("");
}

describe("renderPatch", () => {
  test("writes hunks with three lines of context", () => {
    const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    const patch = renderPatch([{ file: "a.txt", before, after: before.replace("5", "five") }]);

    expect(patch).toBe(
      "diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n",
    );
  });

  test("says when a file is new, and when the last line has no end", () => {
    const patch = renderPatch([{ file: ".npmrc", before: undefined, after: "a=1" }]);

    expect(patch).toBe(
      "diff --git a/.npmrc b/.npmrc\nnew file mode 100644\n--- /dev/null\n+++ b/.npmrc\n@@ -0,0 +1,1 @@\n+a=1\n\\ No newline at end of file\n",
    );
  });

  test("quotes hostile names, so that no line of a patch can be forged", () => {
    const patch = renderPatch([{ file: 'x\n+++ b/evil"', before: "a\n", after: "b\n" }]);

    expect(patch.split("\n")[0]).toBe(String.raw`diff --git "a/x\012+++ b/evil\"" "b/x\012+++ b/evil\""`);
  });

  test("leads from any text to any other", () => {
    const texts = fc
      .array(fc.constantFrom("a", "b", "c", "d", "", "e\r"), { maxLength: 30 })
      .map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        fc.pre(before !== after);

        const patch = renderPatch([{ file: "f", before, after }]);

        expect(applyPatch(before, patch)).toBe(after);
      }),
    );
  });
});
