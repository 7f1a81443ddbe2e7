import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import type { ExplainRecord } from "@lockkeeper/server";
import { explain } from "@lockkeeper/server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { settingsFor, startFirewallUnderTest } from "../support/running-firewall.ts";

const repositoryPolicy = "version: 1\ncooldown:\n  age: 200d\nmalware: off\n";

describe.each(["beside a running server", "alone"])("explain(), %s", (where) => {
  let registry: FakeRegistry;
  let clock: FakeClock;
  let firewall: FirewallUnderTest;

  beforeEach(async () => {
    clock = new FakeClock("2026-06-10T12:00:00Z");
    registry = await startFakeRegistry({ clock });
    registry.publish({ name: "@team/lib", version: "1.0.0" }, { at: "2025-01-01T00:00:00Z" });
    registry.publish({ name: "@team/lib", version: "1.1.0" }, { at: "2026-02-01T00:00:00Z" });
    registry.publish({ name: "@team/lib", version: "1.2.0" }, { at: "2026-06-10T00:00:00Z" });
    firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
    if (where === "alone") await firewall.stop();
  });

  afterEach(async () => {
    await firewall.close();
    await registry.close();
  });

  async function ask(specs: readonly string[], policy?: string): Promise<readonly ExplainRecord[]> {
    const settings = settingsFor({ upstream: registry.url, clock }, firewall.dataFolder, []);
    const records: ExplainRecord[] = [];
    const all = policy === undefined ? settings : { ...settings, repositoryPolicy: policy };
    for await (const record of explain(all, specs)) records.push(record);
    return records;
  }

  test("answers in the order of the specs, for ranges, tags and exact versions", async () => {
    const records = await ask(["@team/lib", "@team/lib@^1.0.0", "@team/lib@1.1.0", "@team/lib@~1.0.0"]);

    expect(records.map(({ version, decision }) => `${version} ${decision}`)).toEqual([
      "1.2.0 hold",
      "1.2.0 hold",
      "1.1.0 allow",
      "1.0.0 allow",
    ]);
    expect(records[0]).toMatchObject({ newestAcceptable: "1.1.0", decidedAt: "2026-06-10T12:00:00.000Z" });
  });

  test("a spec that is none is a record with its error, and the others are answered", async () => {
    const records = await ask(["../etc", "@team/lib@1.1.0", "nosuch"]);

    expect(records.map(({ error }) => error?.code)).toEqual([
      "CORE_BAD_NAME",
      undefined,
      "FIREWALL_UNKNOWN_VERSION",
    ]);
  });

  test("a repository's policy tightens, its suggestion too, and never loosens", async () => {
    const [held] = await ask(["@team/lib@1.1.0"], repositoryPolicy);

    expect(held).toMatchObject({ decision: "hold", clause: "cooldown", newestAcceptable: "1.0.0" });
  });
});
