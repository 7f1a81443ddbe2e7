import { createPublicKey, verify } from "node:crypto";
import { request } from "node:http";
import { gzipSync } from "node:zlib";

import { afterEach, expect, test } from "vitest";

import { DrillError, FakeClock, startFakeRegistry } from "./index.ts";
import type { FakeRegistry, FakeRegistryOptions, FaultBehaviour } from "./index.ts";

const abbreviated = { accept: "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*" };
const running: FakeRegistry[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((registry) => registry.close()));
});

async function start(options: FakeRegistryOptions = {}): Promise<FakeRegistry> {
  const registry = await startFakeRegistry(options);
  running.push(registry);
  return registry;
}

async function readJson(url: string, headers: Record<string, string> = {}): Promise<unknown> {
  return (await fetch(url, { headers })).json();
}

async function readStatus(url: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(url, init);
  await response.arrayBuffer();
  return response.status;
}

test("startFakeRegistry serves full and abbreviated packuments by the Accept header", async () => {
  const registry = await start();
  const published = registry.publish(
    { name: "a", version: "1.0.0", scripts: { postinstall: "node x.js" }, dependencies: { b: "^1.0.0" } },
    { at: "2025-01-01T00:00:00Z", gitHead: "abc", attested: true },
  );

  const full = await readJson(`${registry.url}/a`);
  const short = await readJson(`${registry.url}/a`, abbreviated);

  expect(full).toMatchObject({
    name: "a",
    "dist-tags": { latest: "1.0.0" },
    time: { created: "2025-01-01T00:00:00.000Z", "1.0.0": "2025-01-01T00:00:00.000Z" },
    versions: {
      "1.0.0": {
        gitHead: "abc",
        _npmUser: { email: "maintainer@publisher.example" },
        dist: { integrity: published.integrity, tarball: published.tarballUrl },
      },
    },
  });
  expect(short).toEqual({
    name: "a",
    modified: "2025-01-01T00:00:00.000Z",
    "dist-tags": { latest: "1.0.0" },
    versions: {
      "1.0.0": {
        name: "a",
        version: "1.0.0",
        dependencies: { b: "^1.0.0" },
        hasInstallScript: true,
        dist: expect.objectContaining({ shasum: published.shasum, fileCount: 2 }),
      },
    },
  });
});

test("startFakeRegistry answers both spellings of a scoped name, its versions, tags and tarball", async () => {
  const registry = await start();
  const { tarball, tarballUrl } = registry.publish(
    { name: "@s/b", version: "1.0.0" },
    { tag: ["latest", "x"] },
  );
  const paths = [
    "@s/b",
    "@s%2fb",
    "@s%2Fb",
    "@s/b/1.0.0",
    "@s%2fb/x",
    "@s%2fb/-/b-1.0.0.tgz",
    "-/package/@s%2fb/dist-tags",
  ];

  const statuses = await Promise.all(paths.map((path) => readStatus(`${registry.url}/${path}`)));
  const served = Buffer.from(await (await fetch(tarballUrl)).arrayBuffer());

  expect(statuses).toEqual(paths.map(() => 200));
  expect(served.equals(tarball)).toBe(true);
  expect(await readJson(`${registry.url}/-/package/@s%2fb/dist-tags`)).toEqual({
    latest: "1.0.0",
    x: "1.0.0",
  });
});

test("startFakeRegistry answers 404 with a JSON error for what it does not have", async () => {
  const registry = await start();
  registry.publish({ name: "a", version: "1.0.0" });
  const paths = [
    "b",
    "a/2.0.0",
    "a/-/a-2.0.0.tgz",
    "-/npm/v1/attestations/a@1.0.0",
    "-/unheard-of",
    "%",
    "__proto__",
  ];

  const statuses = await Promise.all(paths.map((path) => readStatus(`${registry.url}/${path}`)));

  expect(statuses).toEqual(paths.map(() => 404));
  expect(await readJson(`${registry.url}/b`)).toEqual({ error: "Not found" });
});

