import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { brotliCompressSync, gzipSync } from "node:zlib";

import { parsePackageName } from "@lockkeeper/core";
import { afterEach, describe, expect, test } from "vitest";

import { startFakeUpstream } from "../test/fake-upstream.ts";
import type { FakeUpstream } from "../test/fake-upstream.ts";
import { axios } from "../test/packument-builder.ts";
import type { Upstream, UpstreamConfig, Upstreams, UpstreamsOptions } from "./upstream.ts";
import { createUpstreams } from "./upstreams.ts";

const opened: { close(): Promise<void> }[] = [];
const usual = { userAgent: "lockkeeper/test", timeouts: { headersMs: 20_000, bodyMs: 20_000 } };
const quick = { timeouts: { headersMs: 300, bodyMs: 300 } };

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<FakeUpstream> {
  const fake = await startFakeUpstream(answer);
  opened.push(fake);
  return fake;
}

function open(
  url: string,
  config: Partial<UpstreamConfig> = {},
  options: Partial<UpstreamsOptions> = {},
): Upstream {
  const upstreams: Upstreams = createUpstreams(
    [{ id: "main", url, isPrivate: false, scopes: [], ...config }],
    {
      ...usual,
      ...options,
    },
  );
  opened.unshift(upstreams);
  return upstreams.primary;
}

