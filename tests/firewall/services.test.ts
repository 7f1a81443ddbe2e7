import { gzipSync } from "node:zlib";
import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, jsonOf, packumentOf } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

describe("the services of a registry through the firewall", () => {
  let registry: FakeRegistry;
  let clock: FakeClock;
  let firewall: FirewallUnderTest;

  beforeEach(async () => {
    clock = new FakeClock("2026-06-10T12:00:00Z");
    registry = await startFakeRegistry({ clock, bulkAudit: 405 });
    registry.publish(
      { name: "lib", version: "1.0.0" },
      { at: "2026-01-01T00:00:00Z", attested: true, signed: true },
    );
    registry.publish(
      { name: "lib", version: "1.1.0" },
      { at: "2026-06-10T00:00:00Z", attested: true, signed: true },
    );
    firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
  });

  afterEach(async () => {
    await firewall.close();
    await registry.close();
  });

  test.each([
    ["plain", {}, (body: string) => Buffer.from(body)],
    ["gzipped", { "content-encoding": "gzip" }, (body: string) => gzipSync(body)],
  ])(
    "an audit, %s, is answered from the local catalogue when upstream answers 405",
    async (_case, headers, encode) => {
      const body = encode(JSON.stringify({ axios: ["1.14.1"], lib: ["1.0.0"] }));

      const answer = await ask(firewall.url, "/-/npm/v1/security/advisories/bulk", {
        method: "POST",
        headers,
        body,
      });

      const advisories = jsonOf(answer);
      expect(answer.status).toBe(200);
      expect(Object.keys(advisories)).toEqual(["axios"]);
      expect(advisories["axios"]).toMatchObject([
        { severity: "critical", vulnerable_versions: expect.stringContaining("1.14.1") },
      ]);
    },
  );

  test.each([
    ["no JSON", "hello", 400],
    ["a list", "[]", 400],
    ["a bomb", gzipSync(Buffer.alloc(60_000_000, " ")), 413],
  ])("an audit with %s is refused", async (_case, body, status) => {
    const headers = typeof body === "string" ? {} : { "content-encoding": "gzip" };

    const answer = await ask(firewall.url, "/-/npm/v1/security/advisories/bulk", {
      method: "POST",
      headers,
      body,
    });

    expect(answer.status).toBe(status);
  });

  test.each(["/-/npm/v1/security/audits", "/-/npm/v1/security/audits/quick"])(
    "the retired endpoint %s is 404",
    async (path) => {
      const answer = await ask(firewall.url, path, { method: "POST", body: "{}" });

      expect(answer.status).toBe(404);
    },
  );

  test("keys are passed on", async () => {
    const direct = await ask(registry.url, "/-/npm/v1/keys");

    const through = await ask(firewall.url, "/-/npm/v1/keys");

    expect(jsonOf(through)).toEqual(jsonOf(direct));
    expect(through.text).toContain(registry.key.keyid);
  });

  test("attestations are passed on for what is served and refused with the reason for what is not", async () => {
    const served = await ask(firewall.url, "/-/npm/v1/attestations/lib@1.0.0");
    const withheld = await ask(firewall.url, "/-/npm/v1/attestations/lib@1.1.0");

    expect(served.status).toBe(200);
    expect(withheld.status).toBe(403);
    expect(jsonOf(withheld)["clause"]).toBe("cooldown");
  });

  test("ping and whoami answer for the firewall itself", async () => {
    const authorization = `Basic ${Buffer.from("carol:secret").toString("base64")}`;

    const ping = await ask(firewall.url, "/-/ping");
    const whoami = await ask(firewall.url, "/-/whoami", { headers: { authorization } });

    expect(ping.status).toBe(200);
    expect(jsonOf(whoami)).toEqual({ username: "user:carol" });
    expect(registry.requests.some(({ path }) => path.includes("whoami"))).toBe(false);
  });

  test("a bearer token is recorded by its fingerprint only", async () => {
    await ask(firewall.url, "/lib", { headers: { authorization: "Bearer very-secret-token" } });

    const [row] = await firewall.ledger({ package: "lib" });

    expect(row?.identity).toMatch(/^token:[0-9a-f]{12}$/);
    expect(JSON.stringify(row)).not.toContain("very-secret-token");
  });

  test.each([
    ["PUT", "/lib", "publish"],
    ["PUT", "/-/user/org.couchdb.user:carol", "log in"],
    ["DELETE", "/lib/-rev/1", "unpublish"],
    ["PUT", "/-/package/lib/dist-tags/latest", "dist-tags"],
  ])("%s %s is refused with a sentence", async (method, path, word) => {
    const answer = await ask(firewall.url, path, { method, body: "{}" });

    expect(answer.status).toBe(403);
    expect(String(jsonOf(answer)["error"])).toContain(word);
    expect(
      registry.requests.filter((request) => request.method !== "GET" && request.method !== "HEAD"),
    ).toEqual([]);
  });

  test("health names revision and state", async () => {
    const health = jsonOf(await ask(firewall.url, "/-/health"));

    expect(health).toMatchObject({ status: "ok", observing: false, stalePackuments: 0 });
    expect(health["policyRevision"]).toMatch(/^[0-9a-f]{12}/);
  });

  test("five hundred clients at once all get their answer", async () => {
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, number) =>
        ask(firewall.url, number % 2 === 0 ? "/lib" : "/lib/-/lib-1.0.0.tgz"),
      ),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await firewall.ledger()).length).toBe(500);
  });
});