test("startFakeRegistry answers 304 to its own ETag and to its own Last-Modified", async () => {
  const registry = await start();
  registry.publish({ name: "a", version: "1.0.0" }, { at: "2025-01-01T00:00:00Z" });
  const { headers } = await fetch(`${registry.url}/a`);
  const etag = headers.get("etag") ?? "";

  const byEtag = await readStatus(`${registry.url}/a`, { headers: { "if-none-match": etag } });
  const byDate = await readStatus(`${registry.url}/a`, {
    headers: { "if-modified-since": headers.get("last-modified") ?? "" },
  });
  registry.publish({ name: "a", version: "1.1.0" }, { at: "2025-01-02T00:00:00Z" });
  const afterChange = await readStatus(`${registry.url}/a`, { headers: { "if-none-match": etag } });

  expect([byEtag, byDate, afterChange]).toEqual([304, 304, 200]);
});

test("startFakeRegistry compresses only for clients that accept it", async () => {
  const registry = await start();
  registry.publish({ name: "a", version: "1.0.0" });

  const zipped = await fetch(`${registry.url}/a`, { headers: { "accept-encoding": "gzip" } });
  const plain = await fetch(`${registry.url}/a`, { headers: { "accept-encoding": "identity" } });

  expect(zipped.headers.get("content-encoding")).toBe("gzip");
  expect(plain.headers.get("content-encoding")).toBeNull();
  expect(await zipped.json()).toEqual(await plain.json());
});

test("startFakeRegistry answers HEAD with the headers of GET", async () => {
  const registry = await start();
  registry.publish({ name: "a", version: "1.0.0" });
  const headers = { "accept-encoding": "identity" };

  const head = await fetch(`${registry.url}/a`, { method: "HEAD", headers });
  const body = await (await fetch(`${registry.url}/a`, { headers })).text();

  expect(head.status).toBe(200);
  expect(head.headers.get("content-length")).toBe(String(Buffer.byteLength(body)));
});

test("startFakeRegistry signs versions with the key that it publishes", async () => {
  const registry = await start();
  const { integrity } = registry.publish({ name: "@s/b", version: "1.0.0" });

  const manifest = await readJson(`${registry.url}/@s%2fb/1.0.0`);
  const keys = await readJson(`${registry.url}/-/npm/v1/keys`);

  const [signature] = (manifest as { dist: { signatures: { keyid: string; sig: string }[] } }).dist
    .signatures;
  const [key] = (keys as { keys: { keyid: string; key: string }[] }).keys;
  const publicKey = createPublicKey({
    key: Buffer.from(key?.key ?? "", "base64"),
    format: "der",
    type: "spki",
  });
  const isValid = verify(
    "sha256",
    Buffer.from(`@s/b@1.0.0:${integrity}`),
    publicKey,
    Buffer.from(signature?.sig ?? "", "base64"),
  );
  expect(signature?.keyid).toBe(key?.keyid);
  expect(isValid).toBe(true);
});

test("startFakeRegistry serves attestations that name the tarball and admit to be unsigned", async () => {
  const registry = await start();
  const { integrity } = registry.publish({ name: "@s/b", version: "1.0.0" }, { attested: true });

  const { attestations } = (await readJson(`${registry.url}/-/npm/v1/attestations/@s%2fb@1.0.0`)) as {
    attestations: { bundle: { dsseEnvelope: { payload: string; signatures: unknown[] } } }[];
  };

  const statements = attestations.map(({ bundle }): unknown =>
    JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, "base64").toString()),
  );
  const sha512 = Buffer.from(integrity.slice(7), "base64").toString("hex");
  expect(statements).toHaveLength(2);
  expect(statements[1]).toMatchObject({
    subject: [{ name: "pkg:npm/%40s/b@1.0.0", digest: { sha512 } }],
    predicate: { note: expect.stringContaining("unsigned") },
  });
});