describe("fetchPackument", () => {
  test("asks for the full document under the encoded name, with the validators and the secret", async () => {
    const fake = await serve((_request, response) => {
      response
        .writeHead(200, { etag: '"1"', "last-modified": "Sat, 21 Nov 2026 00:00:00 GMT" })
        .end('{"a":1}');
    });
    const upstream = open(`${fake.url}/npm/team/`, { token: "s3cret" });

    const answer = await upstream.fetchPackument(parsePackageName("@acme/tool"), {
      etag: '"0"',
      lastModified: "then",
    });

    expect(answer).toEqual({
      kind: "fresh",
      bytes: Buffer.from('{"a":1}'),
      etag: '"1"',
      lastModified: "Sat, 21 Nov 2026 00:00:00 GMT",
    });
    expect(fake.requests[0]?.url).toBe("/npm/team/@acme%2ftool");
    expect(fake.requests[0]?.headers).toMatchObject({
      accept: "application/json",
      "accept-encoding": "gzip, br",
      "user-agent": "lockkeeper/test",
      "if-none-match": '"0"',
      "if-modified-since": "then",
      authorization: "Bearer s3cret",
    });
  });

  test.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
  ])("decodes %s", async (encoding, compress) => {
    const text = JSON.stringify({ name: "axios", readme: "x".repeat(500_000) });
    const fake = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": encoding }).end(compress(text));
    });

    const answer = await open(fake.url).fetchPackument(axios, {});

    expect(answer.kind === "fresh" && answer.bytes.toString() === text).toBe(true);
  });

  test("decodes gzip whose end states the length of its last part alone", async () => {
    const parts = ["x".repeat(500_000), "{}"];
    const fake = await serve((_request, response) => {
      response
        .writeHead(200, { "content-encoding": "gzip" })
        .end(Buffer.concat(parts.map((part) => gzipSync(part))));
    });

    const answer = await open(fake.url).fetchPackument(axios, {});

    expect(answer.kind === "fresh" && answer.bytes.toString() === parts.join("")).toBe(true);
  });

  test("refuses gzip whose end states another length than it has", async () => {
    const lying = gzipSync("{}");
    lying.writeUInt32LE(0xffff_ffff, lying.length - 4);
    const fake = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(lying);
    });

    await expect(open(fake.url).fetchPackument(axios, {})).rejects.toMatchObject({
      code: "REGISTRY_BAD_RESPONSE",
    });
  });

  test("stops at a bomb of compressed zeros", async () => {
    const bomb = gzipSync(Buffer.alloc(210_000_000), { level: 1 });
    const fake = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    });

    await expect(open(fake.url).fetchPackument(axios, {})).rejects.toMatchObject({
      code: "REGISTRY_TOO_LARGE",
    });
  });

  test("refuses a length over the bound before reading", async () => {
    const fake = await serve((_request, response) => {
      response.writeHead(200, { "content-length": "300000000" }).write("{");
    });

    await expect(open(fake.url).fetchPackument(axios, {})).rejects.toMatchObject({
      code: "REGISTRY_TOO_LARGE",
    });
  });

  test.each([`"${"x".repeat(6000)}"`, '"\u00e9\u00df"', ""])(
    "fetchPackument forgets a validator that no request could carry back",
    async (etag) => {
      const fake = await serve((_request, response) => {
        response.writeHead(200, { etag }).end('{"name":"axios"}');
      });

      const answer = await open(fake.url).fetchPackument(axios, {});

      expect(answer).toMatchObject({ kind: "fresh", etag: undefined });
    },
  );

  test.each([
    [304, { kind: "not-modified" }],
    [404, { kind: "absent", status: 404 }],
    [410, { kind: "absent", status: 410 }],
  ])("reads status %i", async (status, expected) => {
    const fake = await serve((_request, response) => void response.writeHead(status).end());

    expect(await open(fake.url).fetchPackument(axios, { etag: "x" })).toEqual(expected);
  });

  test.each([
    [401, "REGISTRY_UNAUTHORIZED", 1],
    [403, "REGISTRY_UNAUTHORIZED", 1],
    [418, "REGISTRY_BAD_RESPONSE", 1],
    [304, "REGISTRY_BAD_RESPONSE", 1],
    [429, "REGISTRY_UNREACHABLE", 1],
    [500, "REGISTRY_UNREACHABLE", 1],
    [503, "REGISTRY_UNREACHABLE", 2],
  ])("answers status %i with %s after %i requests", async (status, code, count) => {
    const fake = await serve((_request, response) => void response.writeHead(status).end("no"));

    await expect(open(fake.url).fetchPackument(axios, {})).rejects.toMatchObject({ code });
    expect(fake.requests).toHaveLength(count);
  });

  test("tries once more after a reset and after a 502", async () => {
    let count = 0;
    const reset = await serve((request, response) => {
      count += 1;
      if (count === 1) request.socket.resetAndDestroy();
      else if (count === 3) response.writeHead(502).end();
      else response.end("{}");
    });
    const upstream = open(reset.url);

    expect((await upstream.fetchPackument(axios, {})).kind).toBe("fresh");
    expect((await upstream.fetchPackument(axios, {})).kind).toBe("fresh");
    expect(count).toBe(4);
  });

  test.each([
    ["damaged compression", { "content-encoding": "gzip" }, "not gzip"],
    ["an unknown encoding", { "content-encoding": "zstd" }, "x"],
  ])("refuses %s", async (_what, headers, body) => {
    const fake = await serve((_request, response) => void response.writeHead(200, headers).end(body));

    await expect(open(fake.url).fetchPackument(axios, {})).rejects.toMatchObject({
      code: "REGISTRY_BAD_RESPONSE",
    });
  });

  test.each([
    ["never answers", () => undefined],
    [
      "stops in the middle",
      (_request: IncomingMessage, response: ServerResponse) => void response.write("{"),
    ],
    [
      "trickles for ever",
      (_request: IncomingMessage, response: ServerResponse) => {
        const timer = setInterval(() => response.write(" "), 20);
        response.on("close", () => clearInterval(timer));
      },
    ],
    [
      "ends early",
      (request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200, { "content-length": "100" }).write("{");
        setImmediate(() => request.socket.destroy());
      },
    ],
  ])("gives an upstream up that %s", async (_what, answer) => {
    const fake = await serve(answer);

    await expect(open(fake.url, {}, quick).fetchPackument(axios, {})).rejects.toMatchObject({
      code: "REGISTRY_UNREACHABLE",
    });
  });
});

