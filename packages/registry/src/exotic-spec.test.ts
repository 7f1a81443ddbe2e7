import { describe, expect, test } from "vitest";

import { isExoticSpec } from "./exotic-spec.ts";

describe("isExoticSpec", () => {
  test.each([
    "^1.0.0",
    "1.0.0 - 2.0.0",
    ">=1 <2 || ~3",
    "*",
    "",
    "latest",
    "next-11",
    "v1.2.3-rc.1+build",
    "npm:axios@^1.0.0",
    "npm:@acme/tool@1.0.0",
    "npm:@acme/tool",
    "workspace:*",
    "catalog:default",
  ])("takes %j for the registry's", (spec) => {
    expect(isExoticSpec(spec)).toBe(false);
  });

  test.each([
    "git://host.invalid/a.git",
    "git+ssh://git@host.invalid/a.git#main",
    "GIT+HTTPS://host.invalid/a",
    "git@host.invalid:user/repo.git",
    "user@host.invalid:repo",
    "ssh://host.invalid/a",
    "github:user/repo",
    "gitlab:user/repo",
    "gist:abc",
    "user/repo",
    "user/repo#semver:^1",
    " user/repo",
    "http://host.invalid/a.tgz",
    "https://host.invalid/a",
    "file:../a",
    "link:../a",
    "portal:../a",
    "../a",
    "./a",
    "..",
    "/a",
    "~/a",
    "C:\\a",
    "a\\b",
    "package.tgz",
    "package.tar.gz",
    "npm:a@git+https://host.invalid/b",
    "jsr:@std/x@1",
    "someday:new",
  ])("takes %j for a source outside", (spec) => {
    expect(isExoticSpec(spec)).toBe(true);
  });
});
