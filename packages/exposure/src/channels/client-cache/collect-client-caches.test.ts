import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { at, axios, question } from "../../../test/evidence.ts";
import type { EvidenceItem } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { parseCacacheBucket } from "./cacache-bucket.ts";
import { collectClientCaches } from "./collect-client-caches.ts";
import type { ClientCacheKind } from "./collect-client-caches.ts";
import { listOffered } from "./offered-versions.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-cache-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function collect(
  kind: ClientCacheKind,
  asked: ExposureQuestion = question,
): Promise<readonly EvidenceItem[]> {
  const items: EvidenceItem[] = [];
  for await (const item of collectClientCaches(asked, [{ kind, folder }])) items.push(item);
  return items;
}

async function told(kind: ClientCacheKind, asked?: ExposureQuestion): Promise<readonly unknown[]> {
  return (await collect(kind, asked)).map((item) =>
    item.kind === "observation"
      ? [item.observation.kind, item.observation.version, item.observation.since?.basis]
      : [item.unreadable.code, item.unreadable.message.replace(/^.*: /, "")],
  );
}

function line(entry: Readonly<Record<string, unknown>>): string {
  const json = JSON.stringify(entry);
  return `\n${createHash("sha1").update(json).digest("hex")}\t${json}`;
}

function sha512(text: string): { readonly integrity: string; readonly path: string } {
  const digest = createHash("sha512").update(text).digest();
  const hex = digest.toString("hex");
  return {
    integrity: `sha512-${digest.toString("base64")}`,
    path: `content-v2/sha512/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`,
  };
}

const request = "make-fetch-happen:request-cache:https://user:secret@registry.example";

