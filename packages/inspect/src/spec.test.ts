import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseRegistrySpec, tryParseDependency } from "./spec.ts";

describe("parseRegistrySpec", () => {
  test.each([
    ["axios", "axios", "latest"],
    ["axios@1.14.1", "axios", "1.14.1"],
    ["@scope/name@^2", "@scope/name", "^2"],
    ["http@npm:axios@next", "axios", "next"],
    ["http@npm:@scope/name", "@scope/name", "latest"],
  ])("reads %s", (text, name, selector) => {
    expect(parseRegistrySpec(text)).toEqual({ name, selector });
  });

  test.each(["x@git+ssh://host.example/x.git", "x@npm:", "x@../y"])("refuses %s", (text) => {
    expect(() => parseRegistrySpec(text)).toThrow(expect.objectContaining({ code: "INSPECT_BAD_SPEC" }));
  });

  test("answers or throws an error of ours for every text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        try {
          expect(parseRegistrySpec(text).name).not.toBe("");
        } catch (error) {
          expect(error).toHaveProperty("code", expect.stringMatching(/^(?:INSPECT|CORE)_/));
        }
      }),
    );
  });
});

describe("tryParseDependency", () => {
  test("takes an empty specification for any version", () => {
    expect(tryParseDependency("axios", "")).toEqual({ name: "axios", selector: "*" });
  });

  test.each(["github:a/b", "https://host.example/x.tgz", "file:../x", "a/b"])(
    "knows that %s leads to no registry",
    (spec) => {
      expect(tryParseDependency("axios", spec)).toBeUndefined();
    },
  );
});
