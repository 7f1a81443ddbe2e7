import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

import { parsePackageName } from "@lockkeeper/core";
import { afterEach, describe, expect, test } from "vitest";

import { startFakeUpstream } from "../test/fake-upstream.ts";
import type { FakeUpstream } from "../test/fake-upstream.ts";
import { axios } from "../test/packument-builder.ts";
import type { Upstream, UpstreamConfig, UpstreamsOptions } from "./upstream.ts";
import { createUpstreams } from "./upstreams.ts";

const opened: { close(): Promise<void> }[] = [];
const quick = { userAgent: "lockkeeper/test", timeouts: { headersMs: 2000, bodyMs: 2000 } };

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

function open(config: Partial<UpstreamConfig>, options: Partial<UpstreamsOptions> = {}): Upstream {
  const upstreams = createUpstreams(
    [{ id: "main", url: "http://registry.example", isPrivate: false, scopes: [], ...config }],
    { ...quick, ...options },
  );
  opened.unshift(upstreams);
  return upstreams.primary;
}

/** Every name has the loopback's address, as after a rebinding. */
async function toLoopback(): Promise<readonly string[]> {
  return ["127.0.0.1"];
}

describe("the hosts of tarballs", () => {
  test.each([
    "http://127.0.0.1:1/x.tgz",
    "http://2130706433/x.tgz",
    "http://0x7f000001/x.tgz",
    "http://0177.1/x.tgz",
    "http://[::1]/x.tgz",
    "http://[::ffff:127.0.0.1]/x.tgz",
    "http://10.0.0.1/x.tgz",
    "http://169.254.169.254/latest/meta-data",
    "http://0/x.tgz",
    "http://user:pass@registry.example/x.tgz",
    "file:///etc/passwd",
    "ftp://registry.example/x.tgz",
    "nonsense",
    `http://registry.example/${"a".repeat(5000)}`,
  ])("does not ask %s", async (url) => {
    await expect(open({}).fetchTarball(url)).rejects.toMatchObject({ code: "REGISTRY_FORBIDDEN_HOST" });
  });

  test("refuses a name at the moment it turns out to lead inside", async () => {
    const inside = await serve((_request, response) => void response.end("secret"));
    const upstream = open({}, { resolveAddresses: toLoopback });

    const answer = upstream.fetchTarball(`http://rebound.invalid:${inside.port}/x.tgz`);

    await expect(answer).rejects.toMatchObject({ code: "REGISTRY_FORBIDDEN_HOST" });
    expect(inside.requests).toHaveLength(0);
  });

  test("refuses a name of which only one address leads inside", async () => {
    const upstream = open({}, { resolveAddresses: async () => ["8.8.8.8", "127.0.0.1"] });

    await expect(upstream.fetchTarball("http://mixed.invalid/x")).rejects.toMatchObject({
      code: "REGISTRY_FORBIDDEN_HOST",
    });
  });

  test("asks a host that the configuration names, and the upstream itself, wherever they are", async () => {
    const fake = await serve((_request, response) => void response.end("bytes"));
    const upstream = open(
      {
        url: `http://registry.example:${fake.port}`,
        allowedTarballHosts: [`files.example:${fake.port}`],
        token: "t",
      },
      { resolveAddresses: toLoopback },
    );

    for (const host of ["registry.example", "files.example"]) {
      const { body } = await upstream.fetchTarball(`http://${host}:${fake.port}/x.tgz`);
      expect((await buffer(body)).toString()).toBe("bytes");
    }

    expect(fake.requests.map((request) => request.headers["authorization"])).toEqual(["Bearer t", undefined]);
  });

  test("lets an upstream on the loopback point at private addresses, but never at the metadata service", async () => {
    const files = await serve((_request, response) => void response.end("bytes"));
    const upstream = open({ url: "http://127.0.0.1:9" });

    const { body } = await upstream.fetchTarball(`${files.url}/x.tgz`);

    expect((await buffer(body)).toString()).toBe("bytes");
    await expect(upstream.fetchTarball("http://169.254.169.254/x")).rejects.toMatchObject({
      code: "REGISTRY_FORBIDDEN_HOST",
    });
    const strict = open({ url: "http://127.0.0.1:9", allowPrivateAddresses: false });
    await expect(strict.fetchTarball(`${files.url}/x.tgz`)).rejects.toMatchObject({
      code: "REGISTRY_FORBIDDEN_HOST",
    });
  });

  test("does not leave https, and takes the registry's own http for https", async () => {
    const asked: string[] = [];
    const upstream = open(
      { url: "https://registry.example" },
      {
        resolveAddresses: async (host) => {
          asked.push(host);
          throw new Error("no such host");
        },
      },
    );

    await expect(upstream.fetchTarball("http://files.example/x.tgz")).rejects.toMatchObject({
      code: "REGISTRY_FORBIDDEN_HOST",
    });
    await expect(upstream.fetchTarball("http://registry.example:8080/x.tgz")).rejects.toMatchObject({
      code: "REGISTRY_FORBIDDEN_HOST",
    });
    await expect(upstream.fetchTarball("http://registry.example/x.tgz")).rejects.toMatchObject({
      code: "REGISTRY_UNREACHABLE",
    });
    expect(asked).toEqual(["registry.example"]);
  });
});

