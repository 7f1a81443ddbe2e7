import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { readRegistryDefaults } from "@lockkeeper/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClientFirewall } from "./support/client-firewall.ts";
import { startClientFirewall } from "./support/client-firewall.ts";
import type { Client } from "./support/clients.ts";
import { clientOf, clients } from "./support/clients.ts";
import type { ClientRun } from "./support/run-client.ts";
import { runClient } from "./support/run-client.ts";
import type { Workplace } from "./support/workplace.ts";
import { createWorkplace, readLock } from "./support/workplace.ts";

/** What young packages take to be read depends on what else the machine does; no client waits for ever. */
const timeout = 900_000;
const timeoutMs = 240_000;
const dependencies = {
  axios: "^1.14.0",
  express: "^5.1.0",
  react: "^19.1.0",
  "react-dom": "^19.1.0",
  typescript: "^5.8.0",
  // A mirror may lack the newest binaries of some platforms, on which Yarn Berry insists; of this line it has them.
  vite: "~8.3.0",
};
/** Uses what was installed, so that a broken tree shows. */
const smoke = `
const express = require("express");
const { renderToString } = require("react-dom/server");
const html = renderToString(require("react").createElement("b", null, "up"));
const { transpile } = require("typescript");
require("axios").create();
import("vite").then(({ version }) => console.log(html, typeof express(), transpile("let a: 1"), Number(version[0]) === 8));
`;

const { userRegistry, defaultRegistry } = readRegistryDefaults();
let firewall: ClientFirewall;

beforeAll(async () => {
  try {
    // Six cold installs at once would wait for a server that reads packages on the thread it answers on.
    firewall = await startClientFirewall({
      upstream: userRegistry,
      clock: { now: Date.now },
      readingThreads: 2,
    });
  } catch (cause) {
    throw new Error(
      "These tests install from the registry that npm is configured with, and it cannot be reached",
      {
        cause,
      },
    );
  }
});

afterAll(() => firewall?.close());

describe.concurrent.each(clients)("real packages with $title", { timeout }, (client) => {
  test("install fresh and frozen and work, with the client's own settings as they are", async ({
    onTestFinished,
  }) => {
    const first = await createWorkplace(client, { manifest: { dependencies } });
    onTestFinished(() => first.dispose());

    const fresh = await run(client, first, client.install);

    expect(fresh, fresh.output).toMatchObject({ exitCode: 0 });
    expect(await trySmoke(first)).toBe("<b>up</b> function var a; true");

    const lock = await readLock(first, client);
    const second = await createWorkplace(client, { manifest: { dependencies }, lock });
    onTestFinished(() => second.dispose());

    const frozen = await run(client, second, client.frozen);

    expect(frozen, frozen.output).toMatchObject({ exitCode: 0 });
    expect(await trySmoke(second)).toBe("<b>up</b> function var a; true");
    expect(lock.includes(firewall.url)).toBe(client.id === "yarn-1" || client.id === "bun");
  });
});

describe.concurrent("npm on real packages", { timeout }, () => {
  const npm = clientOf("npm");

  test("a lockfile made behind the firewall names the default registry alone, and so works without it", async () => {
    const workplace = await createWorkplace(npm, { manifest: { dependencies: { express: "^5.1.0" } } });

    await run(npm, workplace, npm.install);

    const resolved = [...(await readLock(workplace, npm)).matchAll(/"resolved": "([^"]+)"/g)].map(
      ([, url = ""]) => url,
    );
    expect(resolved.length).toBeGreaterThan(20);
    expect(resolved.filter((url) => !url.startsWith(defaultRegistry))).toEqual([]);
    await workplace.dispose();
  });

  test("npx runs a tool that is not installed", async () => {
    const workplace = await createWorkplace(npm);

    const { exitCode, output } = await run(npm, workplace, [
      "exec",
      "--yes",
      "--",
      "cowsay",
      "behind a firewall",
    ]);

    expect(exitCode, output).toBe(0);
    expect(output).toContain("< behind a firewall >");
    await workplace.dispose();
  });

  test("npm audit finds nothing in a lockfile with nothing to find", async () => {
    const audit = await auditLock({ ms: "2.1.3" });

    expect(audit.run.exitCode, audit.run.output).toBe(0);
    expect(audit.report).toMatchObject({ metadata: { vulnerabilities: { total: 0 } } });
  });

  test("npm audit reports a version from the catalogue as critical, whatever audit the registry itself has", async () => {
    const audit = await auditLock({ axios: "1.14.1" });

    expect(audit.run.exitCode, audit.run.output).toBe(1);
    expect(audit.report).toMatchObject({
      vulnerabilities: { axios: { name: "axios", severity: "critical", isDirect: true } },
      metadata: { vulnerabilities: { critical: 1, total: 1 } },
    });
  });

  async function auditLock(
    pins: Readonly<Record<string, string>>,
  ): Promise<{ run: ClientRun; report: unknown }> {
    const workplace = await createWorkplace(npm, { manifest: { dependencies: pins }, lock: lockOf(pins) });
    const audit = await run(npm, workplace, ["audit", "--json"]);
    await workplace.dispose();
    return { run: audit, report: JSON.parse(audit.stdout) };
  }
});

test("the ledger leaves out the looks of installing clients for their own updates", async () => {
  const rows = [
    ...(await firewall.ledger({ package: "npm" })),
    ...(await firewall.ledger({ package: "pnpm" })),
  ];

  // In `exec` and `audit` the same request may be about a dependency named npm, so it is recorded.
  expect(rows.filter(({ command }) => command !== "exec" && command !== "audit")).toEqual([]);
});

test("the firewall met no error on the way", () => {
  expect(firewall.logged.filter(({ code }) => code !== "FIREWALL_AUDIT_LOCAL_ONLY")).toEqual([]);
});

function run(client: Client, workplace: Workplace, args: readonly string[]): Promise<ClientRun> {
  return runClient({ client, workplace, origin: firewall.url, args, keepsCooldown: true, timeoutMs });
}

async function trySmoke({ project }: Workplace): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", smoke], {
      cwd: project,
      timeout: 30_000,
    });
    return stdout.replaceAll(/\s+/g, " ").trim();
  } catch (error) {
    return String(error);
  }
}

function lockOf(pins: Readonly<Record<string, string>>): string {
  const installed = Object.entries(pins).map(
    ([name, version]) => [`node_modules/${name}`, { version }] as const,
  );
  const packages = {
    "": { name: "app", version: "1.0.0", dependencies: pins },
    ...Object.fromEntries(installed),
  };
  return JSON.stringify({ name: "app", version: "1.0.0", lockfileVersion: 3, requires: true, packages });
}
