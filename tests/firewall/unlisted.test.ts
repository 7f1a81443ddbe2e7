import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, jsonOf, packumentOf } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

const npmAgent = { "user-agent": "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false" };

describe("versions that the upstream does not list", () => {
  let registry: FakeRegistry;
  let clock: FakeClock;
  let firewall: FirewallUnderTest;

  beforeEach(async () => {
    clock = new FakeClock("2026-11-10T12:00:00Z");
    registry = await startFakeRegistry({ clock });
    registry.publish({ name: "axios", version: "1.14.0" }, { at: "2026-03-27T21:40:00Z" });
    registry.publish(
      { name: "plain-crypto-js", version: "0.0.1-security.0" },
      { at: "2026-03-31T04:26:00Z" },
    );
    firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
  });

  afterEach(async () => {
    await firewall.close();
    await registry.close();
  });

  test("one that the catalogue names is refused as malware by name, although nobody here ever saw it", async () => {
    const why = jsonOf(await ask(firewall.url, "/-/lockkeeper/decision/axios/1.14.1"));
    const manifest = await ask(firewall.url, "/axios/1.14.1");
    const tarball = await ask(firewall.url, "/axios/-/axios-1.14.1.tgz");
    const { policyRestrictions } = packumentOf(await ask(firewall.url, "/axios", { headers: npmAgent }));

    expect(why).toMatchObject({
      version: "1.14.1",
      decision: "block",
      clause: "malware",
      newestAcceptable: "1.14.0",
      command: null,
    });
    expect([manifest.status, tarball.status]).toEqual([403, 403]);
    expect(Object.keys(policyRestrictions?.versions ?? {})).toEqual(["1.14.1", "0.30.4"]);
    expect(policyRestrictions?.message).toContain("1.14.1: malware");
    expect(await firewall.ledger({ decision: "block" })).toHaveLength(2);
  });

  test("one that was removed is named to npm too, with the reason", async () => {
    registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    registry.publish({ name: "lib", version: "1.0.1" }, { at: "2026-02-01T00:00:00Z" });
    await ask(firewall.url, "/lib");
    registry.unpublish("lib", "1.0.1", clock.now());
    clock.advance(120_000);

    const { policyRestrictions, time } = packumentOf(await ask(firewall.url, "/lib", { headers: npmAgent }));

    expect(Object.keys(policyRestrictions?.versions ?? {})).toEqual(["1.0.1"]);
    expect(policyRestrictions?.message).toContain("removed-upstream");
    expect(Object.keys(time)).not.toContain("1.0.1");
  });

  test("the registry's own placeholder for a removed package is no malware", async () => {
    const why = jsonOf(await ask(firewall.url, "/-/lockkeeper/decision/plain-crypto-js/0.0.1-security.0"));
    const bad = jsonOf(await ask(firewall.url, "/-/lockkeeper/decision/plain-crypto-js/4.2.1"));

    expect(why).toMatchObject({ decision: "allow", clause: "none" });
    expect(bad).toMatchObject({ version: "4.2.1", decision: "block", clause: "malware" });
  });
});
