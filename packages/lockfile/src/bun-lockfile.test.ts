import { describe, expect, test } from "vitest";

import { showLockfile } from "../test/show-packages.ts";

describe("parseBunLockfile()", () => {
  test("parseBunLockfile() reads every kind of entry, with comments and final commas", () => {
    const text = `{
  // written by Bun
  "lockfileVersion": 1,
  "workspaces": { "": { "name": "app" } },
  "packages": {
    "alias": ["@s/real@2.0.5", "", {}, "sha512-AA=="],
    "axios": ["axios@1.14.0", "https://other.example/axios/-/axios-1.14.0.tgz", { "dependencies": { "ms": "1" } }, "sha512-BB=="],
    "repo": ["repo@git+ssh://git@host.example/r.git#abc", {}, "abc"],
    "short": ["short@github:user/repo#abc", {}, "user-repo-abc"],
    "tool": ["tool@https://files.example/tool.tgz", {}, "sha512-CC=="],
    "packed": ["packed@../packed.tgz", {}, "sha512-DD=="],
    "ws": ["ws@workspace:packages/ws"],
    "app": ["app@root:", {}],
    "axios/ms": ["ms@1.0.0", "", { "bundled": true }, "sha512-EE=="],
  },
}`;

    expect(showLockfile("bun", text)).toEqual([
      "6 registry @s/real@2.0.5 - sha512-AA==",
      "7 registry axios@1.14.0 https://other.example/axios/-/axios-1.14.0.tgz sha512-BB==",
      "8 git repo@ git+ssh://git@host.example/r.git#abc -",
      "9 git short@ github:user/repo#abc -",
      "10 tarball tool@ https://files.example/tool.tgz sha512-CC==",
      "11 file packed@ ../packed.tgz sha512-DD==",
      "12 workspace ws@ workspace:packages/ws -",
      "13 workspace app@ root: -",
      "14 bundled ms@1.0.0 - sha512-EE==",
    ]);
  });

  test.each([
    '{"packages":{}}',
    '{"lockfileVersion":1,"packages":{"a":{}}}',
    '{"lockfileVersion":1,"packages":1}',
  ])("parseBunLockfile() refuses %s", (text) => {
    expect(() => showLockfile("bun", text)).toThrow(expect.objectContaining({ code: "LOCKFILE_BAD_FORMAT" }));
  });
});
