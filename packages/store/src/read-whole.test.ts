import { mkdtemp, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { renderFingerprint } from "./fingerprint.ts";
import { readUnchangedNow } from "./read-whole.ts";

interface KnownFile {
  readonly path: string;
  readonly fingerprint: string;
}

async function makeFile(bytes: Buffer): Promise<KnownFile> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-read-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "file");
  await writeFile(path, bytes);
  return { path, fingerprint: renderFingerprint(await stat(path, { bigint: true })) };
}

describe("readUnchangedNow", () => {
  test.each([0, 1, 100_000])(
    "readUnchangedNow answers the %i bytes of a file that is as it was",
    async (size) => {
      const bytes = Buffer.alloc(size, "tarball");
      const { path, fingerprint } = await makeFile(bytes);

      expect(readUnchangedNow(path, size, fingerprint)?.equals(bytes)).toBe(true);
    },
  );

  test("readUnchangedNow answers nothing for another file in its place, although its size and times are the same", async () => {
    const { path, fingerprint } = await makeFile(Buffer.from("tarball"));
    const { atime, mtime } = await stat(path);
    await writeFile(`${path}-other`, "tArball");
    await utimes(`${path}-other`, atime, mtime);
    await rename(`${path}-other`, path);

    expect(readUnchangedNow(path, 7, fingerprint)).toBeUndefined();
  });

  test.each([6, 8])("readUnchangedNow answers nothing for a file of 7 bytes that had %i", async (size) => {
    const { path, fingerprint } = await makeFile(Buffer.from("tarball"));

    expect(readUnchangedNow(path, size, fingerprint.replace(/^7 /, `${size} `))).toBeUndefined();
  });

  test("readUnchangedNow answers nothing for a file that is gone, and throws for what is none", async () => {
    const { path, fingerprint } = await makeFile(Buffer.from("tarball"));

    expect(readUnchangedNow(`${path}-gone`, 7, fingerprint)).toBeUndefined();
    expect(() => readUnchangedNow(join(path, ".."), 7, fingerprint)).toThrow("EISDIR");
  });
});
