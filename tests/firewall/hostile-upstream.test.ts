import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, jsonOf, packumentOf } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

describe("an upstream that misbehaves", () => {
  let registry: FakeRegistry;
  let clock: FakeClock;
  let firewall: FirewallUnderTest;

  beforeEach(async () => {
    clock = new FakeClock("2026-06-10T12:00:00Z");
    registry = await startFakeRegistry({ clock });
    registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
  });

  afterEach(async () => {
    await firewall.close();
    await registry.close();
  });

  function serveText(text: string): void {
    registry.fault("/lib", { kind: "edit", edit: () => text });
  }

  test.each([
    [
      "a truncated packument",
      '{"name":"lib","versions":{"1.0.0":{"name":"lib","ver',
      "REGISTRY_BAD_PACKUMENT",
    ],
    ["no JSON", "<html>hello</html>", "REGISTRY_BAD_PACKUMENT"],
    ["an array", "[]", "REGISTRY_BAD_PACKUMENT"],
    ["another package's packument", '{"name":"other","versions":{}}', "REGISTRY_BAD_PACKUMENT"],
    [
      "versions given twice",
      '{"name":"lib","versions":{},"versions":{"1.0.0":{}}}',
      "REGISTRY_BAD_PACKUMENT",
    ],
    [
      "nesting without end",
      `{"name":"lib","x":${"[".repeat(5000)}${"]".repeat(5000)}}`,
      "REGISTRY_PACKUMENT_TOO_DEEP",
    ],
  ])("%s is an error with a code, and a log line", async (_case, text, code) => {
    serveText(text);

    const answer = await ask(firewall.url, "/lib");

    expect(answer.status).toBe(502);
    expect(jsonOf(answer)["code"]).toBe(code);
    expect(firewall.logged.map((line) => line.code)).toContain(code);
  });

  test.each([
    ["/lib", "packument"],
    ["/lib/1.0.0", "manifest"],
    ["/lib/-/lib-1.0.0.tgz", "tarball"],
    ["/-/package/lib/dist-tags", "metadata"],
  ])("that %s was asked for is in the ledger although there was no answer", async (path, kind) => {
    registry.fault("/lib", { kind: "status", status: 500 });

    const answer = await ask(firewall.url, path);

    expect(answer.status).toBe(502);
    expect(await firewall.ledger()).toMatchObject([{ kind, package: "lib", outcome: "failed", status: 502 }]);
  });

  test("the last good packument is served while upstream sends a broken one", async () => {
    const good = await ask(firewall.url, "/lib");
    registry.fault("/lib", { kind: "invalid-json" });
    clock.advance(120_000);

    const answer = await ask(firewall.url, "/lib");

    expect(answer.status).toBe(200);
    expect(answer.body.equals(good.body)).toBe(true);
    expect(answer.headers["x-lockkeeper-stale"]).toBeDefined();
  });

  test("versions that are not what they say, among them __proto__, are never served", async () => {
    registry.fault("/lib", {
      kind: "edit",
      edit: () =>
        `{"name":"lib","dist-tags":{"latest":"__proto__"},"time":{"1.0.0":"2026-01-01T00:00:00Z","__proto__":"2026-01-01T00:00:00Z"},"versions":{
          "1.0.0":{"name":"lib","version":"1.0.0","dist":{"tarball":"${registry.url}/lib/-/lib-1.0.0.tgz","shasum":"${"a".repeat(40)}"}},
          "1.0.1":{"name":"lib","version":"6.6.6","dist":{"tarball":"${registry.url}/lib/-/lib-1.0.1.tgz","shasum":"${"a".repeat(40)}"}},
          "1.0.2":{"name":"evil","version":"1.0.2","dist":{"tarball":"${registry.url}/lib/-/lib-1.0.2.tgz","shasum":"${"a".repeat(40)}"}},
          "__proto__":{"name":"lib","version":"__proto__","polluted":true,"dist":{"tarball":"${registry.url}/lib/-/lib-x.tgz","shasum":"${"a".repeat(40)}"}}}}`,
    });

    const packument = packumentOf(await ask(firewall.url, "/lib"));

    expect(Object.getOwnPropertyNames(packument.versions)).toEqual(["1.0.0"]);
    expect(packument["dist-tags"]).toEqual({});
    expect("polluted" in {}).toBe(false);
  });

  test("a publish time that moves backwards is not believed any more", async () => {
    registry.publish({ name: "lib", version: "1.0.1" }, { at: "2026-06-10T00:00:00Z", tag: "latest" });
    const before = packumentOf(await ask(firewall.url, "/lib"));
    registry.fault("/lib", {
      kind: "edit",
      edit: (document) => ({
        ...document,
        time: { "1.0.0": "2026-01-01T00:00:00Z", "1.0.1": "2026-05-01T00:00:00Z" },
      }),
    });
    clock.advance(120_000);

    const after = packumentOf(await ask(firewall.url, "/lib"));
    const why = jsonOf(await ask(firewall.url, "/-/lockkeeper/decision/lib/1.0.1"));

    expect(before["dist-tags"]["latest"]).toBe("1.0.0");
    expect(after["dist-tags"]["latest"]).toBe("1.0.0");
    expect(why).toMatchObject({ decision: "unknown", effect: "hold", clause: "unknown" });
  });

  test("a version that claims to be older than our last look is not believed", async () => {
    await ask(firewall.url, "/lib");
    clock.advance(3_600_000);
    registry.publish(
      { name: "lib", version: "1.0.1" },
      { at: clock.now(), claimedAt: "2026-02-01T00:00:00Z", tag: "latest" },
    );
    clock.advance(120_000);

    const packument = packumentOf(await ask(firewall.url, "/lib"));

    expect(packument["dist-tags"]["latest"]).toBe("1.0.0");
  });

  test.each([
    ["a loopback address of another port", "http://127.0.0.1:9"],
    ["a link-local metadata address", "http://169.254.169.254"],
    ["a private address", "http://10.1.2.3"],
    ["a decimal address", "http://2130706433:9"],
  ])("a tarball URL that points to %s is not followed", async (_case, origin) => {
    // A public upstream may not send us into the private network; the fake one is loopback itself, so say so.
    const strict = await startFirewallUnderTest({
      upstream: registry.url,
      upstreams: [
        { id: "default", url: registry.url, isPrivate: false, scopes: [], allowPrivateAddresses: false },
      ],
      clock,
    });
    registry.fault("/lib", { kind: "tarball-origin", origin });
    try {
      const answer = await ask(strict.url, "/lib/-/lib-1.0.0.tgz");

      expect(answer.status).toBe(502);
      expect(jsonOf(answer)["code"]).toBe("REGISTRY_FORBIDDEN_HOST");
    } finally {
      await strict.close();
    }
  });

  test("a redirect into the private network is not followed", async () => {
    const strict = await startFirewallUnderTest({
      upstream: registry.url,
      upstreams: [
        { id: "default", url: registry.url, isPrivate: false, scopes: [], allowPrivateAddresses: false },
      ],
      clock,
    });
    registry.fault("/lib/-/lib-1.0.0.tgz", {
      kind: "redirect",
      location: "http://127.0.0.1:9/lib-1.0.0.tgz",
    });
    try {
      const answer = await ask(strict.url, "/lib/-/lib-1.0.0.tgz");

      expect(answer.status).toBe(502);
      expect(jsonOf(answer)["code"]).toBe("REGISTRY_FORBIDDEN_HOST");
    } finally {
      await strict.close();
    }
  });

  test("redirects that go round end", async () => {
    registry.fault("/lib/-/lib-1.0.0.tgz", { kind: "redirect", location: "/lib/-/lib-1.0.0.tgz" });

    const answer = await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");

    expect(answer.status).toBe(502);
  });

  test("a tarball URL on an unusual path is found by the packument's index, not by its spelling", async () => {
    registry.fault("/lib", {
      kind: "edit",
      edit: (document) =>
        JSON.parse(JSON.stringify(document).replaceAll("/lib/-/lib-1.0.0.tgz", "/files/a1b2.tgz")) as unknown,
    });

    const conventional = await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");
    const other = await ask(firewall.url, "/lib/-/lib-9.9.9.tgz");

    expect(conventional.status).toBe(502); // found, asked for at the unusual path, which the fake does not have
    expect(other.status).toBe(404);
  });

  test("hostile text of a package splits no header", async () => {
    registry.publish({ name: "lib", version: "1.0.5" }, { at: "2026-01-02T00:00:00Z", tag: "latest" });
    registry.deprecate("lib", "1.0.5", "x\r\nset-cookie: a=b\u001b[2J<script>");
    const strict = await startFirewallUnderTest({
      upstream: registry.url,
      clock,
      policy: "version: 1\npreset: balanced\ndeprecated: hold\n",
    });
    try {
      const answer = await ask(strict.url, "/lib/-/lib-1.0.5.tgz");
      const page = await ask(strict.url, "/-/lockkeeper/decision/lib/1.0.5", {
        headers: { accept: "text/html" },
      });

      expect(answer.status).toBe(403);
      expect(answer.headers["set-cookie"]).toBeUndefined();
      expect(`${answer.phrase}${String(answer.headers["npm-notice"])}`).toMatch(/^[\x20-\x7e]*$/);
      expect(page.text).not.toContain("<script>");
      expect(page.text).not.toContain("\u001b");
    } finally {
      await strict.close();
    }
  });

  test("a hanging upstream with a copy at hand makes nobody wait for long", async () => {
    await ask(firewall.url, "/lib");
    const lift = registry.fault("/lib", { kind: "hang" });
    clock.advance(120_000);

    const answer = await ask(firewall.url, "/lib");
    lift();

    expect(answer.status).toBe(200);
    expect(answer.headers["x-lockkeeper-stale"]).toBeDefined();
  });

  test("a clock that is set back asks upstream again instead of trusting the future", async () => {
    await ask(firewall.url, "/lib");
    registry.clearRequests();
    clock.set("2026-06-09T00:00:00Z");

    const answer = await ask(firewall.url, "/lib");

    expect(answer.status).toBe(200);
    expect(registry.requests.length).toBe(1);
  });
});
