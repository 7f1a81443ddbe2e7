import { describe, expect, test } from "vitest";

import { showLockfile } from "../test/show-packages.ts";

const sha1 = "0123456789abcdef0123456789abcdef01234567";

describe("parseYarnClassicLockfile()", () => {
  test("parseYarnClassicLockfile() reads every kind of entry", () => {
    const text = `# yarn lockfile v1


"@s/b@^1.0.0", "@s/b@~1.10.0":
  version "1.10.0"
  resolved "https://registry.example/@s/b/-/b-1.10.0.tgz#${sha1}"
  integrity sha512-AA==
  dependencies:
    version "9.9.9"
    "@s/c" "^1.0.0"

"alias@npm:axios@^1.0.0", axios@1.14.0:
  version "1.14.0"
  resolved "https://registry.example/axios/-/axios-1.14.0.tgz#${sha1}"

"repo@git+ssh://git@host.example/r.git":
  version "0.3.0"
  resolved "git+ssh://git@host.example/r.git#${sha1}"

short@u/r:
  version "0.4.0"
  resolved "https://codeload.github.com/u/r/tar.gz/${sha1}"

"tool@https://files.example/tool.tgz", tool@^3.0.0:
  version "3.0.0"
  resolved "https://files.example/tool.tgz#${sha1}"

"local@file:../local":
  version "1.0.0"
`;

    expect(showLockfile("yarn-classic", text)).toEqual([
      `4 registry @s/b@1.10.0 https://registry.example/@s/b/-/b-1.10.0.tgz#${sha1} sha512-AA==`,
      `12 registry axios@1.14.0 https://registry.example/axios/-/axios-1.14.0.tgz#${sha1} ${sha1}`,
      `16 git repo@0.3.0 git+ssh://git@host.example/r.git#${sha1} -`,
      `20 git short@0.4.0 https://codeload.github.com/u/r/tar.gz/${sha1} -`,
      `24 tarball tool@3.0.0 https://files.example/tool.tgz#${sha1} ${sha1}`,
      "28 file local@1.0.0 - -",
    ]);
  });

  test("parseYarnClassicLockfile() names every package that an entry answers for", () => {
    const text = 'good@^1.0.0, other@^1.0.0:\r\n  version "1.0.0"\r\n';

    expect(showLockfile("yarn-classic", text)).toEqual([
      "1 registry good@1.0.0 - -",
      "1 registry other@1.0.0 - -",
    ]);
  });

  test.each([
    ['"a\\"b@1":\n  version "1\\u002e0"\n', '1 registry a"b@1.0 - -'],
    ['__proto__@1:\n  version "1.0.0"\n  __proto__ "x"\n', "1 registry __proto__@1.0.0 - -"],
    ["a@^1:\n  version 1.0.0", "1 registry a@1.0.0 - -"],
    ["a@npm:1:\n  version 1.0.0", undefined],
  ])("parseYarnClassicLockfile() reads %j", (text, expected) => {
    if (expected === undefined) expect(() => showLockfile("yarn-classic", text)).toThrow("colon");
    else expect(showLockfile("yarn-classic", text)).toEqual([expected]);
  });

  test("parseYarnClassicLockfile() reads an empty file, as a new project has it", () => {
    expect(showLockfile("yarn-classic", "")).toEqual([]);
  });

  test.each([
    ["an entry without version", "a@1:\n  resolved x\n"],
    ["a field before the first entry", '  version "1"\n'],
    ["odd indentation", 'a@1:\n version "1"\n'],
    ["a tab", 'a@1:\n\tversion "1"\n'],
    ["an open quotation", '"a@1:\n  version "1"\n'],
    ["two values", 'a@1:\n  version "1" "2"\n'],
    ["a bad escape", '"a\\x":\n  version "1"\n'],
    ["a file of a later Yarn", "__metadata:\n  version: 8\n"],
    ["a merge conflict", '<<<<<<< ours\na@1:\n  version "1"\n'],
  ])("parseYarnClassicLockfile() refuses %s", (_case, text) => {
    expect(() => showLockfile("yarn-classic", text)).toThrow(
      expect.objectContaining({ code: "LOCKFILE_BAD_FORMAT" }),
    );
  });
});
