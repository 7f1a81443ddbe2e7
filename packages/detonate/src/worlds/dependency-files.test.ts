import { describe, expect, test } from "vitest";

import { placeDependencies, readDependencies } from "./dependency-files.ts";
import { createWorld } from "./worlds.ts";

describe("readDependencies", () => {
  test.each(["..", "../x", "@a/../b", "a/b", "/etc", "C:\\x", ""])(
    "leaves out what no name is: %j",
    (name) => {
      expect(readDependencies([{ name, tarball: new Uint8Array(1) }])).toEqual([]);
    },
  );

  test("throws for what is no tarball", () => {
    expect(() => readDependencies([{ name: "a", tarball: new Uint8Array(9) }])).toThrow();
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
