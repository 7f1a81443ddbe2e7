import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import type { ExceptionStore } from "@lockkeeper/store";
import { openDataFolder, openExceptionStore } from "@lockkeeper/store";
import { silentLogger } from "@lockkeeper/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEngine } from "../../packages/server/src/open-engine.ts";
import { pruneExceptions } from "../../packages/server/src/prune-exceptions.ts";
import { ask } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { settingsFor, startFirewallUnderTest } from "../support/running-firewall.ts";

const young = {
  package: "lib",
  versions: "1.1.0",
  clauses: ["cooldown"],
  reason: "needed for the release",
  owner: "dana",
  expires: "2026-06-20T00:00:00Z",
};

describe("exceptions beside a running firewall", () => {
  let registry: FakeRegistry;
  let clock: FakeClock;
  let firewall: FirewallUnderTest;
  let exceptions: ExceptionStore;

  beforeEach(async () => {
    clock = new FakeClock("2026-06-10T12:00:00Z");
    registry = await startFakeRegistry({ clock });
    registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    registry.publish({ name: "lib", version: "1.1.0" }, { at: "2026-06-10T00:00:00Z" });
    registry.publish({ name: "lib", version: "1.2.0" }, { at: "2026-06-10T01:00:00Z" });
    firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
    exceptions = await openExceptionStore(await openDataFolder(firewall.dataFolder), {
      clock,
      logger: silentLogger,
    });
  });

  afterEach(async () => {
    await firewall.close();
    await registry.close();
  });

  async function status(version: string): Promise<number> {
    return (await ask(firewall.url, `/lib/-/lib-${version}.tgz`)).status;
  }

  /** Another process's exception is noticed within a moment. */
  async function statusBecomes(version: string, expected: number): Promise<void> {
    await expect.poll(() => status(version), { interval: 20, timeout: 2000 }).toBe(expected);
  }

  test("one added by another process lifts its clause for its version, and its removal ends that", async () => {
    const before = await status("1.1.0");
    const { id } = exceptions.add(young);
    await statusBecomes("1.1.0", 200);
    const other = await status("1.2.0");
    exceptions.remove(id);
    await statusBecomes("1.1.0", 403);

    expect([before, other]).toEqual([403, 403]);
    const [served] = await firewall.ledger({ kind: "tarball", outcome: "served" });
    expect(served).toMatchObject({ decision: "allow", version: "1.1.0" });
  });

  test("one that has expired is out of force", async () => {
    exceptions.add({ ...young, expires: "2026-06-10T13:00:00Z" });
    await statusBecomes("1.1.0", 200);
    clock.advance(2 * 3_600_000);

    const after = await status("1.1.0");

    expect(after).toBe(403);
  });

  test("one that has matured is removed, an expired one is reported and kept, one still needed stays", async () => {
    const matured = exceptions.add(young).id;
    const needed = exceptions.add({ ...young, versions: "1.2.0" }).id;
    const expired = exceptions.add({ ...young, versions: "1.2.0", expires: "2026-06-12T00:00:00Z" }).id;
    await firewall.stop();
    clock.set("2026-06-13T00:30:00Z");
    const engine = await openEngine(settingsFor({ upstream: registry.url, clock }, firewall.dataFolder, []));

    const report = await pruneExceptions(engine);

    const left = engine.store.exceptions.list().map(({ id }) => id);
    await engine.close();
    expect(report).toEqual({ matured: [matured], expired: [expired] });
    expect(left.toSorted()).toEqual([needed, expired].toSorted());
  });
});
