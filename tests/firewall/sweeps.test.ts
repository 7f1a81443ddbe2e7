import { generateKeyPairSync } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { silentLogger } from "@lockkeeper/core";
import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import type { TokenRow } from "@lockkeeper/store";
import {
  hashTokenSecret,
  openDataFolder,
  openTokenStore,
  renderTokenSecret,
  sealSweep,
} from "@lockkeeper/store";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { ask, jsonOf } from "../support/ask.ts";
import type { FirewallOptions, FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

const path = "/-/lockkeeper/sweep";
const { privateKey } = generateKeyPairSync("ed25519");
const result = sealSweep(
  Buffer.from('{"schema":1,"kind":"sweep","host":"laptop-7","startedAt":"2026-03-31T09:00:00.000Z"}\n'),
  privateKey,
).toString("utf8");

let registry: FakeRegistry;
let clock: FakeClock;

beforeEach(async () => {
  clock = new FakeClock("2026-03-31T12:00:00Z");
  registry = await startFakeRegistry({ clock });
});

afterEach(() => registry.close());

async function start(options: Partial<FirewallOptions> = {}): Promise<FirewallUnderTest> {
  const firewall = await startFirewallUnderTest({ upstream: registry.url, clock, ...options });
  onTestFinished(() => firewall.close());
  return firewall;
}

async function issue(
  firewall: FirewallUnderTest,
  permission: TokenRow["permissions"][number],
): Promise<Readonly<Record<string, string>>> {
  const tokens = await openTokenStore(await openDataFolder(firewall.dataFolder), {
    clock,
    logger: silentLogger,
  });
  onTestFinished(() => tokens.close());
  const secret = renderTokenSecret(Buffer.alloc(32, permission.length));
  tokens.add({
    kind: "host",
    name: permission,
    permissions: [permission],
    packages: [],
    isObserving: false,
    expiresAt: Date.parse("2026-09-01T00:00:00Z"),
    hash: hashTokenSecret(secret),
  });
  const headers = { authorization: `Bearer ${secret}` };
  const known = async (): Promise<number> => (await ask(firewall.url, "/-/whoami", { headers })).status;
  await expect.poll(known, { interval: 20, timeout: 5000 }).not.toBe(401);
  return headers;
}

describe("results of sweeps at the firewall", () => {
  test("a sealed result is kept in the data folder, and its name and key are answered", async () => {
    const firewall = await start();

    const answer = await ask(firewall.url, path, { method: "POST", body: result });

    expect(answer.status).toBe(200);
    expect(jsonOf(answer)).toMatchObject({ schema: 1, host: "laptop-7" });
    expect((await readdir(join(firewall.dataFolder, "sweeps"))).length).toBe(1);
  });

  test("a result that was changed is refused with 400 and not kept, and nothing is handed out", async () => {
    const firewall = await start();

    const changed = await ask(firewall.url, path, {
      method: "POST",
      body: result.replace("laptop-7", "laptop-8"),
    });
    const read = await ask(firewall.url, path);

    expect(changed.status).toBe(400);
    expect(read.status).toBe(405);
    await expect(readdir(join(firewall.dataFolder, "sweeps"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("a token that may hand in results may do nothing else, and one for figures may not hand in", async () => {
    const firewall = await start({ isTokenRequired: true });
    const sweeper = await issue(firewall, "sweep");
    const reader = await issue(firewall, "metrics");

    const nobody = await ask(firewall.url, path, { method: "POST", body: result });
    const taken = await ask(firewall.url, path, { method: "POST", body: result, headers: sweeper });
    const packument = await ask(firewall.url, "/lib", { headers: sweeper });
    const refused = await ask(firewall.url, path, { method: "POST", body: result, headers: reader });

    expect([nobody.status, taken.status, packument.status, refused.status]).toEqual([401, 200, 403, 403]);
  });
});
