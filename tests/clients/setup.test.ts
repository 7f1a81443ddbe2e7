import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { parseInstant } from "@lockkeeper/core";
import type { Replay } from "@lockkeeper/drill";
import { startReplay } from "@lockkeeper/drill";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { ClientFirewall } from "./support/client-firewall.ts";
import { startClientFirewall } from "./support/client-firewall.ts";
import type { Client, ClientId } from "./support/clients.ts";
import { clients } from "./support/clients.ts";
import type { ClientRun } from "./support/run-client.ts";
import { runClient } from "./support/run-client.ts";
import { readUserFiles, runLockkeeper } from "./support/setup-home.ts";
import type { Trap } from "./support/trap.ts";
import { startTrap } from "./support/trap.ts";
import type { Workplace } from "./support/workplace.ts";
import { createWorkplace, installedVersion } from "./support/workplace.ts";

const timeout = 180_000;

/** Settings that people have: comments, other line ends, another registry, no last line end. */
const lived: Readonly<Record<string, string>> = {
  ".npmrc": "; mine\nregistry=https://registry.example/\n//registry.example/:_authToken=secret",
  ".yarnrc": '# mine\nregistry "https://registry.example/"\nlastUpdateCheck 1\n',
  ".yarnrc.yml": "# mine\r\nenableTelemetry: false\r\nunsafeHttpWhitelist: [registry.example]\r\n",
  ".bunfig.toml": '[install.scopes]\n"@mine" = "https://registry.example/"\n\n[test]\ncoverage = false',
  ".config/pnpm/config.yaml": "# mine\nregistry: https://registry.example/ # old\n",
};

/** What a client is asked for the registry that it uses; Bun has no such command. */
const question: Partial<Record<ClientId, readonly string[]>> = {
  npm: ["config", "get", "registry"],
  "pnpm-10": ["config", "get", "registry"],
  "pnpm-12": ["config", "get", "registry"],
  "yarn-1": ["config", "get", "registry"],
  "yarn-berry": ["config", "get", "npmRegistryServer"],
};

let replay: Replay;
let firewall: ClientFirewall;
/** A firewall that asks for tokens. */
let guarded: ClientFirewall;
let trap: Trap;

beforeAll(async () => {
  replay = await startReplay({ campaign: "axios-2026", at: parseInstant("2026-03-31T01:10:00Z") });
  trap = await startTrap();
  const settings = { upstream: replay.url, clock: replay.clock };
  firewall = await startClientFirewall(settings);
  guarded = await startClientFirewall({ ...settings, isTokenRequired: true });
}, timeout);

afterAll(async () => {
  await Promise.all([firewall.close(), guarded.close(), trap.close()]);
  await replay.close();
});

