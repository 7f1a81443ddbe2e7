import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, jsonOf, packumentOf } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

const hourMs = 3_600_000;
/** npm gets a packument even where nothing of it may be had. */
const npmAgent = { "user-agent": "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false" };

describe("what the upstream has not confirmed", () => {
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

  async function restart(): Promise<void> {
    await firewall.stop();
    firewall = await startFirewallUnderTest({
      upstream: registry.url,
      clock,
      dataFolder: firewall.dataFolder,
    });
  }

  test("a version does not mature in a copy while the upstream is down", async () => {
    registry.publish({ name: "lib", version: "1.0.1" }, { at: "2026-06-10T11:00:00Z", tag: "latest" });
    await ask(firewall.url, "/lib");
    registry.fault("/lib", { kind: "status", status: 503 });
    clock.advance(100 * hourMs);

    const packument = packumentOf(await ask(firewall.url, "/lib"));
    const why = jsonOf(await ask(firewall.url, "/-/lockkeeper/decision/lib/1.0.1"));

    expect(Object.keys(packument.versions)).toEqual(["1.0.0"]);
    expect(why).toMatchObject({ decision: "hold", clause: "cooldown", maturesAt: null });
    expect(JSON.stringify(why["reasons"])).toContain("has not confirmed since");
  });

  test("a version that matured meanwhile is served as soon as the upstream confirms it", async () => {
    registry.publish({ name: "lib", version: "1.0.1" }, { at: "2026-06-10T11:00:00Z", tag: "latest" });
    await ask(firewall.url, "/lib");
    const lift = registry.fault("/lib", { kind: "status", status: 503 });
    clock.advance(100 * hourMs);
    await ask(firewall.url, "/lib");
    lift();
    clock.advance(6000);

    const packument = packumentOf(await ask(firewall.url, "/lib"));

    expect(Object.keys(packument.versions)).toEqual(["1.0.0", "1.0.1"]);
  });

  test("a confirmation without changes is a look: what appears later cannot be older than it", async () => {
    await ask(firewall.url, "/lib");
    clock.advance(200 * hourMs);
    await ask(firewall.url, "/lib"); // 304: nothing new by now
    clock.advance(2 * hourMs);
    registry.publish(
      { name: "lib", version: "1.0.1" },
      { at: clock.now(), claimedAt: clock.now() - 100 * hourMs, tag: "latest" },
    );
    clock.advance(120_000);

    const packument = packumentOf(await ask(firewall.url, "/lib"));

    expect(Object.keys(packument.versions)).toEqual(["1.0.0"]);
  });

  test("a package that was removed as a whole is not served from the copy when the upstream fails next", async () => {
    await ask(firewall.url, "/lib");
    await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");
    const back = registry.fault("/lib", { kind: "status", status: 404 });
    clock.advance(120_000);
    await ask(firewall.url, "/lib");
    back();
    registry.fault("/lib", { kind: "status", status: 503 });
    clock.advance(120_000);

    const tarball = await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");
    const packument = packumentOf(await ask(firewall.url, "/lib", { headers: npmAgent }));

    expect(tarball.status).toBe(403);
    expect(jsonOf(tarball)["clause"]).toBe("removed-upstream");
    expect(packument.versions).toEqual({});
  });

  test("the same holds after a restart, and the package is served again when it is back", async () => {
    await ask(firewall.url, "/lib");
    const gone = registry.fault("/lib", { kind: "status", status: 404 });
    clock.advance(120_000);
    await ask(firewall.url, "/lib");
    gone();
    const down = registry.fault("/lib", { kind: "status", status: 503 });
    await restart();

    const whileDown = packumentOf(await ask(firewall.url, "/lib", { headers: npmAgent }));
    down();
    clock.advance(120_000);
    const afterwards = packumentOf(await ask(firewall.url, "/lib"));

    expect(whileDown.versions).toEqual({});
    expect(Object.keys(afterwards.versions)).toEqual(["1.0.0"]);
  });

  test("a version that stands for other bytes than before is withheld however old it claims to be", async () => {
    await ask(firewall.url, "/lib");
    registry.fault("/lib", {
      kind: "edit",
      edit: (document) =>
        JSON.parse(JSON.stringify(document).replace(/sha512-[^"]+/, `sha512-${"B".repeat(86)}==`)) as unknown,
    });
    clock.advance(120_000);

    const answer = await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");

    expect(answer.status).toBe(403);
    expect(jsonOf(answer)).toMatchObject({ clause: "unknown", decision: "unknown" });
    expect(answer.text).toContain("other bytes");
  });

  test("a slow upstream is asked once, however many ask us meanwhile", async () => {
    await ask(firewall.url, "/lib");
    const lift = registry.fault("/lib", { kind: "hang" });
    clock.advance(120_000);
    registry.clearRequests();

    await ask(firewall.url, "/lib");
    clock.advance(120_000);
    await ask(firewall.url, "/lib");
    lift();

    expect(registry.requests.length).toBe(1);
  }, 20_000);
});
