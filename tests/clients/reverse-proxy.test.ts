import type { Server } from "node:http";
import { createServer, request } from "node:http";
import { silentLogger } from "@lockkeeper/core";
import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { hashTokenSecret, openDataFolder, openTokenStore, renderTokenSecret } from "@lockkeeper/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClientFirewall } from "./support/client-firewall.ts";
import { startClientFirewall } from "./support/client-firewall.ts";
import { tokenVariable, writeUserSettings } from "./support/client-tokens.ts";
import type { Client } from "./support/clients.ts";
import { clients } from "./support/clients.ts";
import type { ClientRun } from "./support/run-client.ts";
import { runClient } from "./support/run-client.ts";
import type { Workplace } from "./support/workplace.ts";
import { createWorkplace, installedVersion, readLock } from "./support/workplace.ts";

const timeout = 180_000;
const secret = renderTokenSecret(Buffer.alloc(32, 1));

let clock: FakeClock;
let registry: FakeRegistry;
let firewall: ClientFirewall;
let proxy: Server;
let proxyUrl: string;
const asked: string[] = [];

beforeAll(async () => {
  clock = new FakeClock("2026-06-10T12:00:00Z");
  registry = await startFakeRegistry({ clock });
  const at = { at: "2026-01-01T00:00:00Z" };
  registry.publish({ name: "fw-app", version: "1.0.0", dependencies: { "@acme/ui": "^1.0.0" } }, at);
  registry.publish({ name: "@acme/ui", version: "1.0.0" }, at);
  proxy = createServer();
  await new Promise<void>((resolve) => {
    proxy.listen(0, "127.0.0.1", () => resolve());
  });
  const address = proxy.address();
  proxyUrl = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/registry`;
  firewall = await startClientFirewall({
    upstream: registry.url,
    clock,
    isTokenRequired: true,
    publicUrl: proxyUrl,
  });
  passOn(proxy, firewall.port);
  const tokens = await openTokenStore(await openDataFolder(firewall.dataFolder), {
    clock,
    logger: silentLogger,
  });
  const token = {
    kind: "person",
    name: "alice",
    permissions: ["install"],
    packages: [],
    isObserving: false,
  } as const;
  tokens.add({ ...token, hash: hashTokenSecret(secret), expiresAt: clock.now() + 86_400_000 });
  tokens.close();
}, timeout);

afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await firewall.close();
  await registry.close();
});

describe.concurrent.each(clients)("$title behind a reverse proxy with a path", { timeout }, (client) => {
  test("installs fresh and frozen by the proxy's address alone", async () => {
    const first = await createWorkplace(client);
    const fresh = await perform(first, client, [...client.add, "fw-app"]);
    const lock = await readLock(first, client);
    const second = await createWorkplace(client, {
      lock,
      manifest: { dependencies: { "fw-app": "^1.0.0" } },
    });

    const frozen = await perform(second, client, client.frozen);

    expect(fresh, fresh.output).toMatchObject({ exitCode: 0 });
    expect(frozen, frozen.output).toMatchObject({ exitCode: 0 });
    expect(await installedVersion(second, "fw-app")).toBe("1.0.0");
    expect(lock).not.toContain(String(firewall.port));
    await Promise.all([first.dispose(), second.dispose()]);
  });
});

test("every request came by the proxy's path, and the ledger knows whose token asked", async () => {
  const identities = new Set((await firewall.ledger()).map(({ identity }) => identity));

  expect(asked.filter((url) => !url.startsWith("/registry/"))).toEqual([]);
  expect([...identities]).toEqual(["person:alice#tk-1"]);
});

async function perform(workplace: Workplace, client: Client, args: readonly string[]): Promise<ClientRun> {
  await writeUserSettings(workplace, client.id, { origin: proxyUrl });
  return runClient({ client, workplace, origin: proxyUrl, args, env: { [tokenVariable]: secret } });
}

/** A proxy as many are set up: it takes its path away and names the firewall's own address as `Host`. */
function passOn(server: Server, port: number): void {
  server.on("request", (incoming, outgoing) => {
    const url = incoming.url ?? "/";
    asked.push(url);
    const headers = { ...incoming.headers, host: `127.0.0.1:${port}` };
    const path = url.replace(/^\/registry/, "");
    const sent = request({ host: "127.0.0.1", port, path, method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.headers);
      answer.pipe(outgoing);
    });
    sent.on("error", () => outgoing.destroy());
    incoming.pipe(sent);
  });
}