async function createHome(client: Client, files: Readonly<Record<string, string>>): Promise<Workplace> {
  const workplace = await createWorkplace(client);
  onTestFinished(() => workplace.dispose());
  for (const [name, text] of Object.entries(files)) {
    const path = join(workplace.home, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return workplace;
}

/** The client with the user's own settings in force and nothing else that names a registry. */
async function runAsUser(
  client: Client,
  workplace: Workplace,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<ClientRun> {
  // The isolation of other tests hides the user's file.
  const env = {
    npm_config_userconfig: join(workplace.home, ".npmrc"),
    ...trap.variables(client),
    ...variables,
  };
  return await runClient({ client, workplace, origin: undefined, args, env });
}

/** Removes what is installed, and what could be installed from without asking. */
async function forget(client: Client, workplace: Workplace): Promise<void> {
  const { home, project } = workplace;
  const caches = [".npm", ".cache", ".local", "yarn-cache", "yarn-global", "bun", "bun-cache"];
  for (const folder of [join(project, "node_modules"), ...caches.map((name) => join(home, name))])
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  expect(await installedVersion(workplace, "axios"), client.title).toBeUndefined();
}

/** A token of the firewall that asks for one. */
async function issueToken(client: Client, workplace: Workplace, person: string): Promise<string> {
  const args = ["token", "create", "--person", person, "--json", "--data", guarded.dataFolder];
  const { stdout } = await runLockkeeper(client, workplace, ...args);
  const { secret } = JSON.parse(stdout) as { secret: string }; // a line of our own
  return secret;
}

/** The variables that a script of a pipeline leaves for the next one. */
async function readEnvironmentOf(
  script: string,
  given: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await promisify(execFile)("bash", ["-euc", `${script}\nenv -0`], {
    env: { PATH: "/usr/bin:/bin", ...given },
  });
  const pairs = stdout
    .split("\0")
    .filter((pair) => /^(?:YARN|BUN|npm_config|pnpm_config|NPM|CI_TOKEN)/.test(pair));
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
}

describe.each(clients)("setup for $title", { timeout }, (client) => {
  test("the trap catches the client without setup", async () => {
    const workplace = await createHome(client, {});
    const own = await startTrap();
    onTestFinished(() => own.close());

    const env = { npm_config_fetch_retries: "0", pnpm_config_fetch_retries: "0", ...own.variables(client) };
    const run = runAsUser(client, workplace, [...client.add, "axios"], env);

    await expect.poll(() => own.asked().length, { interval: 50, timeout: 30_000 }).toBeGreaterThan(0);
    expect((await run).exitCode).not.toBe(0);
  });

  test.each([
    ["an empty home", {}],
    ["a home that was lived in", lived],
  ])("setup sends the client to the firewall from %s, and unsetup leaves no trace", async (_case, files) => {
    const workplace = await createHome(client, files);
    const before = await readUserFiles(workplace.home);
    const asked = question[client.id];

    const set = await runLockkeeper(client, workplace, "setup", "--url", firewall.url);
    const answer = asked === undefined ? undefined : await runAsUser(client, workplace, asked);
    const installed = await runAsUser(client, workplace, [...client.add, "axios"]);
    const version = await installedVersion(workplace, "axios");
    await forget(client, workplace);
    const frozen = await runAsUser(client, workplace, client.frozen);
    const frozenVersion = await installedVersion(workplace, "axios");
    const once = client.dlx === undefined ? undefined : [...client.dlx, "fetch-quote"];
    const ran = once === undefined ? undefined : await runAsUser(client, workplace, once);
    const back = await runLockkeeper(client, workplace, "unsetup");

    expect(set, set.output).toMatchObject({ exitCode: 0 });
    expect(set.output).toContain(client.title);
    if (answer !== undefined) expect(answer.stdout.trim().replace(/\/$/, "")).toBe(firewall.url);
    expect(installed, installed.output).toMatchObject({ exitCode: 0 });
    expect(frozen, frozen.output).toMatchObject({ exitCode: 0 });
    expect([version, frozenVersion]).toEqual(["1.14.0", "1.14.0"]);
    if (ran !== undefined) expect(ran, ran.output).toMatchObject({ exitCode: 0 });
    expect(trap.asked()).toEqual([]);
    expect(back, back.output).toMatchObject({ exitCode: 0 });
    expect(await readUserFiles(workplace.home)).toEqual(before);
  });

  test("setup lets the client say who asks, by a variable that no file holds the value of", async () => {
    const workplace = await createHome(client, lived);
    const token = await issueToken(client, workplace, client.id);

    const flags = ["--url", guarded.url, "--token-env", "FIREWALL_TOKEN"];
    const set = await runLockkeeper(client, workplace, "setup", ...flags);
    const files = [...(await readUserFiles(workplace.home)).values()].join("\n");
    const env = { FIREWALL_TOKEN: token };
    const installed = await runAsUser(client, workplace, [...client.add, "axios"], env);
    await runLockkeeper(client, workplace, "unsetup");

    expect(set, set.output).toMatchObject({ exitCode: 0 });
    expect(files).toContain("FIREWALL_TOKEN");
    expect(files).not.toContain(token);
    expect(installed, installed.output).toMatchObject({ exitCode: 0 });
    expect(await installedVersion(workplace, "axios")).toBe("1.14.0");
    const identities = (await guarded.ledger({ package: "axios" })).map(({ identity }) => identity);
    expect(identities.join(" ")).toContain(`person:${client.id}#`);
  });

  test("setup --ci lets a pipeline's client go to the firewall and say who asks", async () => {
    const workplace = await createHome(client, {});
    const token = await issueToken(client, workplace, `ci-${client.id}`);
    const flags = ["--ci", "bitbucket", "--url", guarded.url, "--token-env", "CI_TOKEN"];

    const { stdout } = await runLockkeeper(client, workplace, "setup", ...flags);
    expect(stdout).toContain("YARN_ALWAYS_AUTH=true");
    const script = / {10}- \|\n((?: {12}.*\n)+)/.exec(stdout)?.[1] ?? "";
    const env = await readEnvironmentOf(script, { CI_TOKEN: token, TMPDIR: join(workplace.root, "tmp") });
    // The isolation of other tests names a file in lower case.
    const userconfig = { npm_config_userconfig: env["NPM_CONFIG_USERCONFIG"] ?? "" };
    // What the snippet says of Yarn 1.
    const alwaysAuth: Readonly<Record<string, string>> =
      client.id === "yarn-1" ? { YARN_ALWAYS_AUTH: "true" } : {};
    const installed = await runAsUser(client, workplace, [...client.add, "axios"], {
      ...env,
      ...userconfig,
      ...alwaysAuth,
    });

    expect(installed, installed.output).toMatchObject({ exitCode: 0 });
    expect(await installedVersion(workplace, "axios")).toBe("1.14.0");
    const identities = (await guarded.ledger({ package: "axios" })).map(({ identity }) => identity);
    expect(identities.join(" ")).toContain(`person:ci-${client.id}#`);
  });
});