test("startFakeRegistry answers ping and search, and refuses identity and writes", async () => {
  const { url } = await start();

  const answers = [
    await readJson(`${url}/-/ping`),
    await readJson(`${url}/-/v1/search?text=a`),
    await readStatus(`${url}/-/whoami`),
    await readStatus(`${url}/a`, { method: "PUT", body: "{}" }),
  ];

  expect(answers).toEqual([{}, { objects: [], total: 0 }, 401, 401]);
});

test("startFakeRegistry with a clock shows nothing that is published later, and sends that clock's date", async () => {
  const clock = new FakeClock("2026-01-01T00:00:00Z");
  const registry = await start({ clock });
  registry.publish({ name: "a", version: "1.0.0" }, { at: "2025-06-01T00:00:00Z" });
  registry.publish({ name: "a", version: "1.1.0" }, { at: "2026-01-01T00:01:00Z" });

  const before = await readJson(`${registry.url}/a`);
  clock.advance(60_000);
  const after = await fetch(`${registry.url}/a`);

  expect(before).toMatchObject({ "dist-tags": { latest: "1.0.0" } });
  expect(await after.json()).toMatchObject({ "dist-tags": { latest: "1.1.0" } });
  expect(after.headers.get("date")).toBe("Thu, 01 Jan 2026 00:01:00 GMT");
});

test("startFakeRegistry forgets a kept document when the past is changed and the clock set back", async () => {
  const clock = new FakeClock(3);
  const registry = await start({ clock });
  registry.publish({ name: "a", version: "1.0.0" }, { at: 1 });
  registry.publish({ name: "a", version: "3.0.0" }, { at: 3 });
  const before = await readJson(`${registry.url}/a`);

  registry.publish({ name: "a", version: "2.0.0" }, { at: 2 });
  clock.set(2);
  const after = await readJson(`${registry.url}/a`);

  expect(before).toMatchObject({ "dist-tags": { latest: "3.0.0" } });
  expect(after).toMatchObject({ "dist-tags": { latest: "2.0.0" } });
});

test("unpublish keeps the time, drops the version and lets latest fall back", async () => {
  const registry = await start();
  registry.publish({ name: "a", version: "1.0.0" }, { at: "2025-01-01T00:00:00Z" });
  registry.publish({ name: "a", version: "1.1.0" }, { at: "2025-01-02T00:00:00Z", tag: ["latest", "next"] });

  registry.unpublish("a", "1.1.0", "2025-01-03T00:00:00Z");

  const document = await readJson(`${registry.url}/a`);
  expect(document).toMatchObject({
    "dist-tags": { latest: "1.0.0" },
    time: { "1.1.0": "2025-01-02T00:00:00.000Z", modified: "2025-01-03T00:00:00.000Z" },
  });
  expect(document).not.toHaveProperty("versions.1\\.1\\.0");
  expect(document).not.toHaveProperty("dist-tags.next");
});

test("startFakeRegistry as a lossy mirror keeps bytes and times and loses the evidence", async () => {
  const registry = await start({ keepsEvidence: false, bulkAudit: 405 });
  registry.publish(
    { name: "a", version: "1.0.0", scripts: { install: "x" } },
    { attested: true, gitHead: "abc", tag: ["latest", "next"] },
  );

  const version = await readJson(`${registry.url}/a/1.0.0`);
  const document = await readJson(`${registry.url}/a`);
  const keys = await readStatus(`${registry.url}/-/npm/v1/keys`);
  const audit = await readStatus(`${registry.url}/-/npm/v1/security/advisories/bulk`, {
    method: "POST",
    body: "{}",
  });

  expect(Object.keys(version as object).toSorted()).toEqual(["_id", "dist", "name", "version"]);
  expect(document).toHaveProperty(["time", "1.0.0"]);
  expect(document).toHaveProperty("dist-tags", { latest: "1.0.0" });
  expect([keys, audit]).toEqual([404, 405]);
});

