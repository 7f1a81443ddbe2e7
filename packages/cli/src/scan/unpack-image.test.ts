import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { buildTarball } from "@lockkeeper/drill";
import type { TarballFile } from "@lockkeeper/drill";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal } from "../../test/fake-environment.ts";
import { unpackImage } from "./unpack-image.ts";
import type { UnpackedImage } from "./unpack-image.ts";

function tarOf(files: Readonly<Record<string, string | Buffer>>, isCompressed = false): Buffer {
  const list = Object.entries(files).map(([path, content]) => ({ path, content }));
  return buildTarball(list, { prefix: "", isCompressed });
}

const manifest = (name: string, version: string): string => JSON.stringify({ name, version });

const lower = tarOf({
  "app/package.json": manifest("app", "1.0.0"),
  "app/node_modules/axios/package.json": manifest("axios", "1.14.1"),
  "app/node_modules/gone/package.json": manifest("gone", "1.0.0"),
  "usr/bin/tool": "program",
});
const upper = tarOf({
  "app/node_modules/axios/package.json": manifest("axios", "1.14.0"),
  "app/node_modules/.wh.gone": "",
});

function savedImage(): Buffer {
  return tarOf({
    "b/layer.tar": upper,
    "a/layer.tar": lower,
    "manifest.json": JSON.stringify([{ Layers: ["a/layer.tar", "b/layer.tar"], RepoTags: ["shop:1"] }]),
  });
}

function ociImage(): Buffer {
  const layers = [lower, upper].map((layer) => ({
    layer,
    hex: createHash("sha256").update(layer).digest("hex"),
  }));
  const image = JSON.stringify({ layers: layers.map(({ hex }) => ({ digest: `sha256:${hex}` })) });
  const hex = createHash("sha256").update(image).digest("hex");
  return tarOf({
    ...Object.fromEntries(layers.map(({ layer, hex: name }) => [`blobs/sha256/${name}`, layer])),
    [`blobs/sha256/${hex}`]: image,
    "index.json": JSON.stringify({ manifests: [{ digest: `sha256:${hex}` }] }),
    "oci-layout": '{"imageLayoutVersion":"1.0.0"}',
  });
}

async function unpackBytes(bytes: Uint8Array): Promise<UnpackedImage & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-unpack-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const file = join(folder, "image.tar");
  await writeFile(file, bytes);
  const out = join(folder, "out");
  return { ...(await unpackImage(file, out)), folder };
}

async function listAll(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

describe("unpackImage", () => {
  test.each([
    ["docker save", savedImage()],
    ["an OCI layout", ociImage()],
  ])("lays the layers of %s one upon the other, without what a later one deletes", async (_form, bytes) => {
    const { root, unread } = await unpackBytes(bytes);

    expect(unread).toEqual([]);
    expect(await listAll(root)).toEqual(["app/node_modules/axios/package.json", "app/package.json"]);
    expect(await readFile(join(root, "app/node_modules/axios/package.json"), "utf8")).toContain("1.14.0");
  });

  test("leaves nothing outside of its folder, and makes no link", async () => {
    const files: readonly TarballFile[] = [
      { path: "../../up/package.json", content: "{}" },
      { path: "/etc/package.json", content: "{}" },
      { path: "app/node_modules/link", content: "", link: { kind: "symbolic", target: "/etc" } },
      { path: "app/node_modules/link/passwd", content: "hostile" },
    ];

    const { root, folder } = await unpackBytes(buildTarball(files, { prefix: "", isCompressed: false }));

    expect(await listAll(root)).toEqual(["app/node_modules/link/passwd", "etc/package.json"]);
    expect((await readdir(folder)).toSorted()).toEqual(["image.tar", "out"]);
  });

  test("tells of what is damaged and of layers that are not there", async () => {
    const cut = await unpackBytes(savedImage().subarray(0, 3000));
    const lacking = await unpackBytes(
      tarOf({ "manifest.json": JSON.stringify([{ Layers: ["a/layer.tar"] }]) }),
    );

    expect(new Set(cut.unread.map(({ code }) => code))).toEqual(new Set(["EXPOSURE_BAD_ARCHIVE"]));
    expect(lacking.unread).toMatchObject([{ file: "a/layer.tar" }]);
  });

  test("tells of paths that no disk can hold beside each other, and takes the others", async () => {
    const { root, unread } = await unpackBytes(
      tarOf({
        "node_modules/a": "a file",
        "node_modules/a/package.json": "{}",
        "node_modules/b/package.json": "{}",
      }),
    );

    expect(unread).toMatchObject([{ file: "node_modules/a/package.json", code: "CLI_BAD_FILE" }]);
    expect(await listAll(root)).toEqual(["node_modules/a", "node_modules/b/package.json"]);
  });

  test("never throws for what an archive holds", async () => {
    const bytes = savedImage();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(bytes.length),
        async (changes, end) => {
          const damaged = Buffer.from(bytes.subarray(0, end));
          for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;

          expect(Array.isArray((await unpackBytes(damaged)).unread)).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("scan of an image", () => {
  test("finds what is installed in it, under the archive's name", async () => {
    const { folder, run } = await createFakeTerminal();
    await writeFile(join(folder, "shop.tar.gz"), tarOf({ "a/layer.tar": lower }, true));

    const { code, lines } = await run("scan", "shop.tar.gz", "--json");

    expect(code).toBe(1);
    expect(lines).toMatchObject([
      {
        target: "shop.tar.gz/app",
        findings: expect.arrayContaining([
          expect.objectContaining({ id: "malicious-version", name: "axios" }),
        ]),
      },
    ]);
  });
});
