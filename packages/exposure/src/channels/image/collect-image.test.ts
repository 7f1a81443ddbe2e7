import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { asFile, inPieces, tarOf, zipOf } from "../../../test/archive-kit.ts";
import type { KitEntry } from "../../../test/archive-kit.ts";
import { gatherItems, nightQuestion, summaryOf } from "../../../test/log-kit.ts";
import type { EvidenceItem, Observation } from "../../observation.ts";
import { collectImage } from "./collect-image.ts";

async function readTar(bytes: Buffer, ref = "app.tar"): Promise<readonly EvidenceItem[]> {
  const content = { kind: "stream", chunks: inPieces(bytes) } as const;
  return await gatherItems(collectImage(nightQuestion, { ref, content }));
}

function observationsOf(items: readonly EvidenceItem[]): readonly Observation[] {
  return items.flatMap((item) => (item.kind === "observation" ? [item.observation] : []));
}

const manifest = (name: string, version: string): string => JSON.stringify({ name, version });
const lock = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    "": { name: "app" },
    "node_modules/axios": {
      version: "1.14.1",
      resolved: "https://registry.example/axios/-/axios-1.14.1.tgz",
    },
  },
});
const digest = (letter: string): string => letter.repeat(64);

/** An image as `docker save` writes it: two layers, the second of which deletes something. */
function savedImage(below: readonly KitEntry[], above: readonly KitEntry[]): Buffer {
  const layers = [digest("a"), digest("b")].map((each) => `blobs/sha256/${each}`);
  const config = { history: [{ created: "2026-03-31T01:00:00Z" }, { created: "2026-03-31T01:05:00Z" }] };
  return tarOf([
    { path: layers[1] ?? "", content: gzipSync(tarOf(above)) },
    { path: layers[0] ?? "", content: tarOf(below) },
    { path: `blobs/sha256/${digest("c")}`, content: JSON.stringify(config) },
    {
      path: "manifest.json",
      content: JSON.stringify([
        { Config: `blobs/sha256/${digest("c")}`, RepoTags: ["shop/web:1"], Layers: layers },
      ]),
    },
  ]);
}