describe("collectClientCaches", () => {
  test("tells when npm fetched a tarball, each time, and what is left of it", async () => {
    const { integrity, path } = sha512("bytes");
    const key = `${request}/axios/-/axios-1.14.1.tgz`;
    const other = `${request}/axios/-/axios-1.14.0.tgz`;
    await write({
      "index-v5/aa/bb/cc":
        line({ key, integrity, time: at("01:02"), size: 5 }) +
        line({ key, integrity, time: at("04:00"), size: 5 }),
      "index-v5/aa/bb/dd": line({ key: other, integrity: sha512("x").integrity, time: at("01:02") }),
      [path]: "bytes",
    });

    const items = await collect("npm");

    const seen = items.flatMap((item) => (item.kind === "observation" ? [item.observation] : []));
    expect(seen.map(({ kind, since, ref }) => [kind, since?.at, since?.basis, ref])).toEqual([
      ["fetched", at("01:02"), "stated", "index-v5/aa/bb/cc"],
      ["fetched", at("04:00"), "stated", "index-v5/aa/bb/cc"],
    ]);
    expect(seen[0]?.detail).toBe(
      "npm fetched https://***@registry.example/axios/-/axios-1.14.1.tgz; its bytes are still there",
    );
  });

  test("finds a tarball by its hash under an address that tells nothing, and one that was removed since", async () => {
    const { integrity } = sha512("bytes");
    const key = `${request}/download/42`;
    await write({
      "index-v5/aa/bb/cc":
        line({ key, integrity, time: at("01:02") }) + line({ key, integrity: null, time: at("09:00") }),
    });
    const asked = { ...question, targets: [{ ...axios, integrity: [integrity] }] };

    const [item] = await collect("npm", asked);

    const observation = item?.kind === "observation" ? item.observation : undefined;
    expect([observation?.kind, observation?.version]).toEqual(["fetched", "1.14.1"]);
    expect(observation?.detail).toContain("the entry was removed since, its bytes are gone");
  });

  test("takes a document that offered the version for what could have been resolved", async () => {
    const document = JSON.stringify({ name: "axios", versions: { "1.14.0": {}, "1.14.1": {} } });
    const { integrity, path } = sha512(document);
    await write({
      "index-v5/aa/bb/cc": line({ key: `${request}/axios`, integrity, time: at("01:02") }),
      [path]: document,
    });

    expect(await told("npm")).toEqual([["accepts", "1.14.1", "stated"]]);
  });

  test("counts lines of npm's index that are cut, and does not call the cache clean", async () => {
    await write({ "index-v5/aa/bb/cc": `${line({ key: `${request}/ms`, integrity: "x" }).slice(0, -4)}\n` });

    expect(await told("npm")).toEqual([["EXPOSURE_UNREADABLE", "1 of its lines are cut or changed"]]);
  });

  test("reads what npx installed, by npm's own record", async () => {
    const entry = { "node_modules/axios": { version: "1.14.1" } };
    const lockfile = JSON.stringify({ lockfileVersion: 3, packages: entry }, null, 2);
    await write({
      "0123456789abcdef/node_modules/.package-lock.json": lockfile,
      "0123456789abcdef/node_modules/axios/package.json": '{"version":"1.14.1"}',
      "fedcba9876543210/node_modules/ms/package.json": "{}",
    });

    const items = await collect("npx");

    expect(items.map((item) => (item.kind === "observation" ? item.observation.ref : ""))).toEqual([
      "0123456789abcdef/node_modules/axios",
    ]);
    expect(await told("npx")).toEqual([["present", "1.14.1", "file-date"]]);
  });

  test("reads pnpm's stores of three generations", async () => {
    const key = `sha512-${"a".repeat(86)}==\taxios@1.14.1`;
    await write({
      [`index/aa/${"b".repeat(62)}-axios@1.14.1.json`]: "{}",
      [`files/cc/${"d".repeat(126)}-index.json`]: '{"name":"axios","version":"1.14.1","files":{}}',
      "index.db": Buffer.concat([Buffer.alloc(999_950, 1), Buffer.from(key), Buffer.from([0xd4, 0x72])]),
    });

    expect(await told("pnpm-store")).toEqual([
      ["fetched", "1.14.1", "file-date"],
      ["fetched", "1.14.1", "file-date"],
      ["fetched", "1.14.1", undefined],
    ]);
  });

  test("does not take a longer version for the one that is asked for", async () => {
    await write({ "index.db": `sha512-${"a".repeat(86)}==\taxios@1.14.10\u00D4` });

    expect(await told("pnpm-store")).toEqual([["clean", undefined, undefined]]);
  });

  test("reads pnpm's documents with the time at which they were taken", async () => {
    const document = `{"name":"axios","versions":{"1.14.1":{}},"cachedAt":${String(at("01:30"))}}`;
    await write({ "registry.example/axios.json": document });

    const [item] = await collect("documents");

    const observation = item?.kind === "observation" ? item.observation : undefined;
    expect([observation?.kind, observation?.since?.at, observation?.until?.at]).toEqual([
      "accepts",
      at("01:30"),
      at("01:30"),
    ]);
  });

  test("finds a scoped package's document under the name that Yarn gives it", async () => {
    await write({ "registry.example/@acme-http-client-4.json": '{"metadata":{"versions":{"2.0.0":{}}}}' });
    const target = { ...axios, name: "@acme/http-client", versions: ["2.0.0"] };

    expect(await told("documents", { ...question, targets: [target] })).toEqual([
      ["accepts", "2.0.0", "file-date"],
    ]);
  });

  test("reads the caches of both Yarns and of Bun by their names", async () => {
    const sha1 = "0".repeat(40);
    await write({
      [`npm-axios-1.14.1-${sha1}-integrity/node_modules/axios/package.json`]: "{}",
      "axios-npm-1.14.1-0123456789-10c0.zip": "",
      "axios@1.14.1@@@1/package.json": "{}",
    });

    expect(await told("bun")).toEqual([
      ["fetched", "1.14.1", "file-date"],
      ["fetched", "1.14.1", "file-date"],
      ["fetched", "1.14.1", "file-date"],
    ]);
  });

  test("says that a cache has nothing of it", async () => {
    expect(await told("yarn-berry")).toEqual([["clean", undefined, undefined]]);
  });
});

describe("parseCacacheBucket", () => {
  test("never throws, and reads nothing whose hash does not fit", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (lines) => {
        const text = lines.map((each) => `${"0".repeat(40)}\t${each}`).join("\n");

        expect(parseCacacheBucket(text).entries).toEqual([]);
      }),
    );
  });

  test("reads what npm writes, whatever the key", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (key, time) => {
        const text = line({ key, time: time + 1, integrity: "sha512-x" });

        expect(parseCacacheBucket(text)).toEqual({
          entries: [{ key, integrity: "sha512-x", time: time + 1 }],
          broken: 0,
        });
      }),
    );
  });
});

describe("listOffered", () => {
  test("never throws, and reads versions alone", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, text) => {
        const read = listOffered(
          Buffer.concat([bytes, Buffer.from(`"1.0.0":{/-/axios-2.0.0.tgz${text}`)]),
          "axios",
        );

        expect(read).toContain("1.0.0");
        expect(read).toContain("2.0.0");
      }),
    );
  });
});