describe("redirects", () => {
  test("are followed to allowed hosts without the secret", async () => {
    const files = await serve((_request, response) => void response.end("bytes"));
    const fake = await serve((_request, response) => {
      response.writeHead(302, { location: `${files.url}/y.tgz` }).end();
    });
    const upstream = open({ url: fake.url, token: "t" });

    const { body } = await upstream.fetchTarball(`${fake.url}/x.tgz`);

    expect((await buffer(body)).toString()).toBe("bytes");
    expect(fake.requests[0]?.headers["authorization"]).toBe("Bearer t");
    expect(files.requests[0]?.headers["authorization"]).toBeUndefined();
  });

  test("are judged like any other URL", async () => {
    const fake = await serve((_request, response) => {
      response.writeHead(302, { location: "http://169.254.169.254/latest" }).end();
    });

    await expect(open({ url: fake.url }).fetchPackument(axios, {})).rejects.toMatchObject({
      code: "REGISTRY_FORBIDDEN_HOST",
    });
  });

  test.each([
    ["that do not end", "/again", 4],
    ["to nowhere", "http://[", 1],
  ])("%s are refused", async (_what, location, count) => {
    const fake = await serve((_request, response) => void response.writeHead(301, { location }).end());

    await expect(open({ url: fake.url }).fetchPackument(axios, {})).rejects.toMatchObject({
      code: "REGISTRY_BAD_RESPONSE",
    });
    expect(fake.requests).toHaveLength(count);
  });
});

describe("proxies", () => {
  test("are used for names outside, not for an upstream on the loopback, and never taken from the environment", async () => {
    const proxied: (string | undefined)[] = [];
    const proxy = createServer((request, response) => {
      proxied.push(request.url);
      response.end("{}");
    });
    const fake = await serve((_request, response) => void response.end("{}"));
    proxy.listen(0, "127.0.0.1");
    await new Promise((resolve) => proxy.once("listening", resolve));
    opened.push({
      async close() {
        proxy.closeAllConnections();
        await new Promise((resolve) => proxy.close(resolve));
      },
    });
    const address = proxy.address();
    const httpProxy = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;

    await open({ url: "http://registry.example" }, { proxy: { httpProxy } }).fetchPackument(axios, {});
    await open({ url: fake.url }, { proxy: { httpProxy } }).fetchPackument(axios, {});

    expect(proxied).toEqual(["http://registry.example/axios"]);
    expect(fake.requests).toHaveLength(1);
  });

  test("are not trusted with a name that leads inside", async () => {
    const upstream = open({}, { proxy: { httpProxy: "http://127.0.0.1:9" }, resolveAddresses: toLoopback });

    await expect(upstream.fetchTarball("http://rebound.invalid/x")).rejects.toMatchObject({
      code: "REGISTRY_FORBIDDEN_HOST",
    });
  });
});

describe("createUpstreams", () => {
  const base: UpstreamConfig = { id: "main", url: "http://registry.example", isPrivate: false, scopes: [] };
  const acme: UpstreamConfig = {
    id: "acme",
    url: "http://packages.example/npm/",
    isPrivate: true,
    scopes: ["@acme"],
    names: ["internal-tool"],
  };

  test("routes by full name, by scope, and everything else to the primary", () => {
    const special: UpstreamConfig = { ...acme, id: "special", scopes: [], names: ["@acme/public"] };
    const upstreams = createUpstreams([acme, base, special], quick);
    opened.push(upstreams);
    const routes = ["axios", "@acme/tool", "@acme/public", "internal-tool", "@acmeother/x"].map(
      (name) => upstreams.routeOf(parsePackageName(name)).id,
    );

    expect(routes).toEqual(["main", "acme", "special", "acme", "main"]);
    expect(upstreams.primary.id).toBe("main");
    expect(upstreams.all.map(({ url }) => url)).toEqual([
      "http://packages.example/npm",
      "http://registry.example",
      "http://packages.example/npm",
    ]);
  });

  test.each<[string, readonly UpstreamConfig[]]>([
    ["nothing", []],
    ["no primary", [acme]],
    ["two primaries", [base, { ...base, id: "other" }]],
    ["one id twice", [base, { ...acme, id: "main" }]],
    ["one scope twice", [base, acme, { ...acme, id: "other", names: [] }]],
    ["a malformed scope", [base, { ...acme, scopes: ["acme"] }]],
    ["a malformed name", [base, { ...acme, names: ["a b"] }]],
    ["a malformed URL", [{ ...base, url: "registry" }]],
    ["another scheme", [{ ...base, url: "ftp://registry.example" }]],
    ["credentials in the URL", [{ ...base, url: "http://user:pass@registry.example" }]],
    ["a query", [{ ...base, url: "http://registry.example/?a" }]],
    ["two secrets", [{ ...base, token: "t", basicAuth: "u:p" }]],
    ["a token with a line break", [{ ...base, token: "t\r\nx: y" }]],
    ["basicAuth without a colon", [{ ...base, basicAuth: "user" }]],
    ["an empty id", [{ ...base, id: "" }]],
  ])("refuses %s", (_what, configs) => {
    expect(() => createUpstreams(configs, quick)).toThrow(
      expect.objectContaining({ code: "REGISTRY_BAD_UPSTREAM" }),
    );
  });

  test("never shows a secret in an error", () => {
    const configs = [{ ...base, url: "http://user:hunter2@registry.example" }];

    expect(() => createUpstreams(configs, quick)).not.toThrow(/hunter2/);
  });
});
