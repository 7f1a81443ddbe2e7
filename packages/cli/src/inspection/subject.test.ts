import { describe, expect, test } from "vitest";

import { parseSubject } from "./subject.ts";

function targetOf(text: string): string {
  const { target } = parseSubject(text, "/project");
  if (!("kind" in target)) return target.code;
  if (target.kind === "spec") return `spec ${target.spec}`;
  return target.kind === "bytes" ? "bytes" : `path ${target.path}`;
}

describe("parseSubject()", () => {
  test.each([
    ["axios", "spec axios"],
    ["axios@1.14.1", "spec axios@1.14.1"],
    ["axios@^1 || 2", "spec axios@^1 || 2"],
    ["@scope/lib", "spec @scope/lib"],
    ["@scope/lib@next", "spec @scope/lib@next"],
    ["old@npm:@scope/lib@1", "spec old@npm:@scope/lib@1"],
    [".", "path /project"],
    ["..", "path /"],
    ["./axios", "path /project/axios"],
    ["axios/", "path /project/axios"],
    ["lib/axios", "path /project/lib/axios"],
    ["axios-1.14.1.tgz", "path /project/axios-1.14.1.tgz"],
    ["file:../lib.tgz", "path /lib.tgz"],
    ["file:///lib.tgz", "path /lib.tgz"],
    ["/tmp/lib", "path /tmp/lib"],
    ["/dev/zero", "path /dev/zero"],
    [".hidden", "spec .hidden"],
    ["https://registry.example/a.tgz", "CLI_NOT_INSPECTABLE"],
    ["git+ssh://host.example/a.git", "CLI_NOT_INSPECTABLE"],
  ])("parseSubject() takes %j for what it is written as", (text, expected) => {
    expect(targetOf(text)).toBe(expected);
  });

  test("parseSubject() takes two versions for the second, compared with the first", () => {
    expect(parseSubject("@scope/lib@1.0.0..1.1.0", "/project")).toEqual({
      spec: "@scope/lib@1.0.0..1.1.0",
      target: { kind: "spec", spec: "@scope/lib@1.1.0" },
      predecessor: { kind: "spec", spec: "@scope/lib@1.0.0" },
    });
    expect(targetOf("lib@a..b")).toBe("spec lib@a..b");
  });
});