describe("private scopes", () => {
  test("a scope goes to its own upstream with its token, never to the public one, and is exempt from the cooldown", async () => {
    const clock = new FakeClock("2026-06-10T12:00:00Z");
    const publicRegistry = await startFakeRegistry({ clock });
    const privateRegistry = await startFakeRegistry({ clock, token: "hush", pathPrefix: "/npm/team" });
    publicRegistry.publish({ name: "@acme/only-public", version: "9.9.9" }, { at: "2026-01-01T00:00:00Z" });
    privateRegistry.publish({ name: "@acme/kit", version: "1.0.0" }, { at: "2026-06-10T11:59:00Z" });
    const firewall = await startFirewallUnderTest({
      upstream: publicRegistry.url,
      clock,
      upstreams: [
        { id: "default", url: publicRegistry.url, isPrivate: false, scopes: [] },
        { id: "acme", url: privateRegistry.url, isPrivate: true, scopes: ["@acme"], token: "hush" },
      ],
    });
    try {
      const own = packumentOf(
        await ask(firewall.url, "/@acme%2fkit", { headers: { "user-agent": "npm/11.19.1 node/v20" } }),
      );
      const tarball = await ask(firewall.url, "/@acme/kit/-/kit-1.0.0.tgz");
      const onlyPublic = await ask(firewall.url, "/@acme%2fonly-public");

      expect(own.versions["1.0.0"]?.dist.tarball).toBe(`${firewall.url}/@acme/kit/-/kit-1.0.0.tgz`);
      expect(tarball.status).toBe(200);
      expect(onlyPublic.status).toBe(404);
      expect(publicRegistry.requests.filter(({ path }) => path.includes("acme"))).toEqual([]);
      expect(publicRegistry.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    } finally {
      await firewall.close();
      await Promise.all([publicRegistry.close(), privateRegistry.close()]);
    }
  });
});

test("a private name that the public registry has too is decided by policy, and nobody is asked unless it is switched on", async () => {
  const clock = new FakeClock("2026-06-10T12:00:00Z");
  const publicRegistry = await startFakeRegistry({ clock });
  const privateRegistry = await startFakeRegistry({ clock });
  publicRegistry.publish({ name: "@acme/kit", version: "99.0.0" }, { at: "2026-06-01T00:00:00Z" });
  privateRegistry.publish({ name: "@acme/kit", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
  const upstreams = (checksPublicNames: boolean) => [
    { id: "default", url: publicRegistry.url, isPrivate: false, scopes: [] },
    { id: "acme", url: privateRegistry.url, isPrivate: true, scopes: ["@acme"], checksPublicNames },
  ];
  const unchecked = await startFirewallUnderTest({ upstream: "", clock, upstreams: upstreams(false) });
  const checked = await startFirewallUnderTest({ upstream: "", clock, upstreams: upstreams(true) });
  try {
    const served = await ask(unchecked.url, "/@acme/kit/-/kit-1.0.0.tgz");
    const askedBefore = publicRegistry.requests.filter(({ path }) => path === "/@acme/kit").length;
    const refused = await ask(checked.url, "/@acme/kit/-/kit-1.0.0.tgz");

    expect(served.status).toBe(200);
    expect(askedBefore).toBe(0);
    expect(refused.status).toBe(403);
    expect(jsonOf(refused)["clause"]).toBe("name-confusion");
  } finally {
    await Promise.all([unchecked.close(), checked.close()]);
    await Promise.all([publicRegistry.close(), privateRegistry.close()]);
  }
});
