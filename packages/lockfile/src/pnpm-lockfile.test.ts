import { describe, expect, test } from "vitest";

import { showLockfile } from "../test/show-packages.ts";

describe("parsePnpmLockfile()", () => {
  test("parsePnpmLockfile() reads version 9 with every kind of entry", () => {
    const text = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      '@s/b':
        specifier: 1.10.0
        version: 1.10.0(axios@1.14.0)

packages:

  '@s/b@1.10.0':
    resolution: {integrity: sha512-AA==}
    peerDependencies:
      axios: '*'

  axios@1.14.0:
    resolution: {integrity: sha512-BB==, tarball: https://other.example/axios-1.14.0.tgz}

  repo@git+file:///srv/r#abc:
    resolution: {commit: abc, repo: file:///srv/r, type: git}
    version: 0.3.0

  short@https://codeload.github.com/u/r/tar.gz/abc:
    resolution: {tarball: https://codeload.github.com/u/r/tar.gz/abc}
    version: 0.4.0

  hosted@https://git.example/r.tgz:
    resolution: {gitHosted: true, tarball: https://git.example/r.tgz}
    version: 0.5.0

  tool@https://files.example/tool.tgz:
    resolution: {integrity: sha512-CC==, tarball: https://files.example/tool.tgz}
    version: 3.0.0

  local@file:../local:
    resolution: {directory: ../local, type: directory}

  packed@file:packed.tgz:
    resolution: {integrity: sha512-DD==, tarball: file:packed.tgz}
    version: 2.0.0

  node@runtime:22.0.0:
    resolution: {type: binary, url: https://files.example/node.tgz, integrity: sha256-EE==}

snapshots:

  axios@1.14.0: {}
`;

    expect(showLockfile("pnpm", text)).toEqual([
      "13 registry @s/b@1.10.0 - sha512-AA==",
      "18 registry axios@1.14.0 https://other.example/axios-1.14.0.tgz sha512-BB==",
      "21 git repo@0.3.0 file:///srv/r#abc -",
      "25 git short@0.4.0 https://codeload.github.com/u/r/tar.gz/abc -",
      "29 git hosted@0.5.0 https://git.example/r.tgz -",
      "33 tarball tool@3.0.0 https://files.example/tool.tgz sha512-CC==",
      "37 file local@ ../local -",
      "40 file packed@2.0.0 file:packed.tgz sha512-DD==",
      "44 tarball node@22.0.0 https://files.example/node.tgz sha256-EE==",
    ]);
  });

  test("parsePnpmLockfile() reads all documents of a file, each with its own lines", () => {
    const document = (version: string): string =>
      `---\nlockfileVersion: '9.0'\npackages:\n  axios@${version}:\n    resolution: {integrity: sha512-AA==}\n`;

    expect(showLockfile("pnpm", `${document("1.14.0")}${document("1.14.1")}`)).toEqual([
      "4 registry axios@1.14.0 - sha512-AA==",
      "9 registry axios@1.14.1 - sha512-AA==",
    ]);
  });

  test.each([
    ["6", "/axios@1.14.0", "registry axios@1.14.0"],
    ["6", "/@s/b@1.0.0(@s/c@2.0.0)(d@3.0.0)", "registry @s/b@1.0.0"],
    ["5.4", "/axios/1.14.0", "registry axios@1.14.0"],
    ["5.4", "/axios/1.14.0_react@18.0.0", "registry axios@1.14.0"],
    ["5.3", "/@s/b/1.0.0-rc.1_@babel+core@7.0.0", "registry @s/b@1.0.0-rc.1"],
    ["5.1", "other.example/axios/1.14.0", "registry axios@1.14.0"],
    ["5.1", "other.example/@s/b/1.0.0", "registry @s/b@1.0.0"],
    ["9", "axios@1.14.0", "registry axios@1.14.0"],
  ])("parsePnpmLockfile() reads the key of version %s: %s", (version, key, expected) => {
    const text = `lockfileVersion: ${version}\npackages:\n  '${key}':\n    resolution: {integrity: sha512-AA==}\n`;

    expect(showLockfile("pnpm", text)).toEqual([`3 ${expected} - sha512-AA==`]);
  });

  test("parsePnpmLockfile() gives an entry its line, not that of a dependency on it", () => {
    const text = `lockfileVersion: 5.1
dependencies:
  alias: /axios/1.14.0
packages:
  /axios/1.14.0:
    resolution: {integrity: sha512-AA==}
`;

    expect(showLockfile("pnpm", text)).toEqual(["5 registry axios@1.14.0 - sha512-AA=="]);
  });

  test("parsePnpmLockfile() reads a repository's archive of version 5 by its fields", () => {
    const text = `lockfileVersion: 5.4
packages:
  github.com/u/r/abc:
    resolution: {tarball: https://codeload.github.com/u/r/tar.gz/abc}
    name: short
    version: 0.4.0
`;

    expect(showLockfile("pnpm", text)).toEqual([
      "3 git short@0.4.0 https://codeload.github.com/u/r/tar.gz/abc -",
    ]);
  });

  test("parsePnpmLockfile() takes names of object members for ordinary names", () => {
    const text = `lockfileVersion: '9.0'
packages:
  __proto__:
    resolution: {integrity: sha512-AA==}
  constructor@1.0.0:
    resolution: {}
`;

    expect(showLockfile("pnpm", text)).toEqual([
      "3 registry __proto__@ - sha512-AA==",
      "5 registry constructor@1.0.0 - -",
    ]);
  });

  test.each([
    ["no YAML", "a: [", "LOCKFILE_BAD_FORMAT"],
    ["another file", "packages:\n  - a\n", "LOCKFILE_BAD_FORMAT"],
    ["a list of packages", "lockfileVersion: 9\npackages: [a]\n", "LOCKFILE_BAD_FORMAT"],
    ["a text for packages", "lockfileVersion: 9\npackages: a\n", "LOCKFILE_BAD_FORMAT"],
    ["an entry without content", "lockfileVersion: 9\npackages:\n  a@1.0.0:\n", "LOCKFILE_BAD_FORMAT"],
    ["a foreign type", "lockfileVersion: !!js/function 'x'\n", "LOCKFILE_BAD_FORMAT"],
    ["deep nesting", `lockfileVersion: ${"[".repeat(101)}`, "LOCKFILE_TOO_LARGE"],
  ])("parsePnpmLockfile() refuses %s", (_case, text, code) => {
    expect(() => showLockfile("pnpm", text)).toThrow(expect.objectContaining({ code }));
  });
});