describe("fetchTarball", () => {
  test("streams the bytes as they are", async () => {
    const bytes = gzipSync("tar");
    const fake = await serve((_request, response) => {
      response.writeHead(200, { "content-length": bytes.length, "content-encoding": "gzip" }).end(bytes);
    });

    const { status, length, body } = await open(fake.url).fetchTarball(`${fake.url}/axios/-/axios-1.0.0.tgz`);

    expect({ status, length, bytes: await buffer(body) }).toEqual({
      status: 200,
      length: bytes.length,
      bytes,
    });
    expect(fake.requests[0]?.headers["accept-encoding"]).toBe("identity");
  });

  test("answers other statuses with an empty body", async () => {
    const fake = await serve((_request, response) => void response.writeHead(404).end("<html>"));

    const { status, body } = await open(fake.url).fetchTarball(`${fake.url}/x.tgz`);

    expect({ status, length: (await buffer(body)).length }).toEqual({ status: 404, length: 0 });
  });

  test("streams as much as its reader takes, and ends the download with it", async () => {
    const piece = Buffer.alloc(50_000, "x");
    let noteClosed: (sent: number) => void = () => undefined;
    const closed = new Promise<number>((resolve) => {
      noteClosed = resolve;
    });
    const fake = await serve((_request, response) => {
      let sent = 0;
      const send = (): void => {
        while (!response.destroyed && response.write(piece)) sent += piece.length;
        sent += piece.length;
      };
      response.on("drain", send).on("close", () => noteClosed(sent));
      send();
    });

    const { body } = await open(fake.url).fetchTarball(`${fake.url}/x.tgz`);
    let taken = 0;
    for await (const chunk of body) {
      // A body without an encoding yields buffers.
      taken += (chunk as Buffer).length;
      if (taken > 1_000_000) break;
    }

    expect(taken).toBeLessThan(1_100_000);
    expect(await closed).toBeLessThan(100_000_000);
  });

  test("ends nothing but the stream when the upstream breaks off before anybody reads", async () => {
    const fake = await serve((request, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("abc");
      setImmediate(() => request.socket.destroy());
    });

    const { body } = await open(fake.url).fetchTarball(`${fake.url}/x.tgz`);
    while (!body.closed) await new Promise((resolve) => void setImmediate(resolve));

    await expect(buffer(body)).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
  });

  test("fails the stream with an error of its own when the upstream breaks off", async () => {
    const fake = await serve((request, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("abc");
      setTimeout(() => request.socket.destroy(), 20);
    });

    const { body } = await open(fake.url).fetchTarball(`${fake.url}/x.tgz`);

    await expect(buffer(body)).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
  });
});

describe("fetchPlain", () => {
  test("sends a body and three headers, nothing else of the caller's", async () => {
    const fake = await serve((request, response) => {
      response.setHeader("content-type", "application/json");
      request.pipe(response);
    });
    const headers = { "content-type": "application/json", authorization: "Bearer theirs", cookie: "c" };

    const answer = await open(fake.url).fetchPlain({
      method: "POST",
      path: "/-/npm/v1/security/advisories/bulk",
      headers,
      body: Buffer.from("{}"),
    });

    expect(answer).toEqual({ status: 200, contentType: "application/json", bytes: Buffer.from("{}") });
    expect(fake.requests[0]?.headers["authorization"]).toBeUndefined();
    expect(fake.requests[0]?.headers["cookie"]).toBeUndefined();
  });

  test("does not repeat a POST", async () => {
    const fake = await serve((_request, response) => void response.writeHead(503).end());

    const answer = open(fake.url).fetchPlain({ method: "POST", path: "/-/x" });

    await expect(answer).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
    expect(fake.requests).toHaveLength(1);
  });

  test.each(["/axios", "/-/../axios", "/-/%2e%2e/axios", "//host.invalid/", "-/ping", "/-/a b", "/-/a\\b"])(
    "refuses the path %j",
    async (path) => {
      const upstream = open("http://127.0.0.1:9");

      await expect(upstream.fetchPlain({ method: "GET", path })).rejects.toMatchObject({
        code: "REGISTRY_BAD_URL",
      });
    },
  );
});

describe("probe", () => {
  test("passes when anything answers, and says what is wrong when nothing does", async () => {
    const fake = await serve((_request, response) => void response.writeHead(404).end());
    const upstream = open(fake.url);

    await expect(upstream.probe()).resolves.toBeUndefined();

    await fake.close();
    opened.splice(opened.indexOf(fake), 1);
    await expect(upstream.probe()).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
  });
});
