import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, jsonOf } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

/** More than memory holds of all packuments together. */
const readmeBytes = 13_000_000;

describe("a packument that memory has no room for", () => {
  let registry: FakeRegistry;
  let clock: FakeClock;
  let firewall: FirewallUnderTest;

  beforeEach(async () => {
    clock = new FakeClock("2026-06-10T12:00:00Z");
    registry = await startFakeRegistry({ clock });
    registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    serveReadme("a");
    firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
  });

  afterEach(async () => {
    await firewall.close();
    await registry.close();
  });

  function serveReadme(letter: string): void {
    const readme = letter.repeat(readmeBytes);
    registry.fault("/lib", { kind: "edit", edit: (document) => ({ ...document, readme }) });
  }

  /** Compressed or not: each form is rendered once. */
  async function firstOfReadme(encoding = "identity"): Promise<unknown> {
    const answer = await ask(firewall.url, "/lib", { headers: { "accept-encoding": encoding } });
    return answer.status === 200 ? jsonOf(answer)["readme"]?.toString().slice(0, 1) : answer.status;
  }

  test("it is served, kept and served again when the upstream changes it", async () => {
    const seen = [await firstOfReadme(), await firstOfReadme("gzip")];
    for (const letter of ["b", "c"]) {
      serveReadme(letter);
      clock.advance(120_000);
      seen.push(await firstOfReadme(), await firstOfReadme("gzip"));
    }

    expect(seen).toEqual(["a", "a", "b", "b", "c", "c"]);
  });

  test("it is fetched again when it is gone from the disk", async () => {
    const before = await firstOfReadme();
    await rm(join(firewall.dataFolder, "cache", "packuments"), { recursive: true, force: true });

    const after = await Promise.all([firstOfReadme("gzip"), firstOfReadme("gzip")]);

    expect([before, ...after]).toEqual(["a", "a", "a"]);
  });

  test("it fails one answer when the upstream has changed it meanwhile", async () => {
    const seen = [await firstOfReadme()];
    await rm(join(firewall.dataFolder, "cache", "packuments"), { recursive: true, force: true });
    serveReadme("b");

    seen.push(await firstOfReadme("gzip"), await firstOfReadme("gzip"));

    expect(seen).toEqual(["a", 502, "b"]);
  });
});
