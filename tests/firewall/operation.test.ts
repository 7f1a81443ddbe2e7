import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { metricForms } from "@lockkeeper/server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, jsonOf } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

/** The value of every series, by its name and labels as written. */
function parseFigures(text: string): ReadonlyMap<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(" ");
      return [line.slice(0, end), Number(line.slice(end + 1).replace("+Inf", "Infinity"))];
    }),
  );
}

describe("operation of a server", () => {
  let registry: FakeRegistry;
  let firewall: FirewallUnderTest;
  let clock: FakeClock;

  beforeEach(async () => {
    clock = new FakeClock("2026-06-10T12:00:00Z");
    registry = await startFakeRegistry({ clock });
    registry.publish({ name: "secret-project", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    registry.publish({ name: "secret-project", version: "1.1.0" }, { at: "2026-06-10T00:00:00Z" });
    firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
  });

  afterEach(async () => {
    await firewall.close();
    await registry.close();
  });

  async function figures(): Promise<ReadonlyMap<string, number>> {
    const answer = await ask(firewall.url, "/-/metrics");
    expect(answer.status).toBe(200);
    return parseFigures(answer.body.toString());
  }

  test("/-/metrics counts what was asked, decided, fetched and found in caches", async () => {
    const headers = { "user-agent": "npm/11.19.1 node/v20.20.2 linux x64", authorization: "Basic YW5uOng=" };
    for (let round = 0; round < 3; round += 1) {
      await ask(firewall.url, "/secret-project", { headers });
      await ask(firewall.url, "/secret-project/-/secret-project-1.0.0.tgz", { headers });
    }
    await ask(firewall.url, "/secret-project/-/secret-project-1.1.0.tgz", { headers });

    const found = await figures();

    expect(Object.fromEntries(found)).toMatchObject({
      'lockkeeper_requests_total{kind="packument",outcome="served",client="npm"}': 3,
      'lockkeeper_requests_total{kind="tarball",outcome="served",client="npm"}': 3,
      'lockkeeper_requests_total{kind="tarball",outcome="refused",client="npm"}': 1,
      'lockkeeper_decisions_total{clause="none",effect="allow"}': 3,
      'lockkeeper_decisions_total{clause="cooldown",effect="hold"}': 1,
      lockkeeper_packuments_filtered_total: 3,
      'lockkeeper_upstream_requests_total{upstream="default",what="packument",outcome="fresh"}': 1,
      'lockkeeper_upstream_requests_total{upstream="default",what="tarball",outcome="fresh"}': 1,
      'lockkeeper_cache_lookups_total{cache="tarballs",result="hit"}': 2,
      'lockkeeper_cache_lookups_total{cache="tarballs",result="miss"}': 1,
      lockkeeper_ledger_failing: 0,
      lockkeeper_observing: 0,
      'lockkeeper_exceptions{status="in-force"}': 0,
    });
    expect(
      (found.get("lockkeeper_ledger_rows") ?? 0) + (found.get("lockkeeper_ledger_pending_rows") ?? 0),
    ).toBe(7);
  });

  test("/-/metrics lets the 95th percentile of server time be derived, apart from what waited for upstream", async () => {
    for (let round = 0; round < 20; round += 1) await ask(firewall.url, "/secret-project");

    const found = await figures();
    const series = (labels: string): number =>
      found.get(`lockkeeper_request_duration_seconds_bucket{${labels},kind="packument",waited="no"}`) ??
      Number.NaN;

    expect(series('le="+Inf"')).toBe(19);
    expect(series('le="0.005"')).toBeLessThanOrEqual(series('le="0.01"'));
    expect(found.get('lockkeeper_request_duration_seconds_count{kind="packument",waited="yes"}')).toBe(1);
    expect(
      found.get('lockkeeper_request_duration_seconds_sum{kind="packument",waited="no"}'),
    ).toBeGreaterThan(0);
  });

  test("/-/metrics names no package, no person and no version, and has every documented figure", async () => {
    const headers = {
      "user-agent": "evil-agent/6.6.6",
      authorization: `Basic ${Buffer.from("wilhelmina:x").toString("base64")}`,
    };
    await ask(firewall.url, "/secret-project", { headers });
    await ask(firewall.url, "/secret-project/-/secret-project-1.1.0.tgz", { headers });

    const text = (await ask(firewall.url, "/-/metrics")).body.toString();

    expect(text).not.toMatch(/secret-project|wilhelmina|evil|1\.1\.0|6\.6\.6/);
    const missing = Object.values(metricForms).filter(
      ({ name, kind }) => !text.includes(`# TYPE ${name} ${kind}`),
    );
    expect(missing).toEqual([]);
    expect(
      text.split("\n").filter((line) => line !== "" && !/^(#|[a-z_]+(\{.*\})? [-+0-9.eInfNa]+$)/.test(line)),
    ).toEqual([]);
  });

  test("/-/health says why it is degraded, and that it is well again", async () => {
    const before = jsonOf(await ask(firewall.url, "/-/health"));
    await ask(firewall.url, "/secret-project");
    await registry.close();
    clock.advance(120_000);
    await ask(firewall.url, "/secret-project");

    const during = jsonOf(await ask(firewall.url, "/-/health"));

    expect(before).toMatchObject({ status: "ok", reasons: [] });
    expect(during).toMatchObject({
      status: "degraded",
      reasons: [{ code: "UPSTREAM_STALE", message: expect.stringContaining("1 packuments"), since: null }],
    });
  });

  test("/-/health and /-/metrics name a policy file that cannot be read", async () => {
    await writeFile(join(firewall.dataFolder, "policy.yaml"), "version: 1\npreset: nonsense\n");
    clock.advance(5000);
    await ask(firewall.url, "/secret-project");

    const health = jsonOf(await ask(firewall.url, "/-/health"));
    const found = await figures();

    expect(health).toMatchObject({ status: "degraded", reasons: [{ code: "POLICY_NOT_RELOADED" }] });
    expect(found.get('lockkeeper_problems{reason="POLICY_NOT_RELOADED"}')).toBe(1);
  });
});
