import { describe, expect, test } from "vitest";

import { showLockfile } from "../test/show-packages.ts";

function renderLock(members: object): string {
  return JSON.stringify({ name: "app", lockfileVersion: 3, ...members }, null, 1);
}

const axios = {
  version: "1.14.0",
  resolved: "https://registry.example/axios/-/axios-1.14.0.tgz",
  integrity: "sha512-AA==",
};

describe("parseNpmLockfile()", () => {
  test("parseNpmLockfile() reads the paths of version 3, with names of aliases, folders and links", () => {
    const packages = {
      "": { name: "app", dependencies: { tool: "https://files.example/tool.tgz" } },
      "../outside": { version: "0.1.0" },
      "node_modules/axios": axios,
      "node_modules/alias": { ...axios, name: "axios" },
      "node_modules/a/node_modules/@s/b": { version: "2.0.0", inBundle: true },
      "node_modules/tool": { version: "3.0.0", resolved: "https://files.example/tool.tgz" },
      "node_modules/repo": { version: "4.0.0", resolved: "git+ssh://git@host.example/r.git#abc" },
      "node_modules/packed": { version: "5.0.0", resolved: "file:packed.tgz" },
      "node_modules/@me/lib": { resolved: "packages/lib", link: true },
      "packages/lib": { version: "1.0.0" },
    };

    const shown = showLockfile("npm", renderLock({ packages }));

    expect(shown).toEqual([
      "11 file ../outside@0.1.0 - -",
      "14 registry axios@1.14.0 https://registry.example/axios/-/axios-1.14.0.tgz sha512-AA==",
      "19 registry axios@1.14.0 https://registry.example/axios/-/axios-1.14.0.tgz sha512-AA==",
      "25 bundled @s/b@2.0.0 - -",
      "29 tarball tool@3.0.0 https://files.example/tool.tgz -",
      "33 git repo@4.0.0 git+ssh://git@host.example/r.git#abc -",
      "37 file packed@5.0.0 file:packed.tgz -",
      "45 workspace @me/lib@1.0.0 - -",
    ]);
  });

  test("parseNpmLockfile() reads the tree of version 1 with everything below", () => {
    const dependencies = {
      alias: { version: "npm:@s/real@1.0.0", integrity: "sha512-AA==" },
      axios: { ...axios, dependencies: { ms: { version: "2.0.0", bundled: true } } },
      repo: { version: "git+ssh://git@host.example/r.git#abc", from: "repo@github:u/r" },
      tool: { version: "https://files.example/tool.tgz", integrity: "sha512-BB==" },
      local: { version: "file:../local" },
    };

    const shown = showLockfile("npm", renderLock({ lockfileVersion: 1, dependencies }));

    expect(shown).toEqual([
      "5 registry @s/real@1.0.0 - sha512-AA==",
      "9 registry axios@1.14.0 https://registry.example/axios/-/axios-1.14.0.tgz sha512-AA==",
      "14 bundled ms@2.0.0 - -",
      "20 git repo@ git+ssh://git@host.example/r.git#abc -",
      "24 tarball tool@ https://files.example/tool.tgz sha512-BB==",
      "28 file local@ file:../local -",
    ]);
  });

  test("parseNpmLockfile() prefers the paths where version 2 has both", () => {
    const packages = { "node_modules/axios": axios };

    const shown = showLockfile(
      "npm",
      renderLock({ packages, dependencies: { other: { version: "9.9.9" } } }),
    );

    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain("axios@1.14.0");
  });

  test("parseNpmLockfile() takes names of object members for ordinary names", () => {
    const text =
      '{"lockfileVersion":3,"packages":{"node_modules/__proto__":{"version":"1.0.0"},"node_modules/constructor":{"version":"2.0.0"},"__proto__":{"version":"3.0.0"}}}';

    expect(showLockfile("npm", text)).toEqual([
      "1 registry __proto__@1.0.0 - -",
      "1 registry constructor@2.0.0 - -",
      "1 workspace __proto__@3.0.0 - -",
    ]);
  });

  test("parseNpmLockfile() reads a project without dependencies, and a file that begins with a byte order mark", () => {
    expect(showLockfile("npm", '\uFEFF{"name":"app","lockfileVersion":3}')).toEqual([]);
  });

  test.each([
    ["not JSON", "{"],
    ["a comment", '{"lockfileVersion":3} // x'],
    ["another file", '{"name":"app"}'],
    ["a list of packages", '{"lockfileVersion":3,"packages":[]}'],
    ["an entry that is no object", '{"lockfileVersion":3,"packages":{"node_modules/a":1}}'],
    ["an empty file", ""],
  ])("parseNpmLockfile() refuses %s", (_case, text) => {
    expect(() => showLockfile("npm", text)).toThrow(expect.objectContaining({ code: "LOCKFILE_BAD_FORMAT" }));
  });
});
