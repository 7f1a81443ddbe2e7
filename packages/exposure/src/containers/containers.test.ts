import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { asFile, inPieces, tarOf, zipOf } from "../../test/archive-kit.ts";
import { ExposureError } from "../errors.ts";
import type { ArchiveBounds, ArchiveMember } from "./archive-member.ts";
import { archiveBounds, plainPath, readMember } from "./archive-member.ts";
import { readTarMembers } from "./tar-members.ts";
import { packingOf, unpack } from "./unpacked.ts";
import { readZipMembers } from "./zip-members.ts";

async function readAll(members: AsyncIterable<ArchiveMember>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const member of members) {
    const bytes = member.kind === "file" ? await readMember(member, 1_000_000) : undefined;
    found.push(`${member.kind} ${member.path} ${bytes?.toString("utf8") ?? ""}`.trim());
  }
  return found;
}

function readTar(bytes: Buffer, bounds: ArchiveBounds = archiveBounds): Promise<readonly string[]> {
  return readAll(readTarMembers(unpack(inPieces(bytes), bounds), bounds));
}

const longPath = `${"folder/".repeat(40)}file.txt`;
const entries = [
  { path: "a.txt", content: "one" },
  { path: "dir/", type: "5" },
  { path: longPath, content: "x".repeat(2000) },
  { path: "link", type: "2" },
  { path: "../../etc/passwd", content: "hostile" },
];

describe("readTarMembers", () => {
  test("entries, long paths, links and folders come in order; hostile paths stay texts", async () => {
    expect(await readTar(tarOf(entries))).toEqual([
      "file a.txt one",
      "folder dir/",
      `file ${longPath} ${"x".repeat(2000)}`,
      "link link",
      "file ../../etc/passwd hostile",
    ]);
  });

  test("what is packed with gzip is the same", async () => {
    expect(await readTar(gzipSync(tarOf(entries)))).toEqual(await readTar(tarOf(entries)));
  });

  test("members that nobody reads are passed over, and so is the rest of one that is left half-way", async () => {
    const paths: string[] = [];
    for await (const member of readTarMembers(inPieces(tarOf(entries)), archiveBounds)) {
      if (member.path === longPath) for await (const part of member.read()) if (part.length > 0) break;
      paths.push(member.path);
    }

    expect(paths).toHaveLength(5);
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["no tar", Buffer.from("hello ".repeat(200))],
    ["an early end", tarOf(entries).subarray(0, 1800)],
    ["no mark at its end", tarOf(entries).subarray(0, -1024)],
    ["a size beyond its end", tarOf([{ path: "a", content: "x", statedSize: 999_999 }])],
    ["damaged gzip", gzipSync(tarOf(entries)).subarray(0, 90)],
    ["zstd", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0])],
  ])("%s is refused by its own error", async (_what, bytes) => {
    await expect(readTar(bytes)).rejects.toBeInstanceOf(ExposureError);
  });

  test("a bomb ends at the bound, not in memory", async () => {
    const bomb = gzipSync(tarOf([{ path: "zeros", content: Buffer.alloc(5_000_000) }]));
    const bounds = { ...archiveBounds, growthFreeBytes: 100_000 };

    await expect(readTar(bomb, bounds)).rejects.toThrow("unpacks to more than");
  });

  test("any bytes are refused by its own error or read", async () => {
    const tar = tarOf(entries);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(tar.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(tar.length),
        async (changes, end) => {
          const bytes = Buffer.from(tar.subarray(0, end));
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          const outcome = await readTar(bytes).catch((error: unknown) => error);

          expect(Array.isArray(outcome) || outcome instanceof ExposureError).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("what an archive is read from", () => {
  test.each<[string, Buffer]>([
    ["an archive with more after its mark", Buffer.concat([tarOf(entries), Buffer.alloc(300_000)])],
    ["a packed one", gzipSync(Buffer.concat([tarOf(entries), Buffer.alloc(300_000)]))],
    ["one that is damaged", Buffer.concat([Buffer.from("no tar"), Buffer.alloc(300_000, 1)])],
    [
      "one in a packing that is not read",
      Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), Buffer.alloc(300_000)]),
    ],
  ])("is closed after %s", async (_what, bytes) => {
    let isClosed = false;
    const source = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
      } finally {
        isClosed = true;
      }
    };

    await readAll(readTarMembers(unpack(source(), archiveBounds), archiveBounds)).catch(() => []);

    await expect.poll(() => isClosed).toBe(true);
  });
});

describe("readZipMembers", () => {
  const files = [
    { path: "1_build.txt", content: "one\n".repeat(900) },
    { path: "dir/", content: "" },
    { path: "../up.txt", content: "hostile" },
  ];

  test("entries come with their bytes", async () => {
    expect(await readAll(readZipMembers(asFile(zipOf(files)), archiveBounds))).toEqual([
      `file 1_build.txt ${"one\n".repeat(900)}`.trim(),
      "folder dir/",
      "file ../up.txt hostile",
    ]);
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["no zip", Buffer.alloc(300)],
    ["a cut end", zipOf(files).subarray(0, -30)],
    ["a lie about a size", zipOf([{ path: "a", content: "x".repeat(5000), statedSize: 10 }])],
    ["an encrypted entry", zipOf([{ path: "a", content: "x" }], { isEncrypted: true })],
  ])("%s is refused by its own error", async (_what, bytes) => {
    await expect(readAll(readZipMembers(asFile(bytes), archiveBounds))).rejects.toBeInstanceOf(ExposureError);
  });

  test("any bytes are refused by its own error or read", async () => {
    const zip = zipOf(files);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        async (changes) => {
          const bytes = Buffer.from(zip);
          for (const [at, value] of changes) bytes[at] = value;
          const outcome = await readAll(readZipMembers(asFile(bytes), archiveBounds)).catch(
            (error: unknown) => error,
          );

          expect(Array.isArray(outcome) || outcome instanceof ExposureError).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("plainPath and packingOf", () => {
  test("paths are compared without what means nothing", () => {
    expect(plainPath("./app//node_modules/./x")).toBe("app/node_modules/x");
    expect(plainPath("/app\\x")).toBe("app/x");
  });

  test("packings are told by how they begin", () => {
    expect(packingOf(gzipSync("x"))).toBe("gzip");
    expect(packingOf(zipOf([]))).toBe("zip");
    expect(packingOf(tarOf([]))).toBe("none");
  });
});
