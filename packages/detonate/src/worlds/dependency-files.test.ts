import { describe, expect, test } from "vitest";

import { placeDependencies, readDependencies } from "./dependency-files.ts";
import { createWorld } from "./worlds.ts";

describe("readDependencies", () => {
  test.each(["..", "../x", "@a/../b", "a/b", "/etc", "C:\\x", ""])(
    "leaves out what no name is: %j",
    async (name) => {
      const read = async (): Promise<never> => await Promise.reject(new Error("nothing is read"));

      expect(await readDependencies([{ name, tarball: new Uint8Array(1) }], read)).toEqual([]);
    },
  );

  test("readDependencies reads each with its name", async () => {
    const entries = [{ path: "b.js", bytes: Buffer.from("1"), mode: 0o644 }];

    const read = await readDependencies(
      [{ name: "a", tarball: new Uint8Array(9) }],
      async () => await Promise.resolve(entries),
    );

    expect(read).toEqual([{ name: "a", entries }]);
  });
});

describe("placeDependencies", () => {
  test.each([
    ["linux-laptop", "/home/lena/code/ledger-web/node_modules/@scope/a/lib/b.js"],
    ["win32-laptop", "C:\\Users\\lena\\code\\ledger-web\\node_modules\\@scope\\a\\lib\\b.js"],
  ] as const)("puts them beside the package on %s", (name, place) => {
    const entries = [{ path: "lib/b.js", bytes: Buffer.from("1"), mode: 0o644 }];
    const placed = placeDependencies([{ name: "@scope/a", entries }], createWorld(name, 0));

    expect(placed.map(([path]) => path)).toEqual([place]);
  });
});
