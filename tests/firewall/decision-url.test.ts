import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FakeRegistry } from "@lockkeeper/drill";
import { ask, jsonOf } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

let registry: FakeRegistry;
let firewall: FirewallUnderTest;

beforeEach(async () => {
  const clock = new FakeClock("2026-06-10T12:00:00Z");
  registry = await startFakeRegistry({ clock, publicUrl: "https://registry.example" });
  registry.publish({ name: "@team/lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
  registry.publish({ name: "@team/lib", version: "1.1.0" }, { at: "2026-06-10T00:00:00Z" });
  firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
});

afterEach(async () => {
  await firewall.close();
  await registry.close();
});

test.each(["@team%2flib/1.1.0", "@team/lib/1.1.0", "%40team%2Flib/1.1.0"])(
  "the decision URL explains a scoped version written as %s",
  async (path) => {
    const answer = await ask(firewall.url, `/-/lockkeeper/decision/${path}`);

    expect(answer.status).toBe(200);
    expect(jsonOf(answer)).toMatchObject({ name: "@team/lib", version: "1.1.0", clause: "cooldown" });
  },
);

test("the decision URL that a refusal names leads to its explanation", async () => {
  const refused = await ask(firewall.url, "/@team%2flib/-/lib-1.1.0.tgz");
  const url = new URL(String(jsonOf(refused)["url"]));

  const answer = await ask(firewall.url, url.pathname);

  expect(refused.status).toBe(403);
  expect(jsonOf(answer)).toMatchObject({ name: "@team/lib", version: "1.1.0", clause: "cooldown" });
});

test("the decision URL without a version explains the package's latest", async () => {
  const answer = await ask(firewall.url, "/-/lockkeeper/decision/@team%2flib");

  expect(jsonOf(answer)).toMatchObject({ name: "@team/lib", version: "1.1.0" });
});
