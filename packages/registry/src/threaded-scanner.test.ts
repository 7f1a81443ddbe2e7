import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterEach, describe, expect, test } from "vitest";

import { axios, buildManifest, buildPackument, toBytes } from "../test/packument-builder.ts";
import { scanPackument } from "./packument-scan.ts";
import type { PackumentScanner } from "./packument-scanner.ts";
import type { PackumentIndex } from "./packument.ts";
import { createThreadedScanner } from "./threaded-scanner.ts";

/** Threads run what is compiled: the set-up of the tests builds it. */
const program = new URL("../dist/scan-thread.js", import.meta.url);

const scanners: PackumentScanner[] = [];

function open(count: number, run: URL = program): PackumentScanner {
  const scanner = createThreadedScanner(count, run);
  scanners.push(scanner);
  return scanner;
}

afterEach(async () => {
  await Promise.all(scanners.splice(0).map((scanner) => scanner.close()));
});

function buildLarge(count: number): Buffer {
  const versions = Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const version = `1.0.${index}`;
      const fields = {
        gitHead: `a${index}`,
        description: "é".repeat(200),
        _npmUser: { name: "bot", email: "bot@mail.example" },
        ...(index % 7 === 0 ? { deprecated: "old", scripts: { install: "x" } } : {}),
      };
      return [version, buildManifest("axios", version, fields)] as const;
    }),
  );
  return toBytes(
    buildPackument({ versions: { ...versions, "2.0.0": "no object" }, tags: { latest: "1.0.1" } }),
  );
}

/** All that an index says. */
function describeIndex(index: PackumentIndex): unknown {
  const { name, sha256, byteLength, refused, distTags, times, versions, layout } = index;
  const { versions: members } = layout;
  return {
    facts: { name, sha256, byteLength, refused: [...refused], distTags: [...distTags], times: [...times] },
    versions: [...versions.values()].map(
      ({ version, span, tarball, integrity, shasum, gitHead, deprecated, installScripts, publisher }) => [
        version,
        span,
        tarball,
        integrity,
        shasum,
        gitHead,
        deprecated,
        installScripts,
        publisher,
      ],
    ),
    members: members.keys.map((key, member) => [key, members.startOf(member), members.valueOf(member)]),
    top: layout.members,
  };
}

describe("createThreadedScanner", () => {
  test("createThreadedScanner finds on another thread what a scan finds on this one", async () => {
    const bytes = buildLarge(300);
    const expected = describeIndex(scanPackument(Buffer.from(bytes), axios));

    const { index, bytes: returned } = await open(1).scan(Buffer.from(bytes), axios);

    expect(describeIndex(index)).toEqual(expected);
    expect(returned).toEqual(bytes);
  });

  test("createThreadedScanner keeps many packuments apart", async () => {
    const scanner = open(2);
    const counts = [300, 310, 320, 330, 340, 350];

    const found = await Promise.all(
      counts.map(async (count) => await scanner.scan(buildLarge(count), axios)),
    );

    expect(found.map(({ index }) => index.versions.size)).toEqual(counts);
  });

  test("createThreadedScanner passes on why a packument cannot be read, and reads the next", async () => {
    const scanner = open(1);
    const damaged = Buffer.concat([buildLarge(300), Buffer.from("}")]);

    await expect(scanner.scan(damaged, axios)).rejects.toMatchObject({
      name: "RegistryError",
      code: "REGISTRY_BAD_PACKUMENT",
    });

    expect((await scanner.scan(buildLarge(300), axios)).index.versions.size).toBe(300);
  });

  test("createThreadedScanner fails what a thread was at when it ended, and no more than that", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lockkeeper-scan-"));
    const file = join(folder, "ends.mjs");
    await writeFile(file, "process.exit(3);");
    const scanner = open(1, pathToFileURL(file));

    for (const _ of [1, 2]) {
      await expect(scanner.scan(buildLarge(300), axios)).rejects.toMatchObject({
        code: "REGISTRY_BAD_PACKUMENT",
      });
    }
    expect((await scanner.scan(buildLarge(1), axios)).index.versions.size).toBe(1);
  });
});
