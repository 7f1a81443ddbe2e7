import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Replay } from "@lockkeeper/drill";
import { startReplay } from "@lockkeeper/drill";
import { parseInstant } from "@lockkeeper/core";
import { readRegistryDefaults } from "@lockkeeper/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client } from "./support/clients.ts";
import { clientOf, clients } from "./support/clients.ts";
import type { PoisonSigns } from "./support/poison.ts";
import { findPoison, readPoisonSigns } from "./support/poison.ts";
import type { PoisonedProject, PoisonedProjects } from "./support/poisoned-lock.ts";
import { lockPoison, ordinary } from "./support/poisoned-lock.ts";
import type { Trap } from "./support/run-behind.ts";
import { projectFiles, runBehind, startTrap } from "./support/run-behind.ts";
import type { ClientRun } from "./support/run-client.ts";
import { runClient } from "./support/run-client.ts";
import type { Workplace, WorkplaceOptions } from "./support/workplace.ts";
import { createWorkplace, installedVersion, readLock } from "./support/workplace.ts";

const night = parseInstant("2026-03-31T01:10:00Z");
const timeout = 240_000;
const wanted = { dependencies: { axios: "^1.0.0" } };
const { defaultRegistry } = readRegistryDefaults();
const dlxClients = clients.filter((client) => client.dlx !== undefined);
/** Clients whose lockfiles hold addresses, of which a foreign one is taken as it stands. */
const addressClients = clients.filter((client) => client.locksUrls);

let replay: Replay;
let signs: PoisonSigns;
let poisonedLocks: PoisonedProjects;
let trap: Trap;

beforeAll(async () => {
  replay = await startReplay({ campaign: "axios-2026", at: night });
  signs = await readPoisonSigns(replay.url);
  poisonedLocks = await lockPoison(replay.url, replay.clock, ordinary);
  trap = await startTrap();
}, timeout);

afterAll(async () => {
  await trap.close();
  await replay.close();
});

describe.concurrent.each(clients)("run with $title", { timeout }, (client) => {
  test("a fresh install falls back, tells why, and leaves the project as the client alone would", async ({
    onTestFinished,
  }) => {
    const workplace = await prepare(client, { manifest: wanted }, onTestFinished);
    const before = await projectFiles(workplace);

    const run = await behind(client, workplace, client.install);

    expect(run, run.output).toMatchObject({ exitCode: 0 });
    expect(await installedVersion(workplace, "axios")).toBe("1.14.0");
    expect(run.output).toMatch(/axios@1\.14\.1 blocked by malware/);
    expect(run.output).toContain("taken instead: axios@1.14.0");
    const { [client.lockfile]: lock = "", ...after } = await projectFiles(workplace);
    expect(after).toEqual(withoutLock(before, client));
    expect(lock).toContain("1.14.0");
    expect(lock).not.toMatch(/127\.0\.0\.1|lockkeeper/i);
    expect(await findPoison(workplace.root, signs)).toEqual([]);
  });

  test("a frozen install of its own lockfile works and leaves the lockfile as it is", async ({
    onTestFinished,
  }) => {
    const first = await prepare(client, { manifest: wanted }, onTestFinished);
    await behind(client, first, client.install);
    const lock = await readLock(first, client);
    const second = await prepare(client, { manifest: wanted, lock }, onTestFinished);

    const run = await behind(client, second, client.frozen);

    expect(run, run.output).toMatchObject({ exitCode: 0 });
    expect(await installedVersion(second, "axios")).toBe("1.14.0");
    expect(await readLock(second, client)).toBe(lock);
  });

  test("a frozen install of a poisoned lockfile is refused, and the summary names the version", async ({
    onTestFinished,
  }) => {
    const { manifest, lockFor } = poisonedProject(client);
    const lock = lockFor(defaultRegistry.replace(/\/$/, ""));
    const workplace = await prepare(client, { manifest, lock }, onTestFinished);

    const run = await behind(client, workplace, client.frozen);

    expect(run.exitCode, run.output).not.toBe(0);
    expect(run.output).toMatch(/(?:axios@1\.14\.1|plain-crypto-js@4\.2\.1) blocked by malware/);
    expect(await findPoison(workplace.root, signs)).toEqual([]);
  });

  test("the same with every cache of the client warm from before", async ({ onTestFinished }) => {
    const { manifest, lockFor } = poisonedProject(client);
    const workplace = await prepare(client, { manifest }, onTestFinished);
    const warm = await runClient({ client, workplace, origin: replay.url, args: client.install });
    await rm(join(workplace.project, "node_modules"), { recursive: true });
    expect(warm, warm.output).toMatchObject({ exitCode: 0 });
    expect(lockFor("")).toContain("1.14.1");

    const run = await behind(client, workplace, client.frozen);

    expect(run.exitCode, run.output).not.toBe(0);
    expect(run.output).toMatch(/(?:axios@1\.14\.1|plain-crypto-js@4\.2\.1) blocked by malware/);
    expect(await findPoison(workplace.project, signs)).toEqual([]);
  });

  test("an exact version that is withheld is not to be had, from a warm cache neither", async ({
    onTestFinished,
  }) => {
    const workplace = await prepare(client, {}, onTestFinished);
    const other = await prepare(client, {}, onTestFinished);
    const warm = await runClient({
      client,
      workplace: { ...workplace, project: other.project },
      origin: replay.url,
      args: [...client.add, "axios@1.14.1"],
    });
    expect(warm, warm.output).toMatchObject({ exitCode: 0 });

    const run = await behind(client, workplace, [...client.add, "axios@1.14.1"]);

    expect(run.exitCode, run.output).not.toBe(0);
    expect(run.output).toMatch(/axios@1\.14\.1 blocked by malware/);
    expect(await installedVersion(workplace, "axios")).toBeUndefined();
  });
});