describe("collectImage and what lies in an archive", () => {
  test.each<[string, readonly KitEntry[], readonly string[]]>([
    [
      "an installed package",
      [{ path: "./app/node_modules/axios/package.json", content: manifest("axios", "1.14.1") }],
      ["present axios@1.14.1"],
    ],
    [
      "an installed package of another version",
      [{ path: "app/node_modules/axios/package.json", content: manifest("axios", "1.14.0") }],
      ["clean axios@1.14.0"],
    ],
    [
      "a folder whose manifest was swapped",
      [
        {
          path: "app/node_modules/plain-crypto-js/package.json",
          content: manifest("plain-crypto-js", "4.2.0"),
        },
      ],
      ["present plain-crypto-js@4.2.0"],
    ],
    [
      "a folder without a manifest",
      [{ path: "app/node_modules/plain-crypto-js/", type: "5" }],
      ["present plain-crypto-js@?"],
    ],
    [
      "a folder without a manifest where versions are asked for",
      [{ path: "app/node_modules/axios/", type: "5" }],
      ["accepts axios@?"],
    ],
    [
      "a broken manifest",
      [{ path: "app/node_modules/axios/package.json", content: "{" }],
      ["accepts axios@?"],
    ],
    ["a lockfile", [{ path: "app/package-lock.json", content: lock }], ["locked axios@1.14.1"]],
    [
      "npm's own note",
      [{ path: "app/node_modules/.package-lock.json", content: lock }],
      ["present axios@1.14.1"],
    ],
    [
      "a broken lockfile that names it",
      [{ path: "app/package-lock.json", content: '{"axios' }],
      ["unreadable LOCKFILE_BAD_FORMAT"],
    ],
    [
      "the store of pnpm in a project",
      [{ path: "app/node_modules/.pnpm/axios@1.14.1_debug@4/node_modules/axios/index.js" }],
      ["present axios@1.14.1"],
    ],
    [
      "the folder of pnpm's store",
      [{ path: "app/node_modules/.pnpm/axios@1.14.1/", type: "5" }],
      ["present axios@1.14.1"],
    ],
    [
      "Yarn's cache",
      [{ path: "root/.yarn/berry/cache/axios-npm-1.14.1-0f1e2d3c4b-10c0.zip" }],
      ["present axios@1.14.1"],
    ],
    [
      "Bun's cache",
      [{ path: "root/.bun/install/cache/axios@1.14.1@@@1/", type: "5" }],
      ["present axios@1.14.1"],
    ],
    [
      "the package itself",
      [{ path: "package/package.json", content: manifest("axios", "1.14.1") }],
      ["present axios@1.14.1"],
    ],
    [
      "npm's log",
      [
        {
          path: "root/.npm/_logs/2026-03-31T00_30_00_000Z-debug-0.log",
          content: "0 verbose cli x\n44 info run plain-crypto-js@4.2.1 postinstall node_modules/x y\n",
        },
      ],
      ["executed plain-crypto-js@4.2.1"],
    ],
    ["nothing of it", [{ path: "app/index.js", content: "axios@1.14.1" }], ["clean"]],
  ])("%s", async (_what, entries, shows) => {
    expect(summaryOf(await readTar(tarOf(entries)))).toEqual(shows);
  });

  test.each([
    [30_000, "executed plain-crypto-js@4.2.1"],
    [0, "present plain-crypto-js@4.2.1"],
  ])("a manifest that says other than npm noted, %i ms after the other files", async (laterMs, shows) => {
    const at = Date.parse("2026-03-31T00:45:00Z");
    const folder = "app/node_modules/plain-crypto-js";
    const noted = { lockfileVersion: 3, packages: { "node_modules/plain-crypto-js": { version: "4.2.1" } } };
    const items = await readTar(
      tarOf([
        { path: `${folder}/README.md`, content: "x", at },
        { path: `${folder}/package.json`, content: manifest("plain-crypto-js", "4.2.0"), at: at + laterMs },
        { path: "app/node_modules/.package-lock.json", content: JSON.stringify(noted), at },
      ]),
    );

    expect(summaryOf(items)).toContain(shows);
    expect(summaryOf(items)).not.toContain("present plain-crypto-js@4.2.0");
  });

  test("npm's cache says when its tarball came", async () => {
    const time = Date.parse("2026-03-31T00:45:00Z");
    const key = "make-fetch-happen:request-cache:https://registry.example/axios/-/axios-1.14.1.tgz";
    const content = `\nabc\t${JSON.stringify({ key, integrity: "sha512-x", time, size: 9 })}\nbroken\t{\n`;
    const [found] = observationsOf(
      await readTar(tarOf([{ path: "root/.npm/_cacache/index-v5/aa/bb/cc", content }])),
    );

    expect(found).toMatchObject({ kind: "fetched", version: "1.14.1", since: { at: time, basis: "stated" } });
  });

  test("a file's date is said to be one, and the date that npm gives files is none", async () => {
    const at = Date.parse("2026-03-31T00:45:00Z");
    const path = "app/package-lock.json";
    const [dated] = observationsOf(await readTar(tarOf([{ path, content: lock, at }])));
    const [undated] = observationsOf(await readTar(tarOf([{ path, content: lock, at: 499_162_500_000 }])));

    expect(dated?.since).toEqual({ at, basis: "file-date", toleranceMs: 0 });
    expect(undated?.since).toBeUndefined();
  });

  test("a zip is read as a tar is", async () => {
    const file = asFile(zipOf([{ path: "app/yarn.lock", content: 'axios@^1:\n  version "1.14.1"\n' }]));
    const items = await gatherItems(
      collectImage(nightQuestion, { ref: "app.zip", content: { kind: "zip", file } }),
    );

    expect(summaryOf(items)).toEqual(["locked axios@1.14.1"]);
    // Zips state local times of a zone that nobody knows.
    expect(observationsOf(items)[0]?.since).toMatchObject({ toleranceMs: 14 * 3_600_000 });
  });
});