test("startFakeRegistry answers the bulk audit from its advisories, gzipped or plain", async () => {
  const advisory = {
    id: 1,
    url: "https://advisories.example/GHSA-test",
    title: "Test",
    severity: "high" as const,
    vulnerable_versions: "<1.1.0",
  };
  const registry = await start({ advisories: { a: [advisory] } });
  const url = `${registry.url}/-/npm/v1/security/advisories/bulk`;
  const body = JSON.stringify({ a: ["1.0.0"], b: ["1.0.0"], __proto__: ["1.0.0"] });

  const plain = await fetch(url, { method: "POST", body });
  const zipped = await fetch(url, { method: "POST", body: gzipSync(JSON.stringify({ a: ["1.1.0"] })) });
  const broken = await readStatus(url, { method: "POST", body: "[" });

  expect(await plain.json()).toEqual({ a: [advisory] });
  expect(await zipped.json()).toEqual({});
  expect(broken).toBe(400);
});

test("startFakeRegistry serves below a path prefix and only for its token", async () => {
  const registry = await start({ pathPrefix: "/npm/team", token: "secret" });
  const { tarballUrl } = registry.publish({ name: "a", version: "1.0.0" });
  const headers = { authorization: "Bearer secret" };

  const statuses = [
    await readStatus(`${registry.url}/a`, { headers }),
    await readStatus(tarballUrl, { headers }),
    await readStatus(`${registry.url}/a`),
    await readStatus(`${registry.url.replace("/npm/team", "")}/a`, { headers }),
  ];

  expect(registry.url).toMatch(/\/npm\/team$/);
  expect(statuses).toEqual([200, 200, 401, 404]);
});

test("requests records what was asked, decoded and as sent", async () => {
  const registry = await start();

  await readStatus(`${registry.url}/@s%2fb?write=true`, { headers: { "npm-command": "ci" } });

  expect(registry.requests).toHaveLength(1);
  expect(registry.requests[0]).toMatchObject({
    method: "GET",
    url: "/@s%2fb?write=true",
    path: "/@s/b",
    headers: { "npm-command": "ci" },
  });
});

test("publish refuses the same version twice, and unpublish one that never was", async () => {
  const registry = await start();
  registry.publish({ name: "a", version: "1.0.0" });

  expect(() => registry.publish({ name: "a", version: "1.0.0" })).toThrow(DrillError);
  expect(() => registry.unpublish("a", "9.0.0")).toThrow(DrillError);
});

test("publish can claim another time than its own, or none", async () => {
  const registry = await start();
  registry.publish({ name: "a", version: "1.0.0" }, { at: 0, claimedAt: "2020-01-01T00:00:00Z" });
  registry.publish({ name: "a", version: "1.1.0" }, { at: 1, claimedAt: null });

  const document = await readJson(`${registry.url}/a`);

  expect(document).toHaveProperty(["time", "1.0.0"], "2020-01-01T00:00:00.000Z");
  expect(document).not.toHaveProperty(["time", "1.1.0"]);
});

test("publish takes __proto__ as a version without harm", async () => {
  const registry = await start();
  registry.publish({ name: "a", version: "__proto__" });

  const text = await (await fetch(`${registry.url}/a`)).text();

  expect(text).toContain('"versions":{"__proto__":{');
});

/** What a plain client sees: how much arrived, and whether the connection ended as HTTP demands. */
interface Outcome {
  readonly status: number | undefined;
  readonly bytes: number;
  readonly isComplete: boolean;
}

function readRaw(url: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const outgoing = request(url, { agent: false }, (response) => {
      let bytes = 0;
      const finish = (): void =>
        resolve({ status: response.statusCode, bytes, isComplete: response.complete });
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("error", finish);
      response.on("close", finish);
    });
    outgoing.on("error", () => resolve({ status: undefined, bytes: 0, isComplete: false }));
    outgoing.end();
  });
}