describe.concurrent.each(dlxClients)("run with $title without an install", { timeout }, (client) => {
  test("a tool that leans on axios runs with the version before, also where it ran unguarded before", async ({
    onTestFinished,
  }) => {
    const workplace = await prepare(client, {}, onTestFinished);
    const tool = [...(client.dlx ?? []), "fetch-quote"];
    const unguarded = await runClient({ client, workplace, origin: replay.url, args: tool });
    expect(unguarded, unguarded.output).toMatchObject({ exitCode: 0 });
    expect(await findPoison(workplace.root, signs)).not.toEqual([]);

    const run = await behind(client, workplace, tool);

    expect(run, run.output).toMatchObject({ exitCode: 0 });
    expect(run.output).toMatch(/^axios 1\.14\.0$/m);
    expect(run.output).toContain("taken instead: axios@1.14.0");
  });
});

describe.concurrent.each(addressClients)("run with $title and foreign addresses", { timeout }, (client) => {
  test("a lockfile that sends every tarball elsewhere is answered by the firewall, and elsewhere is not asked", async ({
    onTestFinished,
  }) => {
    const made = await prepare(client, { manifest: wanted }, onTestFinished);
    await behind(client, made, client.install);
    const lock = sendElsewhere(await readLock(made, client), client, trap.url);
    const workplace = await prepare(client, { manifest: wanted, lock }, onTestFinished);

    const run = await behind(client, workplace, client.frozen);

    expect(lock).toContain(trap.url);
    expect(run, run.output).toMatchObject({ exitCode: 0 });
    expect(run.output).toContain(`in place of registries that only the project's files name: ${trap.url}`);
    expect(trap.asked).toEqual([]);
  });
});

describe.concurrent.each(addressClients)(
  "run with $title and addresses of no known form",
  { timeout },
  (client) => {
    test("a poisoned version that a lockfile takes from anywhere is judged by its name", async ({
      onTestFinished,
    }) => {
      const { manifest, lockFor } = poisonedProject(client);
      const lock = lockFor(trap.url).replace(/\/axios\/-\/axios-1\.14\.1\.tgz/, "/anything/at-all.tgz");
      const workplace = await prepare(client, { manifest, lock }, onTestFinished);

      const run = await behind(client, workplace, client.frozen);

      expect(lock).toContain("/anything/at-all.tgz");
      expect(run.exitCode, run.output).not.toBe(0);
      expect(run.output).toMatch(/(?:axios@1\.14\.1|plain-crypto-js@4\.2\.1) blocked by malware/);
      expect(trap.asked).toEqual([]);
    });
  },
);

test(
  "run passes the exit code through, and 1 for what was withheld where that was asked for",
  { timeout },
  async ({ onTestFinished }) => {
    const npm = clientOf("npm");
    const workplace = await prepare(npm, { manifest: wanted }, onTestFinished);

    const failing = await runBehind({
      client: { ...npm, program: ["sh"] },
      workplace,
      upstream: replay.url,
      args: ["-c", "exit 41"],
    });
    const withheld = await runBehind({
      client: npm,
      workplace,
      upstream: replay.url,
      args: npm.install,
      flags: ["--fail-on-withheld"],
    });

    expect(failing.exitCode, failing.output).toBe(41);
    expect(withheld.exitCode, withheld.output).toBe(1);
  },
);

async function prepare(
  client: Client,
  options: WorkplaceOptions,
  onTestFinished: (done: () => Promise<void>) => void,
): Promise<Workplace> {
  const workplace = await createWorkplace(client, options);
  onTestFinished(() => workplace.dispose());
  return workplace;
}

function behind(client: Client, workplace: Workplace, args: readonly string[]): Promise<ClientRun> {
  return runBehind({ client, workplace, upstream: replay.url, args });
}

function poisonedProject({ id, title }: Client): PoisonedProject {
  const project = poisonedLocks.get(id);
  if (project === undefined) throw new Error(`No poisoned lockfile was made for ${title}`);
  return project;
}

function withoutLock(
  files: Readonly<Record<string, string>>,
  { lockfile }: Client,
): Readonly<Record<string, string>> {
  const { [lockfile]: _lock, ...others } = files;
  return others;
}

/** Bun leaves addresses of the default registry out; the others have the whole of them. */
function sendElsewhere(lock: string, { id }: Client, elsewhere: string): string {
  if (id !== "bun") return lock.replaceAll(/https:\/\/[^/"\s]+(?=\/[^"\s]+\.tgz)/g, elsewhere);
  return lock.replaceAll(
    /"((?:@[^/"]+\/)?([^@/"]+))@(\d[^"]*)", ""/g,
    `"$1@$3", "${elsewhere}/$1/-/$2-$3.tgz"`,
  );
}