describe("collectImage and images", () => {
  const installed = {
    path: "app/node_modules/axios/package.json",
    content: manifest("axios", "1.14.1"),
    at: 0,
  };

  test("what a layer holds is found, by the image's name, with the layer's time", async () => {
    const [found] = observationsOf(await readTar(savedImage([installed], [])));

    expect(found).toMatchObject({
      kind: "present",
      where: { kind: "image", id: "shop/web:1 (app.tar)" },
      since: { at: Date.parse("2026-03-31T01:00:00Z"), basis: "stated" },
      ref: "app.tar!app/node_modules/axios",
    });
  });

  test("a folder that a layer repeats without its manifest is the one below", async () => {
    const below = { path: "app/node_modules/axios/package.json", content: manifest("axios", "1.14.0") };
    const items = await readTar(savedImage([below], [{ path: "app/node_modules/axios/", type: "5" }]));

    expect(summaryOf(items)).toEqual(["clean axios@1.14.0"]);
  });

  test("a link is nothing by itself", async () => {
    const items = await readTar(tarOf([{ path: "app/node_modules/axios", type: "2" }]));

    expect(summaryOf(items)).toEqual(["clean"]);
  });

  test.each([".wh.axios", ".wh..wh..opq"])(
    "what a later layer deletes by %s is found, and told so",
    async (name) => {
      const folder = name === ".wh.axios" ? "app/node_modules" : "app/node_modules/axios";
      const [found] = observationsOf(await readTar(savedImage([installed], [{ path: `${folder}/${name}` }])));

      expect(found?.detail).toContain("a later layer deletes it");
    },
  );

  test("what an earlier layer deleted is there", async () => {
    const [found] = observationsOf(
      await readTar(savedImage([{ path: "app/node_modules/.wh.axios" }], [installed])),
    );

    expect(found?.detail).not.toContain("deletes");
  });

  test("a layer that cannot be read is unreadable, and the others are read", async () => {
    const zstd = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3, 4]);
    const items = await readTar(
      tarOf([
        { path: `blobs/sha256/${digest("a")}`, content: zstd },
        { path: `blobs/sha256/${digest("b")}`, content: tarOf([installed]) },
      ]),
    );

    expect(summaryOf(items)).toEqual(["unreadable EXPOSURE_BAD_ARCHIVE", "present axios@1.14.1"]);
    expect(JSON.stringify(items)).toContain("zstd");
  });

  test("a layer that is not there is unreadable, never clean", async () => {
    const layers = [`blobs/sha256/${digest("a")}`];
    const items = await readTar(
      tarOf([{ path: "manifest.json", content: JSON.stringify([{ Layers: layers }]) }]),
    );

    expect(summaryOf(items)).toEqual(["unreadable EXPOSURE_MISSING_LAYER"]);
  });

  test("an OCI layout names its images by annotation", async () => {
    const index = {
      manifests: [
        { digest: `sha256:${digest("d")}`, annotations: { "io.containerd.image.name": "shop/api:2" } },
      ],
    };
    const description = {
      config: { digest: `sha256:${digest("c")}` },
      layers: [{ digest: `sha256:${digest("a")}` }],
    };
    const items = await readTar(
      tarOf([
        { path: "index.json", content: JSON.stringify(index) },
        { path: `blobs/sha256/${digest("d")}`, content: JSON.stringify(description) },
        { path: `blobs/sha256/${digest("a")}`, content: tarOf([installed]) },
      ]),
    );

    expect(observationsOf(items)[0]?.where.id).toBe("shop/api:2 (app.tar)");
  });

  test("an archive that is cut off is unreadable beside what came before", async () => {
    const whole = tarOf([installed, { path: "big", content: "x".repeat(5000) }]);

    expect(summaryOf(await readTar(whole.subarray(0, 3000)))).toEqual([
      "unreadable EXPOSURE_BAD_ARCHIVE",
      "present axios@1.14.1",
    ]);
  });

  test("any changed bytes of an image are read without an error", async () => {
    const image = savedImage([installed], [{ path: "app/node_modules/.wh.axios" }]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(image.length - 1), fc.nat(255)), { maxLength: 10 }),
        async (changes) => {
          const bytes = Buffer.from(image);
          for (const [at, value] of changes) bytes[at] = value;

          expect((await readTar(bytes)).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 50 },
    );
  });
});
