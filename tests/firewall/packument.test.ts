import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, jsonOf, packumentOf } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

const abbreviated = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";
const npmAgent = {
  "user-agent": "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false",
  "npm-command": "install",
};
const pnpmAgent = { "user-agent": "pnpm/10.34.9 npm/? node/v20.20.2 linux x64" };

describe("packuments through the firewall", () => {
  let registry: FakeRegistry;
  let clock: FakeClock;
  let firewall: FirewallUnderTest;

  beforeEach(async () => {
    clock = new FakeClock("2026-06-10T12:00:00Z");
    registry = await startFakeRegistry({ clock, publicUrl: "https://registry.example" });
    registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    registry.publish({ name: "lib", version: "1.0.1" }, { at: "2026-02-01T00:00:00Z", tag: "latest" });
    registry.publish({ name: "lib", version: "2.0.0-rc.1" }, { at: "2026-03-01T00:00:00Z", tag: "next" });
    registry.publish({ name: "lib", version: "1.1.0" }, { at: "2026-06-10T00:00:00Z", tag: "latest" });
    // Its tarballs are at a host that nobody reaches, so nothing of it could be inspected.
    const policy = "version: 1\ninspect: { effect: off }\n";
    firewall = await startFirewallUnderTest({ upstream: registry.url, clock, policy });
  });

  afterEach(async () => {
    await firewall.close();
    await registry.close();
  });

  test("a version within the cooldown is gone from versions and time, and latest falls back", async () => {
    const packument = packumentOf(await ask(firewall.url, "/lib", { headers: npmAgent }));

    expect(Object.keys(packument.versions)).toEqual(["1.0.0", "1.0.1", "2.0.0-rc.1"]);
    expect(Object.keys(packument.time)).not.toContain("1.1.0");
    expect(packument["dist-tags"]).toEqual({ latest: "1.0.1", next: "2.0.0-rc.1" });
  });

  test("policyRestrictions names the withheld version, its reason, its end and the decision URL", async () => {
    const { policyRestrictions } = packumentOf(await ask(firewall.url, "/lib", { headers: npmAgent }));

    expect(Object.keys(policyRestrictions?.versions ?? {})).toEqual(["1.1.0"]);
    expect(policyRestrictions?.message).toBe(
      `Lockkeeper withholds lib 1.1.0: cooldown, until 2026-06-13 00:00 UTC. Newest acceptable: 1.0.1. Why: ${firewall.url}/-/lockkeeper/decision/lib`,
    );
  });

  test("the version appears by itself when it has matured", async () => {
    const before = packumentOf(await ask(firewall.url, "/lib"));
    clock.set("2026-06-13T00:00:00Z");

    const after = packumentOf(await ask(firewall.url, "/lib"));

    expect(before["dist-tags"]["latest"]).toBe("1.0.1");
    expect(after["dist-tags"]["latest"]).toBe("1.1.0");
    expect(after.policyRestrictions).toBeUndefined();
  });

  test("the abbreviated form is served to who asks for it, with its own type", async () => {
    const answer = await ask(firewall.url, "/lib", { headers: { accept: abbreviated, ...pnpmAgent } });

    expect(answer.headers["content-type"]).toBe("application/vnd.npm.install-v1+json");
    expect(Object.keys(packumentOf(answer).versions)).toEqual(["1.0.0", "1.0.1", "2.0.0-rc.1"]);
  });

  test("npm keeps tarball URLs of its default registry, every other client gets the origin that it used", async () => {
    const forNpm = packumentOf(await ask(firewall.url, "/lib", { headers: npmAgent }));
    const forPnpm = packumentOf(await ask(firewall.url, "/lib", { headers: pnpmAgent }));
    const byName = packumentOf(
      await ask(firewall.url, "/lib", {
        headers: { ...pnpmAgent, host: `localhost:${new URL(firewall.url).port}` },
      }),
    );

    expect(forNpm.versions["1.0.0"]?.dist.tarball).toBe("https://registry.example/lib/-/lib-1.0.0.tgz");
    expect(forPnpm.versions["1.0.0"]?.dist.tarball).toBe(`${firewall.url}/lib/-/lib-1.0.0.tgz`);
    expect(byName.versions["1.0.0"]?.dist.tarball).toBe(
      `http://localhost:${new URL(firewall.url).port}/lib/-/lib-1.0.0.tgz`,
    );
  });

  test("an unchanged answer is 304, a changed decision is not", async () => {
    const first = await ask(firewall.url, "/lib");
    const etag = first.headers.etag ?? "";

    const again = await ask(firewall.url, "/lib", { headers: { "if-none-match": etag } });
    clock.set("2026-06-13T00:00:01Z");
    const later = await ask(firewall.url, "/lib", { headers: { "if-none-match": etag } });

    expect(etag).not.toBe("");
    expect(again.status).toBe(304);
    expect(later.status).toBe(200);
  });

  test("gzip is sent to who accepts it, nothing unasked, and brotli never", async () => {
    const plain = await ask(firewall.url, "/lib");
    const gzipped = await ask(firewall.url, "/lib", { headers: { "accept-encoding": "br, gzip" } });
    const brotliOnly = await ask(firewall.url, "/lib", { headers: { "accept-encoding": "br" } });

    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(gzipped.headers["content-encoding"]).toBe("gzip");
    expect(brotliOnly.headers["content-encoding"]).toBeUndefined();
    expect(gzipped.body.equals(plain.body)).toBe(true);
  });

  test("HEAD answers as GET does, without a body", async () => {
    const got = await ask(firewall.url, "/lib");
    const head = await ask(firewall.url, "/lib", { method: "HEAD" });

    expect(head.status).toBe(200);
    expect(head.headers["content-length"]).toBe(got.headers["content-length"]);
    expect(head.body.length).toBe(0);
  });

  test("untouched packuments are passed on byte for byte", async () => {
    registry.publish({ name: "calm", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    const direct = await ask(registry.url, "/calm");

    const through = await ask(firewall.url, "/calm", { headers: npmAgent });

    expect(through.body.equals(direct.body)).toBe(true);
  });

  test.each(["/lib/1.1.0", "/lib/1.1.0/", "/lib/1.1.0?x=1", "/%6cib/1.1.0"])(
    "the single manifest %s is refused",
    async (path) => {
      const answer = await ask(firewall.url, path);

      expect(answer.status).toBe(403);
      expect(jsonOf(answer)["clause"]).toBe("cooldown");
    },
  );

  test("a tag in a manifest request answers the repaired version", async () => {
    const answer = await ask(firewall.url, "/lib/latest");

    expect(answer.status).toBe(200);
    expect(jsonOf(answer)["version"]).toBe("1.0.1");
  });

  test("dist-tags are answered as repaired", async () => {
    const answer = await ask(firewall.url, "/-/package/lib/dist-tags");

    expect(jsonOf(answer)).toEqual({ latest: "1.0.1", next: "2.0.0-rc.1" });
  });

  test("no header of the client goes upstream", async () => {
    await ask(firewall.url, "/lib", {
      headers: { authorization: "Bearer client-secret", cookie: "a=b", "x-team": "blue" },
    });

    const sent = registry.requests.filter(({ path }) => path === "/lib").map(({ headers }) => headers);
    expect(sent.length).toBe(1);
    expect(JSON.stringify(sent)).not.toMatch(/client-secret|a=b|blue/);
  });

  test("an unknown name is 404 and says whose answer that is", async () => {
    const answer = await ask(firewall.url, "/nobody-has-this");

    expect(answer.status).toBe(404);
    expect(jsonOf(answer)["error"]).toBe('Not found: upstream "default" has no package "nobody-has-this"');
  });

  test("the ledger holds who asked, what was withheld and that nothing was fetched", async () => {
    const auth = `Basic ${Buffer.from("alice:x").toString("base64")}`;
    await ask(firewall.url, "/lib", { headers: { ...npmAgent, authorization: auth } });

    const [row] = await firewall.ledger({ package: "lib" });

    expect(row).toMatchObject({
      identity: "user:alice",
      client: "npm",
      clientVersion: "11.19.1",
      command: "install",
      kind: "packument",
      outcome: "served",
      withheld: ["1.1.0"],
      version: null,
    });
  });

  test("an update check of npm itself stays out of the ledger", async () => {
    registry.publish({ name: "npm", version: "11.0.0" }, { at: "2026-01-01T00:00:00Z" });

    const answer = await ask(firewall.url, "/npm", { headers: { ...npmAgent, accept: abbreviated } });

    expect(answer.status).toBe(200);
    expect(await firewall.ledger({ package: "npm" })).toEqual([]);
  });

  test("one hundred clients at once cost the upstream one request", async () => {
    registry.clearRequests();
    registry.latencyMs = 30;

    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(firewall.url, "/lib")));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(registry.requests.filter(({ path }) => path === "/lib").length).toBe(1);
  });

  test("a Host that is not loopback is not answered on a loopback bind", async () => {
    const answer = await ask(firewall.url, "/lib", { headers: { host: "rebound.example" } });

    expect(answer.status).toBe(421);
    expect(answer.text).not.toContain("versions");
  });
});

describe("a package of which nothing is acceptable", () => {
  test("npm gets policyRestrictions, other clients a refusal that names the reason", async () => {
    const clock = new FakeClock("2026-06-10T12:00:00Z");
    const registry = await startFakeRegistry({ clock });
    registry.publish({ name: "fresh", version: "0.0.1" }, { at: "2026-06-10T00:00:00Z" });
    const firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
    try {
      const forNpm = await ask(firewall.url, "/fresh", { headers: npmAgent });
      const forPnpm = await ask(firewall.url, "/fresh", { headers: pnpmAgent });

      expect(forNpm.status).toBe(200);
      expect(packumentOf(forNpm).versions).toEqual({});
      expect(packumentOf(forNpm).policyRestrictions?.message).toContain("cooldown");
      expect(forPnpm.status).toBe(403);
      expect(forPnpm.phrase).toContain("Lockkeeper holds fresh@0.0.1: cooldown");
      expect(await firewall.ledger({ decision: "hold" })).toMatchObject([
        { client: "pnpm", outcome: "refused" },
      ]);
    } finally {
      await firewall.close();
      await registry.close();
    }
  });
});
