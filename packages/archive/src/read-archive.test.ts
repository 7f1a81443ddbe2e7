import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { paxRecord, tarOf } from "../test/tar-builder.ts";
import type { ArchiveAnomalyKind } from "./archive.ts";
import { ArchiveError } from "./errors.ts";
import { archiveLimits } from "./limits.ts";
import { archiveOfFiles, readArchive } from "./read-archive.ts";

const manifest = { name: "package/package.json", body: "{}" };

function anomaliesOf(bytes: Buffer): readonly ArchiveAnomalyKind[] {
  return readArchive(bytes).anomalies.map(({ kind }) => kind);
}

function codeOf(bytes: Uint8Array): string {
  try {
    readArchive(bytes);
  } catch (error) {
    if (error instanceof ArchiveError) return error.code;
    throw error;
  }
  return "read";
}

describe("readArchive", () => {
  test("reads what npm packs without anomalies", () => {
    const archive = readArchive(gzipSync(tarOf([manifest, { name: "package/index.js", body: "1" }])));

    expect(archive.entries.map(({ path }) => path)).toEqual(["package.json", "index.js"]);
    expect(archive.anomalies).toEqual([]);
    expect(archive.isPartial).toBe(false);
  });

  test("reads an archive that is not compressed", () => {
    expect(readArchive(tarOf([manifest])).entries).toHaveLength(1);
  });

  test("takes the last of two files of one path and keeps the first as shadowed", () => {
    const archive = readArchive(
      tarOf([
        { name: "package/a.js", body: "first" },
        { name: "package/a.js", body: "second" },
      ]),
    );

    expect(archive.entries.map(({ bytes }) => String(bytes))).toEqual(["second"]);
    expect(archive.shadowed.map(({ bytes }) => String(bytes))).toEqual(["first"]);
    expect(archive.anomalies[0]).toMatchObject({
      kind: "duplicate-path",
      detail: expect.stringContaining("different"),
    });
  });

  test.each<[ArchiveAnomalyKind, Parameters<typeof tarOf>[0]]>([
    ["case-twin", [{ name: "package/A.js" }, { name: "package/a.js" }]],
    ["absolute-path", [{ name: "package//etc/a" }]],
    ["path-traversal", [manifest, { name: "package/../../a" }]],
    ["path-traversal", [manifest, { name: "package/..\\a" }]],
    ["link", [manifest, { name: "package/a", type: "2", link: "/etc/passwd" }]],
    ["device", [manifest, { name: "package/a", type: "3" }]],
    ["bad-checksum", [manifest, { name: "package/a", hasBadChecksum: true }]],
    ["bad-number", [{ ...manifest, sizeField: Buffer.from("2x\0\0\0\0\0\0\0\0\0\0") }]],
    ["several-roots", [manifest, { name: "other/a.js" }]],
    ["odd-name", [manifest, { name: "package/a.js " }]],
    ["odd-name", [manifest, { name: "package/con.js" }]],
    ["odd-time", [manifest, { name: "package/a.js", time: 1_700_000_000 }]],
    ["trailing-bytes", [manifest, Buffer.alloc(1024), { name: "package/late.js" }]],
    ["trailing-bytes", [manifest, Buffer.alloc(512), { name: "package/late.js" }]],
    ["pax-override", [{ name: "x", type: "x", body: paxRecord("size", "1") }, manifest]],
    ["pax-override", [{ name: "x", type: "x", body: paxRecord("path", "package/evil.js") }, manifest]],
    ["pax-override", [{ name: "x", type: "g", body: paxRecord("size", "1") }, manifest]],
    ["pax-override", [{ name: "x", type: "L", body: "package/evil.js\0" }, manifest]],
    [
      "executable-bit",
      [
        { ...manifest, mode: 0o755 },
        { name: "package/a.js", mode: 0o755 },
      ],
    ],
  ])("notes %s", (kind, parts) => {
    expect(anomaliesOf(tarOf(parts))).toContain(kind);
  });

  test("takes a long name of an extended header for what it is", () => {
    const long = `package/${"deep/".repeat(30)}file.js`;
    const archive = readArchive(
      tarOf([
        manifest,
        { name: "x", type: "x", body: paxRecord("path", long) },
        { name: long.slice(0, 99), body: "1" },
      ]),
    );

    expect(archive.entries[1]?.path).toBe(long.slice("package/".length));
    expect(archive.anomalies).toEqual([]);
  });

  test("reads all members of a gzip file and says that there are several", () => {
    const tar = tarOf([manifest, { name: "package/a.js", body: "1" }]);
    const bytes = Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]);

    expect(readArchive(bytes).entries).toHaveLength(2);
    expect(anomaliesOf(bytes)).toContain("multiple-members");
  });

  test("reads the gzip stream before bytes that do not belong to it", () => {
    const bytes = Buffer.concat([gzipSync(tarOf([manifest])), Buffer.from("something that is no gzip")]);

    expect(anomaliesOf(bytes)).toEqual(["trailing-bytes"]);
  });

  test("does not mind a checksum that is wrong, and says so", () => {
    const bytes = gzipSync(tarOf([manifest]));
    bytes.fill(0, bytes.length - 8, bytes.length - 4);

    expect(anomaliesOf(bytes)).toEqual(["bad-checksum"]);
  });

  test("reads what is left of an archive that was cut, as a part", () => {
    const noise = Buffer.from(Array.from({ length: 40_000 }, (_, at) => (at * at * 31) % 251));
    const whole = gzipSync(tarOf([manifest, { name: "package/big.js", body: noise }]));
    const archive = readArchive(whole.subarray(0, whole.length - 40));

    expect(archive.isPartial).toBe(true);
    expect(archive.entries[0]?.path).toBe("package.json");
    expect(archive.anomalies.map(({ kind }) => kind)).toContain("truncated");
  });

  test("reads the beginning of a bomb alone", () => {
    const bomb = gzipSync(tarOf([manifest, { name: "package/zeros", body: Buffer.alloc(20_000_000) }]));
    const archive = readArchive(bomb, { ...archiveLimits, unpackedMaxBytes: 1_000_000 });

    expect(archive.isPartial).toBe(true);
    expect(archive.anomalies.map(({ kind }) => kind)).toContain("over-limit");
  });

  test("takes what grows out of proportion for a bomb, before it reaches the limit of bytes", () => {
    const bomb = gzipSync(tarOf([manifest, { name: "package/zeros", body: Buffer.alloc(20_000_000) }]));
    const archive = readArchive(bomb, { ...archiveLimits, growthFreeBytes: 1_000_000 });

    expect(archive.isPartial).toBe(true);
    expect(archive.unpackedBytes).toBeLessThan(20_000_000);
  });

  test("stops at the limit of entries", () => {
    const parts = Array.from({ length: 30 }, (_, at) => ({ name: `package/${String(at)}` }));
    const archive = readArchive(tarOf(parts), { ...archiveLimits, entryMaxCount: 10 });

    expect(archive.isPartial).toBe(true);
    expect(archive.entries.length).toBeLessThanOrEqual(11);
  });

  test.each<[string, Uint8Array, string]>([
    ["nothing", Buffer.alloc(0), "ARCHIVE_EMPTY"],
    ["zeros", Buffer.alloc(2048), "ARCHIVE_EMPTY"],
    ["an empty tar in gzip", gzipSync(Buffer.alloc(1024)), "ARCHIVE_EMPTY"],
    ["a text", Buffer.from("not an archive at all ".repeat(60)), "ARCHIVE_NOT_TAR"],
    ["a zip file", Buffer.from("PK\u0003\u0004 and so on"), "ARCHIVE_UNSUPPORTED"],
    ["damaged gzip", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff]), "ARCHIVE_BAD_GZIP"],
    ["the first bytes of an archive", gzipSync(tarOf([manifest])).subarray(0, 24), "ARCHIVE_TRUNCATED"],
  ])("refuses %s with a code", (_name, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
  });

  test("never throws anything but its own error", () => {
    const valid = gzipSync(tarOf([manifest, { name: "package/a.js", body: "x".repeat(5000) }]));
    const mutations = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 6 });

    fc.assert(
      fc.property(mutations, fc.uint8Array({ maxLength: 40 }), (changes, tail) => {
        const bytes = Buffer.concat([valid, tail]);
        for (const [at, value] of changes) bytes[at] = value;

        expect(codeOf(bytes)).toMatch(/^(?:read|ARCHIVE_)/);
      }),
      { numRuns: 500 },
    );
  });
});

describe("archiveOfFiles", () => {
  test("takes paths as they are", () => {
    const archive = archiveOfFiles([{ path: "lib/a.js", bytes: Buffer.from("1"), mode: 0o644 }]);

    expect(archive.entries.map(({ path }) => path)).toEqual(["lib/a.js"]);
    expect(archive.unpackedBytes).toBe(1);
  });

  test("stops at its limits and says so", () => {
    const files = Array.from({ length: 5 }, (_, at) => ({
      path: String(at),
      bytes: Buffer.alloc(10),
      mode: 0o644,
    }));
    const archive = archiveOfFiles(files, { ...archiveLimits, unpackedMaxBytes: 25 });

    expect(archive.isPartial).toBe(true);
    expect(archive.entries).toHaveLength(2);
  });
});
