import { join } from "node:path";
import { silentLogger } from "@lockkeeper/core";
import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import type { FeedClient, UpdateReport } from "@lockkeeper/feeds";
import { createFeedFetch, updateFeeds } from "@lockkeeper/feeds";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeFeed } from "../../packages/feeds/test/fake-feed.ts";
import { ask } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

const dayMs = 86_400_000;

describe("feeds beside a running firewall", () => {
  let registry: FakeRegistry;
  let feed: FakeFeed;
  let client: FeedClient;
  let clock: FakeClock;
  let firewall: FirewallUnderTest;

  beforeEach(async () => {
    clock = new FakeClock("2026-06-10T12:00:00Z");
    registry = await startFakeRegistry({ clock });
    registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    registry.publish({ name: "lib", version: "1.1.0" }, { at: "2026-02-01T00:00:00Z" });
    feed = await FakeFeed.start();
    feed.records = [{ id: "MAL-2026-1", name: "other" }];
    client = createFeedFetch({ userAgent: "lockkeeper/test", proxy: {} });
    firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
  });

  afterEach(async () => {
    await client.close();
    await firewall.close();
    await feed.close();
    await registry.close();
  });

  /** As `intel update` does in a process of its own. */
  function update(): Promise<UpdateReport> {
    const source = { id: "osv", kind: "osv", isEnabled: true, intervalMs: dayMs, base: feed.url } as const;
    const folder = join(firewall.dataFolder, "intel");
    const settings = { folder, sources: [source], isFull: false, allowsShrink: false, allowsOlder: false };
    return updateFeeds(settings, { fetch: client.fetch, clock, logger: silentLogger });
  }

  async function status(version: string): Promise<number> {
    return (await ask(firewall.url, `/lib/-/lib-${version}.tgz`)).status;
  }

  async function reasons(): Promise<string> {
    return (await ask(firewall.url, "/-/health")).text;
  }

  test("a version is refused within seconds of the update that names it, and served again when the record is withdrawn", async () => {
    await update();
    expect(await status("1.1.0")).toBe(200);

    const report = { id: "MAL-2026-2", name: "lib", versions: ["1.1.0"], modified: "2030-02-01T00:00:00Z" };
    feed.records = [...feed.records, report];
    await update();
    await expect.poll(() => status("1.1.0"), { timeout: 15_000 }).toBe(403);
    expect(await status("1.0.0")).toBe(200);

    const modified = "2030-03-01T00:00:00Z";
    feed.records = [...feed.records, { ...report, modified, withdrawn: modified }];
    await update();
    await expect.poll(() => status("1.1.0"), { timeout: 15_000 }).toBe(200);
  });

  test("health tells of a source that was not confirmed for a day, until it is", async () => {
    await update();
    clock.advance(dayMs + 1);

    const warning = "The advisories of osv were not confirmed for more than a day";
    await expect.poll(reasons, { timeout: 15_000 }).toContain(warning);
    await update();

    await expect.poll(reasons, { timeout: 15_000 }).not.toContain("INTEL_STALE");
  });
});
