import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import * as fc from "fast-check";
import { extract, list } from "tar";
import { afterEach, beforeEach, expect, test } from "vitest";

import { DrillError, buildPackage, buildTarball } from "./index.ts";
import type { TarballFile } from "./index.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lockkeeper-tarball-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

interface Listed {
  readonly path: string;
  readonly size: number;
  readonly mode: number | undefined;
  readonly type: string;
  readonly linkpath: string | undefined;
}

function readEntries(tarball: Buffer): Listed[] {
  const entries: Listed[] = [];
  const parser = list({
    sync: true,
    strict: true,
    onReadEntry: ({ path: name, size, mode, type, linkpath }) => {
      entries.push({ path: name, size, mode, type, linkpath });
    },
  });
  parser.end(tarball);
  return entries;
}

test("buildTarball writes what an extractor reads back, modes included", async () => {
  const file = path.join(folder, "package.tgz");
  await writeFile(file, buildTarball([{ path: "bin/run.js", content: "run\n", mode: 0o755 }]));

  extract({ file, cwd: folder, strict: true, sync: true });

  const extracted = path.join(folder, "package", "bin", "run.js");
  expect(await readFile(extracted, "utf8")).toBe("run\n");
  expect((await stat(extracted)).mode & 0o777).toBe(0o755);
  expect((await stat(extracted)).mtime.toISOString()).toBe("1985-10-26T08:15:00.000Z");
});

test("buildTarball gives the same bytes for the same files", () => {
  const files = [{ path: "a.js", content: "a" }];

  expect(buildTarball(files).equals(buildTarball(files))).toBe(true);
});

test("buildTarball keeps paths of every length and alphabet, and their contents' size", () => {
  const segment = fc.stringMatching(/^[a-zA-Z0-9äß語-]{1,60}$/);
  const files: fc.Arbitrary<TarballFile[]> = fc.array(
    fc.record({
      path: fc.array(segment, { minLength: 1, maxLength: 8 }).map((parts) => parts.join("/")),
      content: fc.uint8Array({ maxLength: 1500 }).map((bytes) => Buffer.from(bytes)),
    }),
    { minLength: 1, maxLength: 6 },
  );

  fc.assert(
    fc.property(files, (written) => {
      const entries = readEntries(buildTarball(written));

      expect(entries.map(({ path: name, size }) => [name, size])).toEqual(
        written.map((file) => [`package/${file.path}`, file.content.length]),
      );
    }),
    { numRuns: 60 },
  );
});

test("buildTarball writes links and hostile paths as they are", () => {
  const files: readonly TarballFile[] = [
    { path: "../outside.js", content: "x" },
    { path: "link.js", content: "ignored", link: { kind: "symbolic", target: "/etc/hostname" } },
    { path: "long.js", content: "", link: { kind: "hard", target: `${"d/".repeat(80)}target.js` } },
  ];

  const entries = readEntries(buildTarball(files, { prefix: "" }));

  expect(entries.map((entry) => [entry.path, entry.type, entry.size])).toEqual([
    ["../outside.js", "File", 1],
    ["link.js", "SymbolicLink", 0],
    ["long.js", "Link", 0],
  ]);
  expect(entries[2]?.linkpath).toBe(`${"d/".repeat(80)}target.js`);
});

test("buildTarball refuses a path that the format cannot hold", () => {
  const build = (): Buffer => buildTarball([{ path: "a\0b", content: "" }]);

  expect(build).toThrow(DrillError);
});

test("buildPackage puts package.json first and counts like a registry", () => {
  const manifest = { name: "a", version: "1.0.0" };

  const built = buildPackage(manifest, [{ path: "index.js", content: "ä" }]);

  const entries = readEntries(built.tarball);
  expect(entries.map((entry) => entry.path)).toEqual(["package/package.json", "package/index.js"]);
  expect(built.fileCount).toBe(2);
  expect(built.unpackedSize).toBe(entries.reduce((sum, entry) => sum + entry.size, 0));
  expect(built.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  expect(built.shasum).toMatch(/^[0-9a-f]{40}$/);
});

test("buildPackage lets a package.json among the files contradict the manifest", () => {
  const own = { path: "package.json", content: '{"name":"other","version":"9.9.9"}' };

  const built = buildPackage({ name: "a", version: "1.0.0" }, [{ path: "index.js", content: "" }, own]);

  expect(readEntries(built.tarball)[0]).toMatchObject({
    path: "package/package.json",
    size: own.content.length,
  });
});
