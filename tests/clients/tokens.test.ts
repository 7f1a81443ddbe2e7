import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@lockkeeper/core";
import type { FakeRegistry } from "@lockkeeper/drill";
import { FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import type { OpenTokenStore } from "@lockkeeper/store";
import { hashTokenSecret, openDataFolder, openTokenStore, renderTokenSecret } from "@lockkeeper/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCertificate } from "../../packages/intercept/test/certificate.ts";
import type { ClientFirewall } from "./support/client-firewall.ts";
import { startClientFirewall } from "./support/client-firewall.ts";
import {
  authoritySettings,
  insufficientSettings,
  tokenVariable,
  tokenVariables,
  writeUserSettings,
} from "./support/client-tokens.ts";
import type { Client, ClientId } from "./support/clients.ts";
import { clientOf, clients } from "./support/clients.ts";
import { runBehind } from "./support/run-behind.ts";
import type { ClientRun } from "./support/run-client.ts";
import { runClient } from "./support/run-client.ts";
import type { Workplace } from "./support/workplace.ts";
import { createWorkplace, installedVersion, readLock } from "./support/workplace.ts";

const timeout = 180_000;
const dlxClients = clients.filter((client) => client.dlx !== undefined);
/** Those whose terminal shows the sentence of a 401; Yarn Berry has one of its own, Bun shows the status. */
const shownBy: ReadonlySet<ClientId> = new Set(["npm", "pnpm-10", "pnpm-12", "yarn-1"]);

let clock: FakeClock;
let registry: FakeRegistry;
let folder: string;
let issued = 0;

beforeAll(async () => {
  clock = new FakeClock("2026-06-10T12:00:00Z");
  registry = await startFakeRegistry({ clock });
  const at = { at: "2026-01-01T00:00:00Z" };
  registry.publish({ name: "fw-app", version: "1.0.0", dependencies: { "@acme/ui": "^1.0.0" } }, at);
  registry.publish({ name: "@acme/ui", version: "1.0.0" }, at);
  const files = [
    { path: "tool.js", content: "#!/usr/bin/env node\nconsole.log('tool ran');\n", mode: 0o755 },
  ];
  registry.publish({ name: "fw-tool", version: "1.0.0", bin: { "fw-tool": "tool.js" } }, { ...at, files });
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-tokens-"));
});

afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each([{ transport: "plain HTTP" }, { transport: "TLS of a private authority" }])(
  "a firewall that requires tokens, by $transport",
  ({ transport }) => {
    let firewall: ClientFirewall;
    let tokens: OpenTokenStore;
    let caFile: string | undefined;

    beforeAll(async () => {
      const tls = transport === "plain HTTP" ? undefined : await writeTls();
      caFile = tls?.caFile;
      firewall = await startClientFirewall({
        upstream: registry.url,
        clock,
        isTokenRequired: true,
        ...(tls === undefined ? {} : { tlsFiles: tls }),
      });
      tokens = await openTokenStore(await openDataFolder(firewall.dataFolder), {
        clock,
        logger: silentLogger,
      });
    });

    afterAll(async () => {
      tokens.close();
      await firewall.close();
    });

    function issue(name: string): string {
      issued += 1;
      const secret = renderTokenSecret(Buffer.alloc(32, issued));
      const token = {
        kind: "pipeline",
        name,
        permissions: ["install"],
        packages: [],
        isObserving: false,
      } as const;
      tokens.add({ ...token, hash: hashTokenSecret(secret), expiresAt: clock.now() + 86_400_000 });
      return secret;
    }

    interface Task {
      readonly client: Client;
      readonly args: readonly string[];
      readonly secret: string;
    }

    async function perform(workplace: Workplace, { client, args, secret }: Task): Promise<ClientRun> {
      await writeUserSettings(workplace, client.id, {
        origin: firewall.url,
        ...(caFile === undefined ? {} : { caFile }),
      });
      return runClient({ client, workplace, origin: firewall.url, args, env: { [tokenVariable]: secret } });
    }

    async function askedBy(name: string): Promise<readonly string[]> {
      const rows = (await firewall.ledger()).filter(({ identity }) =>
        identity.startsWith(`pipeline:${name}#`),
      );
      return rows
        .filter(({ package: asked }) => asked.startsWith("fw-") || asked.startsWith("@acme/"))
        .map(({ kind, package: asked, status }) => `${kind} ${asked} ${status}`);
    }

    describe.concurrent.each(clients)("$title", { timeout }, (client) => {
      test("installs fresh and frozen, and the ledger knows whose token asked", async () => {
        const secret = issue(client.id);
        const first = await createWorkplace(client);
        const fresh = await perform(first, { client, args: [...client.add, "fw-app"], secret });
        const lock = await readLock(first, client);
        const manifest = { dependencies: { "fw-app": "^1.0.0" } };
        const second = await createWorkplace(client, { lock, manifest });

        const frozen = await perform(second, { client, args: client.frozen, secret });

        expect(fresh, fresh.output).toMatchObject({ exitCode: 0 });
        expect(frozen, frozen.output).toMatchObject({ exitCode: 0 });
        expect(await installedVersion(second, "fw-app")).toBe("1.0.0");
        const asked = await askedBy(client.id);
        expect(asked).toEqual(expect.arrayContaining(["packument fw-app 200", "packument @acme/ui 200"]));
        expect(asked.filter((row) => row === "tarball fw-app 200")).toHaveLength(2);
        expect(asked.filter((row) => row === "tarball @acme/ui 200")).toHaveLength(2);
        expect(await filesHolding(first.project, secret)).toEqual([]);
        await Promise.all([first.dispose(), second.dispose()]);
      });

      test("is refused once with a token that was never issued, and says why where it can", async () => {
        const workplace = await createWorkplace(client);
        const secret = renderTokenSecret(Buffer.alloc(32, 255));

        const run = await perform(workplace, { client, args: [...client.add, "fw-app"], secret });

        expect(run, run.output).toMatchObject({ exitCode: 1 });
        if (shownBy.has(client.id))
          expect(run.output.replace(/\s+/g, " ")).toContain("the token was not issued here");
        else expect(run.output).toMatch(/Invalid authentication|401/);
        expect(run.output).not.toContain(secret);
        await workplace.dispose();
      });
    });

    test.concurrent.each(dlxClients)("$title runs a tool without an install", { timeout }, async (client) => {
      const secret = issue(`${client.id}-dlx`);
      const workplace = await createWorkplace(client);

      const run = await perform(workplace, { client, args: [...(client.dlx ?? []), "fw-tool"], secret });

      expect(run, run.output).toMatchObject({ exitCode: 0, output: expect.stringContaining("tool ran") });
      expect(await askedBy(`${client.id}-dlx`)).toContain("tarball fw-tool 200");
      await workplace.dispose();
    });

    test.concurrent.each([...tokenVariables])(
      "%s takes a token from variables alone",
      { timeout },
      async (id, variables) => {
        const client = clientOf(id);
        const secret = issue(`${id}-variables`);
        const workplace = await createWorkplace(client);
        const env = {
          ...variables(firewall.url, secret),
          ...(caFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: caFile }),
        };

        const args = [...client.add, "fw-app"];
        const run = await runClient({ client, workplace, origin: firewall.url, args, env });

        expect(run, run.output).toMatchObject({ exitCode: 0 });
        expect(await askedBy(`${id}-variables`)).toContain("tarball fw-app 200");
        await workplace.dispose();
      },
    );

    test.concurrent.each([...insufficientSettings])(
      "%s sends no token for unscoped packages without its second setting",
      { timeout },
      async (id, { file, text }) => {
        const client = clientOf(id);
        const secret = issue(`${id}-insufficient`);
        const workplace = await createWorkplace(client);
        const authority = caFile === undefined ? "" : authoritySettings[id](caFile);
        await writeFile(join(workplace.home, file), `${text(firewall.url)}${authority}`);

        const args = [...client.add, "fw-app"];
        const env = { [tokenVariable]: secret };
        const run = await runClient({ client, workplace, origin: firewall.url, args, env });

        expect(run, run.output).toMatchObject({ exitCode: 1 });
        expect(run.output).toMatch(/the request had none|as an anonymous user/);
        await workplace.dispose();
      },
    );

    test.concurrent.each(clients)(
      "$title needs no setting of its own behind lockkeeper run",
      { timeout },
      async (client) => {
        const secret = issue(`${client.id}-run`);
        const manifest = { dependencies: { "fw-app": "^1.0.0" } };
        const workplace = await createWorkplace(client, { manifest });

        const run = await runBehind({
          client,
          workplace,
          args: client.install,
          upstream: registry.url,
          flags: ["--data", firewall.dataFolder],
          env: { [tokenVariable]: secret },
        });

        expect(run, run.output).toMatchObject({ exitCode: 0 });
        expect(await askedBy(`${client.id}-run`)).toContain("tarball @acme/ui 200");
        expect(await filesHolding(workplace.root, secret)).toEqual([]);
        await workplace.dispose();
      },
    );

    test("nothing was asked by anybody else", async () => {
      const rows = await firewall.ledger();

      expect(rows.filter(({ identity }) => !identity.startsWith("pipeline:"))).toEqual([]);
    });
  },
);

async function writeTls(): Promise<{ certFile: string; keyFile: string; caFile: string }> {
  const { certificate, key, authority } = makeCertificate({ names: ["npm.acme.example"] });
  const [certFile, keyFile, caFile] = ["cert.pem", "key.pem", "ca.pem"].map((name) => join(folder, name));
  if (certFile === undefined || keyFile === undefined || caFile === undefined)
    throw new TypeError("No files");
  await writeFile(certFile, certificate);
  await writeFile(keyFile, key, { mode: 0o600 });
  await writeFile(caFile, authority);
  return { certFile, keyFile, caFile };
}

/** The files below a folder, without installed packages, that hold a text. */
async function filesHolding(root: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules/"))
    .map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(paths.map(async (path) => (await readFile(path, "utf8")).includes(text)));
  return paths.filter((_path, index) => found[index]);
}
