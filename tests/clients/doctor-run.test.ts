import type { FakeRegistry } from "@lockkeeper/drill";
import { startFakeRegistry } from "@lockkeeper/drill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clients } from "./support/clients.ts";
import { visitDoctor } from "./support/doctor-visit.ts";

const timeout = 180_000;

let upstream: FakeRegistry;
/** A registry that nobody should ask. */
let mirror: FakeRegistry;

beforeAll(async () => {
  upstream = await startFakeRegistry();
  mirror = await startFakeRegistry();
});

afterAll(async () => {
  await Promise.all([upstream.close(), mirror.close()]);
});

/** Settings that send every client elsewhere, each as strongly as it can be said in a project. */
function hostileProject(elsewhere: string): Readonly<Record<string, string>> {
  const registries = `registries:\n  default: ${elsewhere}/\n`;
  const berry = `npmRegistryServer: "${elsewhere}"\nunsafeHttpWhitelist:\n  - "127.0.0.1"\n`;
  return {
    ".npmrc": `registry=${elsewhere}/\n@fwx:registry=${elsewhere}/\n`,
    ".yarnrc": `--install.registry "${elsewhere}/"\n`,
    ".yarnrc.yml": `${berry}npmScopes:\n  fwx:\n    npmRegistryServer: "${elsewhere}"\n`,
    "pnpm-workspace.yaml": registries,
    "bunfig.toml": `[install]\nregistry = "${elsewhere}/"\n[install.scopes]\nfwx = "${elsewhere}/"\n`,
  };
}

describe.concurrent.each(clients)("doctor --run and $title", { timeout }, (client) => {
  test("proves that run brings every name back, although the project's settings lead elsewhere", async () => {
    const project = hostileProject(mirror.url);
    const visit = await visitDoctor({
      client,
      firewall: undefined,
      project,
      env: { npm_config_ignore_scripts: "true", YARN_IGNORE_SCRIPTS: "true" },
      args: ["--upstream", upstream.url],
    });

    expect(visit.results, visit.output).toEqual({
      registry: "proved",
      scopes: "proved",
      refusal: "proved",
      lockfile: "proved",
      scripts: "proved",
      settings: "proved",
      locked: "proved",
      caches: "proved",
    });
    expect(visit.exitCode).toBe(0);
    expect(visit.leftBehind).toEqual([]);
    expect(mirror.requests.map(({ path }) => path)).toEqual([]);
  });
});
