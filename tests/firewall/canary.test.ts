import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FakeRegistry } from "@lockkeeper/drill";
import { startFakeRegistry } from "@lockkeeper/drill";
import { extract } from "tar";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { ask, jsonOf, packumentOf } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

const nonce = "00112233445566778899aabbccddeeff";
const name = `Lockkeeper-Canary-${nonce}`;
const canaries = "/-/lockkeeper/canaries";

let registry: FakeRegistry;
let firewall: FirewallUnderTest;
let observer: FirewallUnderTest;

beforeAll(async () => {
  registry = await startFakeRegistry();
  firewall = await startFirewallUnderTest({ upstream: registry.url });
  observer = await startFirewallUnderTest({ upstream: registry.url, isObserving: true });
});

afterAll(async () => {
  await Promise.all([firewall.close(), observer.close()]);
  await registry.close();
});

async function announce({ url }: FirewallUnderTest): Promise<void> {
  await ask(url, canaries, { method: "POST", body: JSON.stringify({ nonce }) });
}

describe("canary", () => {
  test("the packument hides the refused version and says so to npm", async () => {
    await announce(firewall);

    const packument = packumentOf(await ask(firewall.url, `/${name}`));

    expect(Object.keys(packument.versions)).toEqual(["1.0.101"]);
    expect(packument.policyRestrictions?.message).toContain("1.0.403: canary");
  });

  test("the tarballs pass the same gate: one is served, the other refused with its clause, and both are counted", async () => {
    await announce(firewall);

    const allowed = await ask(firewall.url, `/${name}/-/${name}-1.0.101.tgz`);
    const refused = await ask(firewall.url, `/${name}/-/${name}-1.0.403.tgz`);
    const seen = jsonOf(await ask(firewall.url, `${canaries}/${nonce}`));

    expect(allowed.status).toBe(200);
    expect(refused.status).toBe(403);
    expect(jsonOf(refused)["clause"]).toBe("canary");
    expect(seen["asks"]).toMatchObject([
      { kind: "tarball", version: "1.0.101", outcome: "served" },
      { kind: "tarball", version: "1.0.403", outcome: "refused" },
    ]);
  });

  test("a canary in a scope has no versions, and the question is remembered with the scope", async () => {
    await announce(firewall);

    const answer = await ask(firewall.url, `/@fwx%2f${name}`);
    const seen = jsonOf(await ask(firewall.url, `${canaries}/${nonce}`));

    expect(answer.status).toBe(404);
    expect(seen["asks"]).toMatchObject([{ kind: "packument", scope: "@fwx", outcome: "absent" }]);
  });

  test("a firewall that only observes serves both versions", async () => {
    await announce(observer);

    const packument = packumentOf(await ask(observer.url, `/${name}`));
    const refused = await ask(observer.url, `/${name}/-/${name}-1.0.403.tgz`);

    expect(Object.keys(packument.versions)).toEqual(["1.0.101", "1.0.403"]);
    expect(refused.status).toBe(200);
  });

  test("the tarball unpacks, and holds nothing but a manifest and an inert script", async () => {
    await announce(firewall);
    const folder = await mkdtemp(join(tmpdir(), "lockkeeper-canary-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { body } = await ask(firewall.url, `/${name}/-/${name}-1.0.101.tgz`);

    await writeFile(join(folder, "canary.tgz"), body);
    await extract({ file: join(folder, "canary.tgz"), cwd: folder, strict: true });

    const manifest: unknown = JSON.parse(await readFile(join(folder, "package", "package.json"), "utf8"));
    expect(manifest).toMatchObject({ name, version: "1.0.101", nonce });
    expect(await readFile(join(folder, "package", "canary.cjs"), "utf8")).toContain(nonce);
  });

  test("neither an upstream nor the ledger hears of a canary, announced or not", async () => {
    await announce(firewall);
    registry.clearRequests();
    const unknown = `Lockkeeper-Canary-${"f".repeat(32)}`;
    const paths = [name, unknown, `@fwx%2f${name}`].flatMap((each) => [
      `/${each}`,
      `/${each}/latest`,
      `/${each}/9.9.9`,
      `/${each}/-/x.tgz`,
      `/-/package/${each}/dist-tags`,
      `/-/npm/v1/attestations/${each}@1.0.101`,
      `/-/lockkeeper/decision/${each}`,
    ]);

    for (const path of paths) await ask(firewall.url, path);
    await ask(firewall.url, "/-/lockkeeper/explain", {
      method: "POST",
      body: JSON.stringify({ spec: name, repositoryPolicy: "" }),
    });

    expect(registry.requests.map(({ path }) => path)).toEqual([]);
    expect(await firewall.ledger({ package: name })).toEqual([]);
  });

  test.each(["", "{}", '{"nonce":"../x"}', '{"nonce":7}'])(
    "a bad announcement is refused: %s",
    async (body) => {
      const answer = await ask(firewall.url, canaries, { method: "POST", body });

      expect(answer.status).toBe(400);
    },
  );

  test("a canary that nobody announced is not there", async () => {
    const answer = await ask(firewall.url, `${canaries}/${"e".repeat(32)}`);

    expect(answer.status).toBe(404);
  });
});
