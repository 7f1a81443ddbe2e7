import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FakeRegistry, PublishedVersion } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, jsonOf } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

describe("tarballs through the firewall", () => {
  let registry: FakeRegistry;
  let clock: FakeClock;
  let firewall: FirewallUnderTest;
  let old: PublishedVersion;

  beforeEach(async () => {
    clock = new FakeClock("2026-06-10T12:00:00Z");
    registry = await startFakeRegistry({ clock });
    old = registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    registry.publish({ name: "lib", version: "1.1.0" }, { at: "2026-06-10T00:00:00Z", tag: "latest" });
    registry.publish({ name: "@team/kit", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    registry.publish({ name: "@team/kit", version: "1.1.0" }, { at: "2026-06-10T00:00:00Z" });
    firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
  });

  afterEach(async () => {
    await firewall.close();
    await registry.close();
  });

  test("an accepted version is served with the bytes that its integrity names, and from the cache the second time", async () => {
    const first = await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");
    const second = await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");

    expect(`sha512-${createHash("sha512").update(first.body).digest("base64")}`).toBe(old.integrity);
    expect(second.body.equals(first.body)).toBe(true);
    expect(registry.requests.filter(({ path }) => path.endsWith(".tgz")).length).toBe(1);
    expect((await firewall.ledger({ kind: "tarball" })).map(({ tookFromCache }) => tookFromCache)).toEqual([
      false,
      true,
    ]);
  });

  test("a withheld version is refused with a reason in every channel", async () => {
    const answer = await ask(firewall.url, "/lib/-/lib-1.1.0.tgz");

    expect(answer.status).toBe(403);
    expect(answer.phrase).toBe(
      `Lockkeeper holds lib@1.1.0: cooldown until 2026-06-13 00:00 UTC, use 1.0.0; see ${firewall.url}/-/lockkeeper/decision/lib/1.1.0`,
    );
    expect(jsonOf(answer)).toMatchObject({ clause: "cooldown", decision: "hold", newestAcceptable: "1.0.0" });
    expect(answer.headers["npm-notice"]).toContain("Lockkeeper holds lib@1.1.0 (cooldown)");
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(registry.requests.filter(({ path }) => path.endsWith(".tgz"))).toEqual([]);
  });

  test.each([
    "/@team/kit/-/kit-1.1.0.tgz",
    "/@team%2fkit/-/kit-1.1.0.tgz",
    "/@team%2Fkit/-/kit-1.1.0.tgz",
    "/%40team%2fkit/-/kit-1.1.0.tgz",
    "/@team/kit/-/@team/kit-1.1.0.tgz",
    "/@team/kit/-/kit-1.1.0.tgz?cachebust=1",
    "/@team/kit/-/kit%2d1.1.0.tgz",
  ])("no spelling gets a withheld version: %s", async (path) => {
    const got = await ask(firewall.url, path);
    const head = await ask(firewall.url, path, { method: "HEAD" });

    expect(got.status).not.toBe(200);
    expect(head.status).not.toBe(200);
    expect(registry.requests.filter(({ path: sent }) => sent.endsWith(".tgz"))).toEqual([]);
  });

  test.each([
    "/lib/-/%2e%2e/lib-1.1.0.tgz",
    "/lib/-/..%2flib-1.1.0.tgz",
    "/lib%252f-%252flib-1.1.0.tgz",
    "//lib/-/lib-1.1.0.tgz",
    "/lib/-/lib-1.1.0.tgz%00.tgz",
    "/lib\\-\\lib-1.1.0.tgz",
  ])("a malformed path serves nothing: %s", async (path) => {
    const answer = await ask(firewall.url, path);

    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(registry.requests.filter(({ path: sent }) => sent.endsWith(".tgz"))).toEqual([]);
  });

  test("wrong bytes from upstream are never served nor kept", async () => {
    registry.fault("/lib/-/lib-1.0.0.tgz", { kind: "wrong-bytes" }, { times: 1 });

    const wrong = await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");
    const right = await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");

    expect(wrong.status).toBe(502);
    expect(jsonOf(wrong)["code"]).toBe("STORE_INTEGRITY_MISMATCH");
    expect(firewall.logged.map(({ code }) => code)).toContain("FIREWALL_TARBALL_REJECTED");
    expect(right.body.equals(old.tarball)).toBe(true);
  });

  test.each([
    ["a body that ends early", { kind: "truncate", afterBytes: 100 }],
    ["a connection that breaks", { kind: "drop", afterBytes: 100 }],
  ] as const)("%s is an error and leaves nothing behind", async (_name, fault) => {
    const lift = registry.fault("/lib/-/lib-1.0.0.tgz", fault);

    const broken = await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");
    lift();
    const whole = await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");

    expect(broken.status).toBe(502);
    expect(whole.body.equals(old.tarball)).toBe(true);
  });

  test("a cache file that changed on disk is not served but fetched again", async () => {
    await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");
    const folder = join(firewall.dataFolder, "cache", "tarballs");
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const file = entries.find((entry) => entry.isFile());
    const path = join(file?.parentPath ?? "", file?.name ?? "");
    const bytes = await readFile(path);
    bytes[20] = (bytes[20] ?? 0) ^ 0xff;
    await writeFile(path, bytes);

    const fetches = async (): Promise<number> => {
      const answer = await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");
      expect(answer.body.equals(old.tarball)).toBe(true);
      return registry.requests.filter(({ path: sent }) => sent.endsWith(".tgz")).length;
    };

    // What memory holds is right whatever becomes of the file, which is looked at once a second.
    await expect.poll(fetches, { timeout: 4000 }).toBe(2);
    expect(firewall.logged.map(({ code }) => code)).toContain("STORE_BLOB_CORRUPT");
  });

  test("a version that upstream has removed is refused although it is cached, and its publisher stays known", async () => {
    registry.publish({ name: "gone", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    registry.publish(
      { name: "gone", version: "1.0.1" },
      { at: "2026-02-01T00:00:00Z", publisher: { name: "mallory", email: "mallory@mail.invalid" } },
    );
    const before = await ask(firewall.url, "/gone/-/gone-1.0.1.tgz");
    registry.unpublish("gone", "1.0.1", clock.now());
    clock.advance(3_600_000);

    const after = await ask(firewall.url, "/gone/-/gone-1.0.1.tgz");
    const why = await ask(firewall.url, "/-/lockkeeper/decision/gone/1.0.1");

    expect(before.status).toBe(200);
    expect(after.status).toBe(403);
    expect(jsonOf(after)["clause"]).toBe("removed-upstream");
    expect(jsonOf(why)["facts"]).toMatchObject({
      publisher: { name: "mallory", email: "mallory@mail.invalid" },
    });
  });

  test("with the upstream down the cached version is served and said to be stale", async () => {
    await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");
    registry.fault(/.*/, { kind: "drop" });
    clock.advance(3_600_000);

    const tarball = await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");
    const packument = await ask(firewall.url, "/lib");
    const health = await ask(firewall.url, "/-/health");

    expect(tarball.body.equals(old.tarball)).toBe(true);
    expect(packument.status).toBe(200);
    expect(packument.headers["x-lockkeeper-stale"]).toBeDefined();
    expect(jsonOf(health)["status"]).toBe("degraded");
    expect(firewall.logged.map(({ code }) => code)).toContain("FIREWALL_SERVING_STALE");
  });

  test("observe-only serves what would be withheld, and the ledger says so", async () => {
    const observing = await startFirewallUnderTest({ upstream: registry.url, clock, isObserving: true });
    try {
      const answer = await ask(observing.url, "/lib/-/lib-1.1.0.tgz");

      const [row] = await observing.ledger({ kind: "tarball" });
      expect(answer.status).toBe(200);
      expect(row).toMatchObject({ decision: "hold", clause: "cooldown", outcome: "served", observed: true });
    } finally {
      await observing.close();
    }
  });
});
