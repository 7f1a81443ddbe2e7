import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isBackupPath, parseManifest } from "./backup-manifest.ts";
import { StoreError } from "./errors.ts";

const manifest = {
  format: 1,
  version: "1.2.3",
  createdAt: 1,
  schema: 3,
  ledger: { head: "0", lastSeq: 0 },
  files: [{ path: "lockkeeper.db", bytes: 1, sha256: "0" }],
};

describe("parseManifest", () => {
  test("parseManifest reads what is written", () => {
    expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
  });

  test("parseManifest throws its own error for whatever is none", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => parseManifest(text)).toThrow(StoreError);
      }),
    );
  });

  test.each([
    ["another format", { ...manifest, format: 2 }],
    ["no files", { ...manifest, files: undefined }],
    ["a file without a hash", { ...manifest, files: [{ path: "x", bytes: 1 }] }],
    ["a negative size", { ...manifest, files: [{ path: "x", bytes: -1, sha256: "0" }] }],
    ["fields of a prototype", Object.create(manifest)],
  ])("parseManifest refuses %s", (_what, value) => {
    expect(() => parseManifest(JSON.stringify(value))).toThrow(
      expect.objectContaining({ code: "STORE_BAD_BACKUP" }),
    );
  });
});

describe("isBackupPath", () => {
  test.each([
    "lockkeeper.db",
    "policy.yaml",
    "upstreams.yaml",
    "feeds.yaml",
    `snapshots/ab/${"0".repeat(64)}.gz`,
    `snapshots/packuments/ab/${"0".repeat(64)}-${"1".repeat(32)}-${"2".repeat(16)}`,
  ])("isBackupPath knows %s", (path) => {
    expect(isBackupPath(path)).toBe(true);
  });

  test("isBackupPath lets nothing else through, however it is spelled", () => {
    const parts = [
      "..",
      ".",
      "/",
      "\\",
      "snapshots",
      "packuments",
      "ab",
      "secrets.yaml",
      "\0",
      `${"0".repeat(64)}.gz`,
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...parts), { maxLength: 6 }),
        fc.constantFrom("", "/"),
        (words, glue) => {
          const path = words.join(glue);
          const isSafe = !path.includes("..") && !path.startsWith("/") && !/[\\\0]/.test(path);
          expect(isBackupPath(path) ? isSafe : true).toBe(true);
        },
      ),
    );
  });
});
