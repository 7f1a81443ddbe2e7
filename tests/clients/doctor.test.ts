import { parseInstant } from "@lockkeeper/core";
import type { FakeRegistry, Replay } from "@lockkeeper/drill";
import { startFakeRegistry, startReplay } from "@lockkeeper/drill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClientFirewall } from "./support/client-firewall.ts";
import { startClientFirewall } from "./support/client-firewall.ts";
import type { Client, ClientId } from "./support/clients.ts";
import { clients } from "./support/clients.ts";
import { visitDoctor } from "./support/doctor-visit.ts";

const timeout = 180_000;
const allProved = {
  registry: "proved",
  refusal: "proved",
  lockfile: "proved",
  scripts: "proved",
  settings: "proved",
  locked: "proved",
  caches: "proved",
};

let replay: Replay;
let firewall: ClientFirewall;
let observer: ClientFirewall;
/** A registry that nobody should ask. */
let mirror: FakeRegistry;

beforeAll(async () => {
  replay = await startReplay({ campaign: "axios-2026", at: parseInstant("2026-03-31T01:10:00Z") });
  mirror = await startFakeRegistry();
  firewall = await startClientFirewall({ upstream: replay.url, clock: replay.clock });
  observer = await startClientFirewall({ upstream: replay.url, clock: replay.clock, isObserving: true });
}, timeout);

afterAll(async () => {
  await Promise.all([firewall.close(), observer.close(), mirror.close()]);
  await replay.close();
});

/** The setting that switches scripts off for clients that run them by default. */
const scriptsOff: Partial<Record<ClientId, Readonly<Record<string, string>>>> = {
  npm: { npm_config_ignore_scripts: "true" },
  "yarn-1": { YARN_IGNORE_SCRIPTS: "true" },
};

/** Everything that puts a client behind a firewall, without its caches: doctor brings its own. */
function setUp(client: Client, url: string): Readonly<Record<string, string>> {
  return { ...client.pointing(url), ...scriptsOff[client.id] };
}

/** Settings of a project that send a client elsewhere although the environment points it at the firewall. */
function hostileProject(client: Client, elsewhere: string): Readonly<Record<string, string>> {
  const scope = `@fwx:registry=${elsewhere}/\n`;
  if (client.id === "yarn-berry") {
    return { ".yarnrc.yml": `npmScopes:\n  fwx:\n    npmRegistryServer: "${elsewhere}"\n` };
  }
  if (client.id === "yarn-1") return { ".yarnrc": `--install.registry "${elsewhere}/"\n`, ".npmrc": scope };
  if (client.id !== "pnpm-10") return { ".npmrc": scope };
  return { "pnpm-workspace.yaml": `registries:\n  default: ${elsewhere}/\n`, ".npmrc": scope };
}

const overruled: ReadonlySet<ClientId> = new Set(["yarn-1", "pnpm-10"]);

describe.concurrent.each(clients)("doctor and $title", { timeout }, (client) => {
  test("proves every statement on a clean set-up, and leaves nothing behind", async () => {
    const visit = await visitDoctor({ client, firewall: firewall.url, env: setUp(client, firewall.url) });

    expect(visit.results, visit.output).toEqual(allProved);
    // The test itself moves npm's global file.
    expect(visit.bypasses.filter(({ id }) => id !== "settings-moved")).toEqual([]);
    expect(visit.exitCode).toBe(0);
    expect(visit.leftBehind).toEqual([]);
  });

  test("proves nothing where a project's file leads elsewhere, and names the file and its line", async () => {
    const project = hostileProject(client, mirror.url);
    const visit = await visitDoctor({
      client,
      firewall: firewall.url,
      project,
      env: setUp(client, firewall.url),
    });

    expect(visit.results, visit.output).toMatchObject({ settings: "refuted" });
    if (overruled.has(client.id)) expect(visit.results).toMatchObject({ registry: "refuted" });
    const open = visit.bypasses.filter(({ weight }) => weight === "open");
    expect(open.length).toBeGreaterThan(0);
    for (const { file, line } of open) {
      expect(Object.keys(project)).toContain(String(file).split("/app/").at(-1));
      expect(line).toBeGreaterThan(0);
    }
    expect(visit.exitCode).toBe(1);
  });

  test("refutes the refusal where the firewall only observes", async () => {
    const visit = await visitDoctor({ client, firewall: observer.url, env: setUp(client, observer.url) });

    expect(visit.results, visit.output).toEqual({ ...allProved, refusal: "refuted", lockfile: "refuted" });
    expect(visit.exitCode).toBe(1);
  });

  test("refutes everything where nothing points the client at the firewall", async () => {
    const env = { ...client.pointing(mirror.url), ...scriptsOff[client.id] };
    const visit = await visitDoctor({ client, firewall: firewall.url, env });

    expect(visit.results, visit.output).toMatchObject({ registry: "refuted", settings: "refuted" });
    expect(Object.values(visit.results)).not.toContain(undefined);
    expect([visit.results["refusal"], visit.results["lockfile"], visit.results["scripts"]]).toEqual([
      "not-proved",
      "not-proved",
      "not-proved",
    ]);
    expect(visit.exitCode).toBe(1);
  });
});

/** What makes a client run the canary's script, by its own default or by a setting of the project. */
const scriptsOn: readonly (readonly [ClientId, Readonly<Record<string, string>>])[] = [
  ["npm", {}],
  ["yarn-1", {}],
  ["pnpm-10", { "pnpm-workspace.yaml": "dangerouslyAllowAllBuilds: true\n" }],
  ["pnpm-12", { "pnpm-workspace.yaml": "dangerouslyAllowAllBuilds: true\n" }],
  ["yarn-berry", { ".yarnrc.yml": "enableScripts: true\n" }],
  // An older project, which this Yarn migrates.
  ["yarn-berry", { "yarn.lock": "__metadata:\n  version: 8\n  cacheKey: 10c0\n" }],
];

describe.concurrent("doctor and scripts", { timeout }, () => {
  test.each(scriptsOn)("refutes that %s runs no install scripts", async (id, project) => {
    const client = clients.find((each) => each.id === id) ?? clients[0];
    if (client === undefined) throw new TypeError("There are no clients");
    const visit = await visitDoctor({
      client,
      firewall: firewall.url,
      project,
      env: client.pointing(firewall.url),
    });

    expect(visit.results, visit.output).toMatchObject({
      registry: "proved",
      refusal: "proved",
      scripts: "refuted",
    });
    expect(visit.exitCode).toBe(1);
  });
});
