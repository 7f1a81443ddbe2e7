import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { parsePolicy } from "@lockkeeper/policy";
import type { ReplayRow } from "@lockkeeper/server";
import { replayPolicy } from "@lockkeeper/server";
import { expect, test } from "vitest";
import { ask } from "../support/ask.ts";
import { settingsFor, startFirewallUnderTest } from "../support/running-firewall.ts";

test("replayPolicy() says what another policy would have withheld or served, each request at its own time", async () => {
  const clock = new FakeClock("2026-06-10T12:00:00Z");
  const registry = await startFakeRegistry({ clock });
  registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
  registry.publish({ name: "lib", version: "1.1.0" }, { at: "2026-06-05T00:00:00Z" });
  registry.publish({ name: "lib", version: "1.2.0" }, { at: "2026-06-09T00:00:00Z" });
  const firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
  const settings = settingsFor({ upstream: registry.url, clock }, firewall.dataFolder, []);
  const replay = async (cooldown: string): Promise<readonly ReplayRow[]> => {
    const policy = parsePolicy(`version: 1\npreset: balanced\ncooldown: { age: ${cooldown} }\n`, {
      source: "test",
      tier: "organisation",
    });
    const rows: ReplayRow[] = [];
    for await (const row of replayPolicy({ settings, policy, since: 0, until: clock.now() })) rows.push(row);
    return rows;
  };
  try {
    for (const version of ["1.0.0", "1.1.0", "1.2.0"]) await ask(firewall.url, `/lib/-/lib-${version}.tgz`);
    clock.advance(30 * 86_400_000);

    const stricter = await replay("7d");
    const laxer = await replay("24h");
    const same = await replay("72h");

    expect(stricter).toMatchObject([
      {
        package: "lib",
        version: "1.1.0",
        requests: 1,
        before: { decision: "allow" },
        after: { decision: "hold", clause: "cooldown" },
      },
    ]);
    expect(laxer).toMatchObject([
      { version: "1.2.0", before: { decision: "hold" }, after: { decision: "allow" } },
    ]);
    expect(same).toEqual([]);
  } finally {
    await firewall.close();
    await registry.close();
  }
});
