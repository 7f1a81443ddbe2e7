import { once } from "node:events";
import { connect } from "node:net";
import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

describe("a firewall that is told to end", () => {
  let registry: FakeRegistry;
  let clock: FakeClock;
  let firewall: FirewallUnderTest;

  beforeEach(async () => {
    clock = new FakeClock("2026-06-10T12:00:00Z");
    registry = await startFakeRegistry({ clock });
    registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    firewall = await startFirewallUnderTest({ upstream: registry.url, clock });
  });

  afterEach(async () => {
    await firewall.close();
    await registry.close();
  });

  test("finishes an answer that a slow client has only begun to read", async () => {
    registry.fault("/lib", {
      kind: "edit",
      edit: (document) => ({ ...document, readme: "x".repeat(30_000_000) }),
    });
    const client = connect(Number(new URL(firewall.url).port), "127.0.0.1");
    const ended = once(client, "close");
    let received = 0;
    client.write("GET /lib HTTP/1.1\r\nhost: localhost\r\n\r\n");
    const [first] = (await once(client, "data")) as [Buffer]; // a socket without an encoding yields buffers
    client.pause();
    received += first.length;
    client.on("data", (chunk: Buffer) => (received += chunk.length));

    const stopping = firewall.stop();
    client.resume();
    await Promise.all([stopping, ended]);

    expect(received).toBeGreaterThan(30_000_000);
  });

  test("does not wait for an upstream that nobody waits for any more", async () => {
    await ask(firewall.url, "/lib");
    registry.fault("/lib", { kind: "hang" });
    clock.advance(120_000);
    await ask(firewall.url, "/lib");
    const before = performance.now();

    await firewall.stop();

    expect(performance.now() - before).toBeLessThan(5000);
  }, 15_000);
});
