import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { readTar } from "./tar-read.ts";
import { renderTarHeader, renderTarPadding, tarEnd } from "./tar-write.ts";

const modifiedAt = Date.parse("2026-03-31T01:10:00Z");

interface Packed {
  readonly path: string;
  readonly bytes: Buffer;
}

function pack(files: readonly Packed[]): Buffer {
  const parts = files.flatMap(({ path, bytes }) => [
    renderTarHeader({ path, bytes: bytes.length, modifiedAt }),
    bytes,
    renderTarPadding(bytes.length),
  ]);
  return Buffer.concat([...parts, tarEnd]);
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function unpack(bytes: Buffer, chunkSize = 100): Promise<readonly Packed[]> {
  const files: Packed[] = [];
  for await (const entry of readTar(inChunks(bytes, chunkSize))) {
    const parts: Buffer[] = [];
    for await (const part of entry.read()) parts.push(part);
    files.push({ path: entry.path, bytes: Buffer.concat(parts) });
  }
  return files;
}

const path = fc.stringMatching(/^[a-z0-9][a-z0-9/.-]{0,200}$/);
const file = fc.record({
  path,
  bytes: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
});

describe("readTar", () => {
  test("readTar yields what was written, in whatever pieces it comes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { maxLength: 5 }),
        fc.integer({ min: 1, max: 3000 }),
        async (files, size) => {
          expect(await unpack(pack(files), size)).toEqual(files);
        },
      ),
    );
  });

  test("readTar passes over files that nobody reads", async () => {
    const archive = pack([
      { path: "a", bytes: Buffer.alloc(5000) },
      { path: "b", bytes: Buffer.from("b") },
    ]);
    const paths: string[] = [];

    for await (const entry of readTar(inChunks(archive, 700))) paths.push(entry.path);

    expect(paths).toEqual(["a", "b"]);
  });

  test("readTar refuses or reads whatever it is given, and says so with its code", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        const outcome = await unpack(Buffer.from(bytes)).catch((error: unknown) => error);
        expect(Array.isArray(outcome) || outcome).toSatisfy(
          (it) => it === true || (it as { code?: string }).code === "STORE_BAD_BACKUP",
        );
      }),
    );
  });

  test("readTar refuses an archive with any one damaged header byte that matters, or one that ends early", async () => {
    const archive = pack([{ path: "lockkeeper.db", bytes: Buffer.from("x".repeat(600)) }]);

    for (const at of [0, 5, 100, 124, 130, 150, 156, 257]) {
      const damaged = Buffer.from(archive);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      await expect(unpack(damaged)).rejects.toMatchObject({ code: "STORE_BAD_BACKUP" });
    }
    for (const end of [1, 511, 512, 700, 1024, 1535]) {
      await expect(unpack(archive.subarray(0, end))).rejects.toMatchObject({ code: "STORE_BAD_BACKUP" });
    }
  });

  test("readTar refuses links, folders and devices", async () => {
    for (const type of ["1", "2", "5", "3", "g"]) {
      const block = renderTarHeader({ path: "x", bytes: 0, modifiedAt });
      const sum = (block[156] ?? 0) - type.charCodeAt(0);
      block.write(type, 156);
      const stated = Number.parseInt(block.toString("latin1", 148, 154), 8) - sum;
      block.write(stated.toString(8).padStart(6, "0"), 148);
      await expect(unpack(Buffer.concat([block, tarEnd]))).rejects.toMatchObject({
        message: expect.stringContaining("no file"),
      });
    }
  });
});

describe("renderTarHeader", () => {
  test("renderTarHeader writes sizes that octal digits cannot hold", async () => {
    const header = renderTarHeader({ path: "large", bytes: 2 ** 40, modifiedAt });
    const entries = readTar(inChunks(header, 512));

    const first = await entries.next();

    expect(first.value).toMatchObject({ path: "large", bytes: 2 ** 40, modifiedAt });
  });
});
