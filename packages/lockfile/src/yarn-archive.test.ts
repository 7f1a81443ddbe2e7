import { describe, expect, test } from "vitest";

import { yarnChecksumOf } from "./yarn-archive.ts";
import type { PackedFile } from "./yarn-archive.ts";

const files: readonly PackedFile[] = [
  { path: "package.json", bytes: Buffer.from('{"name":"@team/tool"}'), isExecutable: false },
  { path: "bin/run.js", bytes: Buffer.from("#!/usr/bin/env node\n"), isExecutable: true },
];

describe("yarnChecksumOf", () => {
  test("is the sum that Yarn 4 makes, which real installations in the clients' tests hold it to", () => {
    expect(yarnChecksumOf("@team/tool", files)).toBe(
      "6e0f0dd193f2d4e5849b3cd8d2b1361de02c493ba4e8d268f4b30dc109b99a373b833102c8026f86d20b2f068fcba6533ce8ca1e6264995d2eecb523f9620fa1",
    );
  });

  test("is another one for other bytes, names, orders and programs", () => {
    const sums = [
      yarnChecksumOf("@team/tool", files),
      yarnChecksumOf("@team/other", files),
      yarnChecksumOf("@team/tool", files.toReversed()),
      yarnChecksumOf(
        "@team/tool",
        files.map((file) => ({ ...file, isExecutable: false })),
      ),
    ];

    expect(new Set(sums).size).toBe(4);
  });

  test("is none for paths beyond ASCII, which archives write in several ways", () => {
    expect(
      yarnChecksumOf("tool", [{ path: "ä.js", bytes: new Uint8Array(0), isExecutable: false }]),
    ).toBeUndefined();
  });
});
