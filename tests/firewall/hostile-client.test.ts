import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, jsonOf } from "../support/ask.ts";
import type { FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

describe("a client that means harm", () => {
  let registry: FakeRegistry;
  let firewall: FirewallUnderTest;

  beforeEach(async () => {
    const clock = new FakeClock("2026-06-10T12:00:00Z");
    registry = await startFakeRegistry({ clock });
    registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    registry.publish({ name: "@acme/secret", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
    firewall = await startFirewallUnderTest({
      upstream: registry.url,
      upstreams: [
        { id: "default", url: registry.url, isPrivate: false, scopes: [] },
        { id: "acme", url: `${registry.url}/`, isPrivate: true, scopes: ["@acme"] },
      ],
      clock,
    });
  });

  afterEach(async () => {
    await firewall.close();
    await registry.close();
  });

  test("cannot keep the firewall busy with a range of thousands of alternatives", async () => {
    const spec = `lib@${Array.from({ length: 400_000 }, (_, index) => String(index + 2)).join("||")}`;
    const answer = await ask(firewall.url, "/-/lockkeeper/explain", {
      method: "POST",
      body: JSON.stringify({ spec, repositoryPolicy: "version: 1\n" }),
    });

    expect(answer.status).toBe(200);
    expect(jsonOf(answer)["version"]).toBeNull();
  });

  test.each([
    [
      "a script's request",
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
    ],
    ["a frame", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" }],
    [
      "a form of another port",
      { "sec-fetch-site": "same-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" },
    ],
    ["an old browser's request", { origin: "https://evil.invalid" }],
    ["a page without an origin", { origin: "null" }],
  ])("cannot use the browser of a colleague: %s is refused and leaves no row", async (_case, headers) => {
    const answer = await ask(firewall.url, "/lib", { headers });

    expect(answer.status).toBe(403);
    expect(registry.requests.filter(({ path }) => path === "/lib")).toEqual([]);
    expect(await firewall.ledger()).toEqual([]);
  });

  test.each([
    [
      "a link that is followed",
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
    ],
    [
      "an address that is typed",
      { "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
    ],
    ["a program with a browser's library", { "sec-fetch-mode": "cors" }],
  ])("is not taken for %s", async (_case, headers) => {
    const answer = await ask(firewall.url, "/-/lockkeeper/decision/lib", { headers });

    expect(answer.status).toBe(200);
  });

  test("is not written down as somebody who fetched a tarball when it only asked for the headers", async () => {
    await ask(firewall.url, "/lib/-/lib-1.0.0.tgz", { method: "HEAD" });
    await ask(firewall.url, "/lib/-/lib-1.0.0.tgz");

    const rows = await firewall.ledger();

    expect(rows.map(({ kind, version }) => `${kind} ${version ?? ""}`)).toEqual([
      "metadata 1.0.0",
      "tarball 1.0.0",
    ]);
  });

  test("learns nothing of private names at the public registry from an audit", async () => {
    await ask(firewall.url, "/-/npm/v1/security/advisories/bulk", {
      method: "POST",
      body: JSON.stringify({ lib: ["1.0.0"], "@acme/secret": ["1.0.0"] }),
    });

    const audit = registry.requests.find(({ path }) => path.endsWith("/bulk"));
    expect(audit?.body.toString()).toBe('{"lib":["1.0.0"]}');
  });
});