const wireFaults: readonly (readonly [FaultBehaviour, Outcome])[] = [
  [{ kind: "drop" }, { status: undefined, bytes: 0, isComplete: false }],
  [
    { kind: "drop", afterBytes: 5 },
    { status: 200, bytes: 5, isComplete: false },
  ],
  [
    { kind: "truncate", afterBytes: 7 },
    { status: 200, bytes: 7, isComplete: true },
  ],
  [
    { kind: "huge", bytes: 300_000 },
    { status: 200, bytes: 300_000, isComplete: true },
  ],
  [
    { kind: "huge", bytes: 70_000, isDeclared: true },
    { status: 200, bytes: 70_000, isComplete: true },
  ],
];

test.each(wireFaults)("fault %o is what a client meets, as often as asked", async (behaviour, outcome) => {
  const registry = await start();
  const { tarballUrl, tarball } = registry.publish({ name: "a", version: "1.0.0" });
  registry.fault("/a/-/a-1.0.0.tgz", behaviour, { times: 1 });

  const faulty = await readRaw(tarballUrl);
  const healed = await readRaw(tarballUrl);

  expect(faulty).toEqual(outcome);
  expect(healed).toEqual({ status: 200, bytes: tarball.length, isComplete: true });
});

test("fault hang leaves a client without an answer until the registry closes", async () => {
  const registry = await start();
  registry.fault(/./, { kind: "hang" });
  const hanging = readRaw(`${registry.url}/a`);
  await expect.poll(() => registry.requests.length).toBe(1);

  await registry.close();

  expect(await hanging).toEqual({ status: undefined, bytes: 0, isComplete: false });
});

test("fault slow delivers everything in pieces", async () => {
  const registry = await start();
  const { tarball, tarballUrl } = registry.publish({ name: "a", version: "1.0.0" });
  registry.fault(/\.tgz$/, { kind: "slow", chunkMs: 1, chunkBytes: 40 });

  const outcome = await readRaw(tarballUrl);

  expect(outcome).toEqual({ status: 200, bytes: tarball.length, isComplete: true });
});

test("fault changes what a document says", async () => {
  const registry = await start();
  registry.publish({ name: "a", version: "1.0.0" });
  const url = `${registry.url}/a`;

  const lift = registry.fault("/a", { kind: "tarball-origin", origin: "http://cdn.invalid" });
  const elsewhere = await readJson(url);
  lift();
  registry.fault("/a", { kind: "edit", edit: (document) => ({ ...document, name: "b" }) }, { times: 1 });
  const renamed = await readJson(url);
  registry.fault("/a", { kind: "invalid-json" }, { times: 1 });
  const invalid = await (await fetch(url)).text();

  expect(elsewhere).toMatchObject({
    versions: { "1.0.0": { dist: { tarball: "http://cdn.invalid/a/-/a-1.0.0.tgz" } } },
  });
  expect(renamed).toMatchObject({ name: "b" });
  expect(() => JSON.parse(invalid)).toThrow(SyntaxError);
});

test("fault changes status, headers and bytes", async () => {
  const registry = await start();
  const { tarballUrl, tarball } = registry.publish({ name: "a", version: "1.0.0" });
  registry.fault(
    "/a",
    { kind: "status", status: 503, reason: "Busy", headers: { "retry-after": "1" } },
    { times: 1 },
  );
  registry.fault("/b", { kind: "redirect", location: "http://127.0.0.1:1/b" });
  registry.fault(/\.tgz$/, { kind: "wrong-bytes" });

  const busy = await fetch(`${registry.url}/a`);
  const redirect = await fetch(`${registry.url}/b`, { redirect: "manual" });
  const wrong = Buffer.from(await (await fetch(tarballUrl)).arrayBuffer());
  registry.fault("/a", { kind: "no-etag" });
  const bare = await fetch(`${registry.url}/a`);

  expect([busy.status, busy.statusText, busy.headers.get("retry-after")]).toEqual([503, "Busy", "1"]);
  expect([redirect.status, redirect.headers.get("location")]).toEqual([302, "http://127.0.0.1:1/b"]);
  expect(wrong.length).toBe(tarball.length);
  expect(wrong.equals(tarball)).toBe(false);
  expect(bare.headers.get("etag")).toBeNull();
});
