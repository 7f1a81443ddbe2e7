import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tryParseExoticHost } from "./exotic-source.ts";

describe("tryParseExoticHost()", () => {
  test.each([
    ["git+ssh://git@git.example/a/b.git#main", "git.example"],
    ["git+https://GIT.example:8443/a.git", "git.example"],
    ["https://files.example/a.tgz", "files.example"],
    ["git@git.example:a/b.git", "git.example"],
    ["github:owner/repository#v1", "github.com"],
    ["owner/repository", "github.com"],
    ["gitlab:owner/repository", "gitlab.com"],
  ])("finds the host of %s", (spec, host) => {
    expect(tryParseExoticHost(spec)).toBe(host);
  });

  test.each([
    "http://git.example/a.tgz",
    "git://git.example/a.git",
    "file:../a",
    "../a",
    "./a",
    "https://git.example\\@other.invalid/a",
    "https://git.example@a@other.invalid/a",
    "https://git%2eexample/a",
    "https:git.example/a",
    "https://",
    "git.example",
    "",
  ])("finds none in %j", (spec) => {
    expect(tryParseExoticHost(spec)).toBeUndefined();
  });

  test("answers for any text, and only with the form of a host", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (spec) => {
        expect(tryParseExoticHost(spec) ?? "none").toMatch(/^[^\s/@\\]+$/);
      }),
    );
  });
});
