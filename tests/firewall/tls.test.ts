import { silentLogger } from "@lockkeeper/core";
import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { explain, runningServer, startServer } from "@lockkeeper/server";
import { hashTokenSecret, openDataFolder, openTokenStore, renderTokenSecret } from "@lockkeeper/store";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { connect as connectTls } from "node:tls";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { ask, packumentOf } from "../support/ask.ts";
import type { TestCertificate } from "../../packages/intercept/test/certificate.ts";
import { makeCertificate } from "../../packages/intercept/test/certificate.ts";
import type { FirewallOptions, FirewallUnderTest } from "../support/running-firewall.ts";
import { settingsFor, startFirewallUnderTest } from "../support/running-firewall.ts";

const first = makeCertificate({ names: ["npm.acme.example"] });
const second = makeCertificate({ names: ["npm.acme.example"] });

let registry: FakeRegistry;
let clock: FakeClock;
let folder: string;

beforeEach(async () => {
  clock = new FakeClock("2026-06-10T12:00:00Z");
  registry = await startFakeRegistry({ clock });
  registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-tls-"));
});

afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

async function writeTls({
  certificate,
  key,
}: TestCertificate): Promise<Required<FirewallOptions>["tlsFiles"]> {
  const files = { certFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") };
  await writeFile(files.keyFile, key, { mode: 0o600 });
  await writeFile(files.certFile, certificate);
  return files;
}

async function start(options: Partial<FirewallOptions> = {}): Promise<FirewallUnderTest> {
  const firewall = await startFirewallUnderTest({ upstream: registry.url, clock, ...options });
  onTestFinished(() => firewall.close());
  return firewall;
}

async function openTls(url: string, options: { readonly maxVersion?: "TLSv1.1" } = {}): Promise<TLSSocket> {
  const { hostname, port } = new URL(url);
  const socket = connectTls({ host: hostname, port: Number(port), rejectUnauthorized: false, ...options });
  onTestFinished(() => void socket.destroy());
  await once(socket, "secureConnect");
  return socket;
}

function fingerprintOf({ certificate }: TestCertificate): string {
  return new X509Certificate(certificate).fingerprint256;
}

describe("a firewall with TLS", () => {
  test("answers by https, and every address in its answers says so", async () => {
    const firewall = await start({ tlsFiles: await writeTls(first) });

    const answer = await ask(firewall.url, "/lib", {
      ca: first.authority,
      headers: { "user-agent": "pnpm/10.0.0" },
    });

    expect(firewall.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(packumentOf(answer).versions["1.0.0"]?.dist.tarball).toBe(`${firewall.url}/lib/-/lib-1.0.0.tgz`);
  });

  test("tells whoever comes by plain HTTP to write https, without reading the request", async () => {
    const firewall = await start({ tlsFiles: await writeTls(first) });

    const answer = await ask(firewall.url.replace("https:", "http:"), "/lib");

    expect(answer).toMatchObject({ status: 400, phrase: expect.stringContaining("write https://") });
    expect(await firewall.ledger()).toEqual([]);
  });

  test("speaks no version of TLS before 1.2", async () => {
    const firewall = await start({ tlsFiles: await writeTls(first) });

    const old = openTls(firewall.url, { maxVersion: "TLSv1.1" });

    await expect(old).rejects.toThrow();
  });

  test("takes a changed certificate for new connections and ends none that is open", async () => {
    const tlsFiles = await writeTls(first);
    const firewall = await start({ tlsFiles });
    const open = await openTls(firewall.url);

    await writeTls(second);
    const served = async (): Promise<string | undefined> =>
      (await openTls(firewall.url)).getPeerCertificate().fingerprint256;
    await expect.poll(served, { interval: 100, timeout: 8000 }).toBe(fingerprintOf(second));
    open.write("GET /-/ping HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
    const [bytes] = (await once(open, "data")) as [Buffer]; // what a socket hands over

    expect(bytes.toString()).toMatch(/^HTTP\/1\.1 200 /);
    const noted = async (): Promise<string | undefined> =>
      (await runningServer(firewall.dataFolder))?.certificate;
    await expect.poll(noted, { timeout: 2000 }).toBe(second.certificate.replaceAll("\r", ""));
    expect(firewall.logged.map(({ code }) => code)).toContain("SERVER_TLS_RELOADED");
  });

  test("keeps its certificate when the changed files cannot be used, and says so once", async () => {
    const tlsFiles = await writeTls(first);
    const firewall = await start({ tlsFiles });
    const told = (): number =>
      firewall.logged.filter(({ code }) => code === "SERVER_TLS_NOT_RELOADED").length;

    await writeFile(join(folder, "cert.pem"), second.certificate);
    await expect.poll(told, { interval: 50, timeout: 8000 }).toBe(1);
    const socket = await openTls(firewall.url);

    expect(socket.getPeerCertificate().fingerprint256).toBe(fingerprintOf(first));
    expect(told()).toBe(1);
  });

  test("ends within its grace although a connection never finished its handshake", async () => {
    const firewall = await start({ tlsFiles: await writeTls(first) });
    const { hostname, port } = new URL(firewall.url);
    const silent = connect({ host: hostname, port: Number(port) });
    await once(silent, "connect");
    const closed = once(silent, "close");

    await firewall.stop();

    await expect(closed).resolves.toBeDefined();
  });

  test("warns of a key that everybody can read and of a certificate about to end", async () => {
    const ending = makeCertificate({
      names: ["npm.acme.example"],
      endsAt: Date.parse("2026-06-15T00:00:00Z"),
    });
    const tlsFiles = await writeTls(ending);
    await chmod(join(folder, "key.pem"), 0o644);

    const firewall = await start({ tlsFiles });

    expect(firewall.logged.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["SERVER_TLS_KEY_READABLE", "SERVER_TLS_ENDS"]),
    );
  });

  test.each([
    ["a missing file", async () => await rm(join(folder, "key.pem"))],
    ["another key", async () => await writeFile(join(folder, "key.pem"), second.key)],
    ["no certificate", async () => await writeFile(join(folder, "cert.pem"), "hello")],
    ["no key", async () => await writeFile(join(folder, "key.pem"), "hello")],
  ])("does not start with %s", async (_what, spoil) => {
    const tlsFiles = await writeTls(first);
    await spoil();

    const starting = start({ tlsFiles });

    await expect(starting).rejects.toThrow(expect.objectContaining({ code: "SERVER_BAD_TLS_FILE" }));
  });
});

describe("a bind beyond loopback", () => {
  test.each<[string, Partial<FirewallOptions>, string]>([
    ["neither TLS nor tokens", {}, "--tls-cert with --tls-key and --require-token are missing"],
    ["no TLS", { isTokenRequired: true }, "--tls-cert with --tls-key is missing"],
  ])("is refused with %s", async (_what, options, why) => {
    for (const host of ["0.0.0.0", "::", "192.0.2.1", "npm.acme.example"]) {
      const settings = settingsFor({ upstream: registry.url, clock, host, ...options }, folder, []);

      await expect(startServer(settings)).rejects.toThrow(
        expect.objectContaining({ code: "SERVER_OPEN_BIND", message: expect.stringContaining(why) }),
      );
    }
  });

  test("is refused with TLS alone", async () => {
    const settings = settingsFor(
      { upstream: registry.url, clock, host: "0.0.0.0", tlsFiles: await writeTls(first) },
      folder,
      [],
    );

    await expect(startServer(settings)).rejects.toThrow(
      expect.objectContaining({ message: expect.stringContaining("--require-token is missing") }),
    );
  });

  test("with both is known by its certificate's name, and commands of its own machine reach it", async () => {
    const firewall = await start({ host: "0.0.0.0", isTokenRequired: true, tlsFiles: await writeTls(first) });
    const secret = renderTokenSecret(Buffer.alloc(32, 1));
    const tokens = await openTokenStore(await openDataFolder(firewall.dataFolder), {
      clock,
      logger: silentLogger,
    });
    onTestFinished(() => tokens.close());
    tokens.add({
      hash: hashTokenSecret(secret),
      kind: "person",
      name: "alice",
      permissions: ["install"],
      packages: [],
      isObserving: false,
      expiresAt: clock.now() + 1000,
    });
    const running = await runningServer(firewall.dataFolder);

    const headers = {
      authorization: `Bearer ${secret}`,
      "user-agent": "pnpm/10.0.0",
      host: "npm.acme.example:4880",
    };
    const answer = await ask(running?.url ?? "", "/lib", { ca: first.authority, headers });

    const settings = settingsFor({ upstream: registry.url, clock }, firewall.dataFolder, []);
    const explained = await collect(explain({ ...settings, token: secret }, ["lib"]));
    const unknown = await collect(explain(settings, ["lib"]));

    expect(explained).toMatchObject([{ version: "1.0.0", decision: "allow" }]);
    expect(unknown).toMatchObject([{ decision: "unknown", error: { code: "SERVER_TOKEN_REFUSED" } }]);
    expect(firewall.url).toMatch(/^https:\/\/npm\.acme\.example:\d+$/);
    expect(running?.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(running?.clientUrl).toBe(firewall.url);
    expect(packumentOf(answer).versions["1.0.0"]?.dist.tarball).toBe(
      "https://npm.acme.example:4880/lib/-/lib-1.0.0.tgz",
    );
  });

  test("bounds the connections of one address, and leaves those of its own machine alone", async () => {
    const outside = ownAddress();
    const firewall = await start({
      host: "0.0.0.0",
      isTokenRequired: true,
      tlsFiles: await writeTls(first),
      maxConnectionsPerAddress: 3,
    });
    const port = Number(new URL(firewall.url).port);

    const near = await openSeveral("127.0.0.1", port);
    const far = outside === undefined ? undefined : await openSeveral(outside, port);

    expect(near).toBe(6);
    if (far !== undefined) expect(far).toBe(3);
  });
});

describe("a firewall behind a reverse proxy", () => {
  test("names the proxy's address in every answer, whatever Host the proxy hands on", async () => {
    const firewall = await start({ publicUrl: "https://npm.acme.example/registry/" });
    const headers = { "user-agent": "pnpm/10.0.0" };
    const local = (await runningServer(firewall.dataFolder))?.url ?? "";

    const answers = [
      await ask(local, "/lib", { headers }),
      await ask(local, "/lib", { headers: { ...headers, host: "npm.acme.example" } }),
    ];
    const stranger = await ask(local, "/lib", { headers: { ...headers, host: "other.example" } });
    const page = await ask(local, "/lib", {
      headers: { ...headers, origin: "https://npm.acme.example" },
    });

    expect(answers.map((answer) => packumentOf(answer).versions["1.0.0"]?.dist.tarball)).toEqual([
      "https://npm.acme.example/registry/lib/-/lib-1.0.0.tgz",
      "https://npm.acme.example/registry/lib/-/lib-1.0.0.tgz",
    ]);
    expect([stranger.status, page.status]).toEqual([421, 200]);
  });

  test.each([
    "npm.acme.example",
    "http://npm.acme.example/",
    "https://a:b@npm.acme.example/",
    "ftp://npm.acme.example/",
  ])("does not take %j for its address", async (publicUrl) => {
    const starting = start({ publicUrl });

    await expect(starting).rejects.toThrow(expect.objectContaining({ code: "SERVER_BAD_PUBLIC_URL" }));
  });
});

/** An address of this machine that is not loopback; some have none. */
function ownAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flat()
    .find((entry) => entry !== undefined && !entry.internal && entry.family === "IPv4")?.address;
}

/** Opens six connections and answers how many are still open once the server has answered on all that it keeps. */
async function openSeveral(host: string, port: number): Promise<number> {
  const sockets: Socket[] = [];
  for (let count = 0; count < 6; count += 1) {
    const socket = connectTls({ host, port, rejectUnauthorized: false });
    onTestFinished(() => void socket.destroy());
    sockets.push(socket);
  }
  const settled = sockets.map(
    (socket) =>
      new Promise<boolean>((resolve) => {
        socket.once("secureConnect", () => resolve(true));
        socket.once("error", () => resolve(false));
        socket.once("close", () => resolve(false));
      }),
  );
  return (await Promise.all(settled)).filter(Boolean).length;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
