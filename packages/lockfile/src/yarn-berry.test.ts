import { describe, expect, test } from "vitest";

import { showLockfile } from "../test/show-packages.ts";

function renderLock(...resolutions: readonly string[]): string {
  const entries = resolutions.map(
    (resolution, index) =>
      `\n"key${String(index)}@npm:^1.0.0":\n  version: 1.10.0\n  resolution: "${resolution}"\n  checksum: 10c0/aa\n`,
  );
  return `__metadata:\n  version: 8\n${entries.join("")}`;
}

describe("parseYarnBerryLockfile()", () => {
  test.each([
    ["@s/b@npm:1.10.0", "registry @s/b@1.10.0 -"],
    [
      "axios@npm:1.10.0::__archiveUrl=https%3A%2F%2Fother.example%2Faxios.tgz",
      "registry axios@1.10.0 https://other.example/axios.tgz",
    ],
    ["app@workspace:.", "workspace app@1.10.0 workspace:."],
    ["tool@https://files.example/tool.tgz", "tarball tool@1.10.0 https://files.example/tool.tgz"],
    ["repo@https://host.example/r.git#commit=abc", "git repo@1.10.0 https://host.example/r.git#commit=abc"],
    ["repo@git@host.example:u/r.git#commit=abc", "git repo@1.10.0 git@host.example:u/r.git#commit=abc"],
    [
      "local@file:../local#../local::hash=1&locator=app%40workspace%3A.",
      "file local@1.10.0 file:../local#../local",
    ],
    ["local@portal:../local::locator=app%40workspace%3A.", "file local@1.10.0 portal:../local"],
    [
      "axios@patch:axios@npm%3A1.10.0#optional!builtin<compat/axios>::version=1.10.0&hash=9bd1a5",
      "registry axios@1.10.0 -",
    ],
    [
      "axios@patch:axios@patch%3Aaxios@https%253A%252F%252Ffiles.example%252Fa.tgz%23~/a.patch#~/b.patch",
      "tarball axios@1.10.0 patch:axios@patch%3Aaxios@https%253A%252F%252Ffiles.example%252Fa.tgz%23~/a.patch#~/b.patch",
    ],
  ])("parseYarnBerryLockfile() reads %s", (resolution, expected) => {
    expect(showLockfile("yarn-berry", renderLock(resolution))).toEqual([`4 ${expected} 10c0/aa`]);
  });

  test("parseYarnBerryLockfile() gives each entry its line, also under a name written over two lines", () => {
    const long = `? "${"axios@npm:^1.0.0, ".repeat(100)}"\n:\n  version: 1.14.0\n  resolution: "axios@npm:1.14.0"\n`;

    const shown = showLockfile("yarn-berry", `${renderLock("a@npm:1.10.0", "b@npm:1.10.0")}\n${long}`);

    expect(shown.map((line) => line.split(" ")[0])).toEqual(["4", "9", "14"]);
  });

  test.each([
    ["a file of Yarn 1", 'axios@^1.0.0:\n  version "1.0.0"\n'],
    ["an entry without resolution", "__metadata:\n  version: 8\na@npm:1:\n  version: 1\n"],
    ["two documents", "__metadata:\n  version: 8\n---\n__metadata:\n  version: 8\n"],
    ["an empty file", ""],
  ])("parseYarnBerryLockfile() refuses %s", (_case, text) => {
    expect(() => showLockfile("yarn-berry", text)).toThrow(
      expect.objectContaining({ code: "LOCKFILE_BAD_FORMAT" }),
    );
  });
});
