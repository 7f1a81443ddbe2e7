import { silentLogger } from "@lockkeeper/core";
import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import type { NewToken, OpenTokenStore } from "@lockkeeper/store";
import { hashTokenSecret, openDataFolder, openTokenStore, renderTokenSecret } from "@lockkeeper/store";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Answer, AskOptions } from "../support/ask.ts";
import { ask, jsonOf, packumentOf } from "../support/ask.ts";
import type { FirewallOptions, FirewallUnderTest } from "../support/running-firewall.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

const alice = {
  kind: "person",
  name: "alice",
  permissions: ["install"],
  packages: [],
  isObserving: false,
  expiresAt: Date.parse("2026-09-01T00:00:00Z"),
} as const;

let registry: FakeRegistry;
let clock: FakeClock;

beforeEach(async () => {
  clock = new FakeClock("2026-06-10T12:00:00Z");
  registry = await startFakeRegistry({ clock });
  registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
  registry.publish({ name: "lib", version: "1.1.0" }, { at: "2026-06-10T00:00:00Z" });
  registry.publish({ name: "@acme/ui", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
});

afterEach(() => registry.close());

interface Setting {
  readonly firewall: FirewallUnderTest;
  readonly tokens: OpenTokenStore;
  /** Issues a token as another process does, and answers its secret once the firewall knows it. */
  issue(overrides?: Partial<NewToken>): Promise<string>;
}

async function start(options: Partial<FirewallOptions> = {}): Promise<Setting> {
  const firewall = await startFirewallUnderTest({ upstream: registry.url, clock, ...options });
  onTestFinished(() => firewall.close());
  const tokens = await openTokenStore(await openDataFolder(firewall.dataFolder), {
    clock,
    logger: silentLogger,
  });
  onTestFinished(() => tokens.close());
  let issued = 0;
  return {
    firewall,
    tokens,
    issue: async (overrides = {}) => {
      issued += 1;
      const secret = renderTokenSecret(Buffer.alloc(32, issued));
      tokens.add({ ...alice, hash: hashTokenSecret(secret), ...overrides });
      const known = async (): Promise<number> =>
        (await ask(firewall.url, "/-/whoami", bearer(secret))).status;
      await expect.poll(known, { interval: 20, timeout: 2000 }).not.toBe(401);
      return secret;
    },
  };
}

function bearer(secret: string): AskOptions {
  return { headers: { authorization: `Bearer ${secret}` } };
}

function basic(user: string, password: string): AskOptions {
  return {
    headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` },
  };
}

function tarball(firewall: FirewallUnderTest, version: string, options: AskOptions): Promise<Answer> {
  return ask(firewall.url, `/lib/-/lib-${version}.tgz`, options);
}

describe("a firewall that requires tokens", () => {
  test.each([
    "/lib",
    "/lib/1.0.0",
    "/lib/-/lib-1.0.0.tgz",
    "/-/package/lib/dist-tags",
    "/-/npm/v1/attestations/lib@1.0.0",
    "/-/npm/v1/keys",
    "/-/v1/search?text=lib",
    "/-/whoami",
    "/-/lockkeeper/decision/lib",
    "/-/metrics",
    "/",
    "/no/such/thing/at/all",
  ])("%s is not answered without one, and the upstream is not asked", async (path) => {
    const { firewall } = await start({ isTokenRequired: true });
    const before = registry.requests.length;

    const answer = await ask(firewall.url, path);

    expect(answer.status).toBe(401);
    expect(jsonOf(answer)["error"]).toMatch(/a token is needed here .*_authToken/);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(registry.requests).toHaveLength(before);
  });

  test.each(["/-/ping", "/-/health"])("%s is answered without one", async (path) => {
    const { firewall } = await start({ isTokenRequired: true });

    const { status } = await ask(firewall.url, path);

    expect(status).toBe(200);
  });

  test("health tells a stranger that it works, and the owner of a token what is behind it", async () => {
    const { firewall, issue } = await start({ isTokenRequired: true });
    const secret = await issue({ permissions: ["metrics"] });

    const stranger = jsonOf(await ask(firewall.url, "/-/health"));
    const known = jsonOf(await ask(firewall.url, "/-/health", bearer(secret)));

    expect(Object.keys(stranger)).toEqual(["status", "version", "policyRevision", "observing"]);
    expect(known).toMatchObject({ status: "ok", upstreams: [{ id: "default" }] });
  });

  test.each([
    ["as a bearer token", bearer],
    ["as the password of any user", (secret: string) => basic("whoever", secret)],
    ["as a user without password", (secret: string) => basic(secret, "")],
    ["with the scheme in capitals", (secret: string) => ({ headers: { authorization: `BEARER ${secret}` } })],
  ])("a token is taken %s, and the ledger knows whose it is", async (_way, options) => {
    const { firewall, issue } = await start({ isTokenRequired: true });
    const secret = await issue();

    const answer = await tarball(firewall, "1.0.0", options(secret));
    const who = await ask(firewall.url, "/-/whoami", options(secret));

    expect(answer.status).toBe(200);
    expect(jsonOf(who)).toEqual({ username: "person:alice" });
    const rows = await firewall.ledger({ kind: "tarball" });
    expect(rows.map(({ identity }) => identity)).toEqual(["person:alice#tk-1"]);
  });

  test("credentials that are no token of ours are refused", async () => {
    const { firewall } = await start({ isTokenRequired: true });

    const answers = [
      await ask(firewall.url, "/lib", bearer("npm_abcdefghijklmnopqrstuvwxyz0123456789")),
      await ask(firewall.url, "/lib", basic("alice", "secret")),
      await ask(firewall.url, "/lib", { headers: { authorization: "Nonsense" } }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(answers.map(({ phrase }) => phrase)).toEqual([
      expect.stringContaining("the credentials sent are none"),
      expect.stringContaining("the credentials sent are none"),
      expect.stringContaining("the request had none"),
    ]);
  });

  test("a browser is asked for the token, other clients get no challenge that would hide the reason", async () => {
    const { firewall, issue } = await start({ isTokenRequired: true });
    const secret = await issue();
    const headers = { accept: "text/html,*/*" };

    const asked = await ask(firewall.url, "/-/lockkeeper/decision/lib", { headers });
    const client = await ask(firewall.url, "/lib");
    const shown = await ask(firewall.url, "/-/lockkeeper/decision/lib", {
      headers: { ...headers, ...basic("me", secret).headers },
    });

    expect(asked.headers["www-authenticate"]).toMatch(/^Basic realm=/);
    expect(client.headers["www-authenticate"]).toBeUndefined();
    expect(shown.status).toBe(200);
  });
});

describe("a token", () => {
  test("is refused with the reason once it was revoked, by any process, within a moment", async () => {
    const { firewall, tokens, issue } = await start();
    const secret = await issue();
    const before = await tarball(firewall, "1.0.0", bearer(secret));

    tokens.revoke("tk-1");
    const ask401 = async (): Promise<string> => (await tarball(firewall, "1.0.0", bearer(secret))).phrase;
    await expect.poll(ask401, { interval: 20, timeout: 1000 }).toContain("revoked on 2026-06-10 12:00 UTC");

    expect(before.status).toBe(200);
  });

  test("is refused with the reason once it has expired", async () => {
    const { firewall, issue } = await start();
    const secret = await issue({ expiresAt: clock.now() + 60_000 });
    const before = await ask(firewall.url, "/lib", bearer(secret));
    clock.advance(60_000);

    const after = await ask(firewall.url, "/lib", bearer(secret));

    expect([before.status, after.status]).toEqual([200, 401]);
    expect(jsonOf(after)["error"]).toContain(
      "the token tk-1 of person:alice expired on 2026-06-10 12:01 UTC",
    );
  });

  test.each([
    ["was never issued", renderTokenSecret(Buffer.alloc(32, 99)), "was not issued here"],
    ["was cut", renderTokenSecret(Buffer.alloc(32, 1)).slice(0, -3), "it was cut or mistyped"],
    ["is only its beginning", "lkp_", "it was cut or mistyped"],
  ])("that %s is never taken for nobody, even where none is required", async (_how, secret, reason) => {
    const { firewall, issue } = await start();
    await issue();

    const answer = await ask(firewall.url, "/lib", bearer(secret));

    expect(answer.status).toBe(401);
    expect(jsonOf(answer)["error"]).toContain(reason);
  });

  test("is never shown in a log, an answer or the ledger", async () => {
    const { firewall, tokens, issue } = await start({ isTokenRequired: true });
    const secret = await issue({ packages: ["@acme/*"] });
    const answers = [
      await ask(firewall.url, "/lib", bearer(secret)),
      await ask(firewall.url, "/@acme%2fui", bearer(secret)),
    ];
    tokens.revoke("tk-1");
    clock.advance(1000);
    answers.push(await ask(firewall.url, "/lib", bearer(secret)));

    const everything = JSON.stringify([answers, firewall.logged, await firewall.ledger(), tokens.list()]);

    expect(everything).not.toContain(secret.slice(4, 20));
  });

  test("may do only what its permissions say", async () => {
    const { firewall, issue } = await start({ isTokenRequired: true });
    const reader = await issue({ permissions: ["explain"] });
    const installer = await issue({ permissions: ["install"] });
    const collector = await issue({ permissions: ["metrics"] });

    const answers = [
      await ask(firewall.url, "/-/lockkeeper/decision/lib", bearer(reader)),
      await ask(firewall.url, "/lib", bearer(reader)),
      await ask(firewall.url, "/-/lockkeeper/decision/lib", bearer(installer)),
      await ask(firewall.url, "/-/metrics", bearer(installer)),
      await ask(firewall.url, "/-/metrics", bearer(collector)),
      await ask(firewall.url, "/lib", bearer(collector)),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 200, 403, 200, 403]);
    expect(answers[1]?.phrase).toBe(
      'Lockkeeper refuses this to the token tk-1 of person:alice: it does not have the permission "install"',
    );
    const refused = await firewall.ledger({ outcome: "refused" });
    expect(refused.map(({ kind, package: name }) => `${kind} ${name}`)).toEqual([
      "packument lib",
      "metadata ",
      "packument lib",
    ]);
  });

  test("may ask for its packages only", async () => {
    const { firewall, issue } = await start({ isTokenRequired: true });
    const secret = await issue({ packages: ["@acme/*"] });
    const explain = { method: "POST", body: JSON.stringify({ spec: "lib", repositoryPolicy: "version: 1" }) };

    const answers = [
      await ask(firewall.url, "/@acme%2fui", bearer(secret)),
      await ask(firewall.url, "/lib", bearer(secret)),
      await tarball(firewall, "1.0.0", bearer(secret)),
      await ask(firewall.url, "/-/lockkeeper/decision/lib", bearer(secret)),
      await ask(firewall.url, "/-/lockkeeper/explain", { ...explain, ...bearer(secret) }),
      await ask(firewall.url, "/-/v1/search?text=lib", bearer(secret)),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403, 403, 403, 403]);
    expect(answers[1]?.phrase).toContain("it is for @acme/* only, and not for lib");
  });

  test("that only observes is served everything, decided and recorded, and nobody else is", async () => {
    const { firewall, issue } = await start();
    const observing = await issue({ kind: "pipeline", name: "acme/shop", isObserving: true });
    const ordinary = await issue();

    const seen = {
      observed: packumentOf(await ask(firewall.url, "/lib", bearer(observing))),
      ordinary: packumentOf(await ask(firewall.url, "/lib", bearer(ordinary))),
      anonymous: packumentOf(await ask(firewall.url, "/lib")),
    };
    const tarballs = [
      await tarball(firewall, "1.1.0", bearer(observing)),
      await tarball(firewall, "1.1.0", bearer(ordinary)),
      await tarball(firewall, "1.1.0", {}),
    ];

    expect(Object.keys(seen.observed.versions)).toEqual(["1.0.0", "1.1.0"]);
    expect(seen.observed["dist-tags"]["latest"]).toBe("1.1.0");
    expect(Object.keys(seen.ordinary.versions)).toEqual(["1.0.0"]);
    expect(Object.keys(seen.anonymous.versions)).toEqual(["1.0.0"]);
    expect(tarballs.map(({ status }) => status)).toEqual([200, 403, 403]);
    const [row] = await firewall.ledger({ kind: "tarball", outcome: "served" });
    expect(row).toMatchObject({ identity: "pipeline:acme/shop#tk-1", decision: "hold", observed: true });
  });

  test("that only observes leaves no version behind for others where no tag points at it", async () => {
    registry.publish({ name: "lib", version: "2.0.0-rc.1" }, { at: "2026-06-10T01:00:00Z", tag: "none" });
    const { firewall, issue } = await start();
    const observing = await issue({ isObserving: true });

    const first = packumentOf(await ask(firewall.url, "/lib", bearer(observing)));
    const second = packumentOf(await ask(firewall.url, "/lib"));

    expect(Object.keys(first.versions)).toContain("2.0.0-rc.1");
    expect(Object.keys(second.versions)).toEqual(["1.0.0"]);
  });
});

describe("refused requests", () => {
  test("are told to the log a few times a minute for each address, and then their connection ends", async () => {
    const { firewall } = await start({ isTokenRequired: true });
    const tell = (): number => firewall.logged.filter(({ code }) => code === "FIREWALL_UNAUTHORIZED").length;

    const answers: Answer[] = [];
    for (let count = 0; count < 15; count += 1) answers.push(await ask(firewall.url, "/lib"));
    const told = tell();
    clock.advance(61_000);
    await ask(firewall.url, "/lib");

    expect([told, tell()]).toEqual([10, 11]);
    expect(answers.at(-1)?.headers.connection).toBe("close");
  });

  test("of strangers tell nothing of addresses that are none, and fill no log with them", async () => {
    const { firewall } = await start({ isTokenRequired: true });

    const answers: Answer[] = [];
    for (let count = 0; count < 15; count += 1) answers.push(await ask(firewall.url, "/%2e%2e/%00"));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(firewall.logged.filter(({ code }) => code === "REGISTRY_BAD_URL")).toEqual([]);
    expect(firewall.logged).toHaveLength(10);
  });

  test("leave no rows in the ledger, which a stranger could fill with them", async () => {
    const { firewall } = await start({ isTokenRequired: true });

    await ask(firewall.url, "/lib");

    expect(await firewall.ledger()).toEqual([]);
  });
});
