import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { listWorkspaceFolders, matchesName, matchesPath, workspaceLimits } from "./glob-folders.ts";

const nowhere = join(tmpdir(), "lockkeeper-nowhere");

describe("matchesName()", () => {
  test.each([
    ["packages", "packages", true],
    ["abc", "a*c", true],
    ["abc", "a?c", true],
    ["abc", "*b", false],
    ["", "*", true],
    ["a.b", "a.*", true],
    ["aXb", "a.b", false],
  ])("matchesName() of %j by %j is %j", (name, pattern, expected) => {
    expect(matchesName(name, pattern)).toBe(expected);
  });

  test("matchesName() agrees with an expression, and answers hostile patterns", () => {
    const part = fc.constantFrom("a", "b", "*", "?");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.stringMatching(/^[ab]{0,8}$/), (parts, name) => {
        const pattern = parts.join("");
        const expression = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);

        expect(matchesName(name, pattern)).toBe(expression.test(name));
      }),
    );
    expect(matchesName("a".repeat(2_000), `${"*a".repeat(1_000)}b`)).toBe(false);
  });
});

describe("matchesPath()", () => {
  test.each([
    ["a/b/c", "a/**", true],
    ["a/b/c", "**/c", true],
    ["a", "a/**", true],
    ["a/b", "a/*/c", false],
    ["a/x/b/y", "**/x/**/y", true],
  ])("matchesPath() of %s by %s is %j", (path, pattern, expected) => {
    expect(matchesPath(path.split("/"), pattern.split("/"))).toBe(expected);
  });
});

describe("listWorkspaceFolders()", () => {
  test("listWorkspaceFolders() gives folders that are named, and nothing for what is not there", async () => {
    expect(await listWorkspaceFolders(nowhere, ["./a/b/", "c/*", "{d,e/{f,g}}", "!e/g"])).toEqual([
      "a/b",
      "d",
      "e/f",
    ]);
  });

  test("listWorkspaceFolders() bounds what braces stand for", async () => {
    const bomb = "{a,b}".repeat(40);

    await expect(listWorkspaceFolders(nowhere, [bomb])).rejects.toMatchObject({ code: "LOCKFILE_TOO_LARGE" });
    await expect(
      listWorkspaceFolders(nowhere, ["a", "b"], { ...workspaceLimits, maxPatterns: 1 }),
    ).rejects.toThrow("more than 1 patterns");
  });
});
