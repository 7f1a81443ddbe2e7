import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { tryReleasePage } from "./release-page.ts";

describe("tryReleasePage", () => {
  test.each([
    ["git+https://github.com/axios/axios.git", "https://github.com/axios/axios/releases"],
    ["https://GitHub.com/debug-js/debug", "https://github.com/debug-js/debug/releases"],
    ["git@gitlab.com:group/lib.js.git", "https://gitlab.com/group/lib.js/-/releases"],
    ["ssh://git@github.com/a/b.git#main", "https://github.com/a/b/releases"],
  ])("knows the page of %s", (repository, page) => {
    expect(tryReleasePage(repository)).toBe(page);
  });

  test.each([
    [undefined],
    ["https://github.com.evil.example/a/b"],
    ["https://github.com/a"],
    ["javascript:alert(1)//github.com/a/b"],
    ["https://github.com/../b"],
  ])("knows none of %s", (repository) => {
    expect(tryReleasePage(repository)).toBeUndefined();
  });

  test("answers with nothing that Markdown or a shell would read, whatever a package states", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (owner, name) => {
        const page = tryReleasePage(`https://github.com/${owner}/${name}`);

        expect(page ?? "https://github.com/a/b/releases").toMatch(
          /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/releases$/,
        );
      }),
    );
  });
});
