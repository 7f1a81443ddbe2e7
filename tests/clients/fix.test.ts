import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseInstant } from "@lockkeeper/core";
import type { Replay } from "@lockkeeper/drill";
import { startReplay } from "@lockkeeper/drill";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Client } from "./support/clients.ts";
import { clients } from "./support/clients.ts";
import type { PoisonedProjects } from "./support/poisoned-lock.ts";
import { lockPoison, ordinary } from "./support/poisoned-lock.ts";
import { runClient } from "./support/run-client.ts";
import type { LockkeeperRun } from "./support/setup-home.ts";
import { runLockkeeper } from "./support/setup-home.ts";
import type { Workplace } from "./support/workplace.ts";
import { createWorkplace, installedVersion, readLock } from "./support/workplace.ts";

const timeout = 240_000;
const ids = new Set(["npm", "pnpm-10", "yarn-1", "yarn-berry", "bun"]);

let replay: Replay;
let locks: PoisonedProjects;

beforeAll(async () => {
  replay = await startReplay({ campaign: "axios-2026", at: parseInstant("2026-03-31T01:10:00Z") });
  locks = await lockPoison(replay.url, replay.clock, ordinary);
}, timeout);

afterAll(() => replay.close());

/** A project whose lockfile names the poisoned version, and whose settings point at the registry of that night. */
async function plant(client: Client): Promise<Workplace> {
  const poisoned = locks.get(client.id);
  if (poisoned === undefined) throw new Error(`no lockfile of ${client.title}`);
  const workplace = await createWorkplace(client, {
    manifest: poisoned.manifest,
    lock: poisoned.lockFor(replay.url),
    pointsTo: replay.url,
  });
  onTestFinished(() => workplace.dispose());
  return workplace;
}

function fix(client: Client, workplace: Workplace, ...flags: readonly string[]): Promise<LockkeeperRun> {
  const words = ["scan", "app", "--fix", "--yes", "--only", "malware", "--upstream", replay.url];
  return runLockkeeper(client, workplace, ...words, ...flags);
}

describe.each(clients.filter(({ id }) => ids.has(id)))("scan --fix with $title", { timeout }, (client) => {
  test("takes the poisoned release out, and the client installs what is left", async () => {
    const workplace = await plant(client);
    const before = await readLock(workplace, client);

    const run = await fix(client, workplace);

    expect(run, run.output).toMatchObject({ exitCode: 0 });
    const lock = await readLock(workplace, client);
    expect(lock).toContain("1.14.0");
    expect(lock).not.toMatch(/plain-crypto-js|1\.14\.1/);
    expect(before).toMatch(/plain-crypto-js/);
    const install = await runClient({ client, workplace, origin: replay.url, args: client.frozen });
    expect(install, install.output).toMatchObject({ exitCode: 0 });
    expect(await installedVersion(workplace, "axios")).toBe("1.14.0");
    // Yarn's checksums too are those that it works out itself.
    expect(await readLock(workplace, client)).toBe(lock);
  });

  test("puts everything back when the project's own command fails", async () => {
    const workplace = await plant(client);
    const before = await readLock(workplace, client);
    const manifest = await readFile(join(workplace.project, "package.json"), "utf8");

    const run = await fix(client, workplace, "--verify", "false", "--no-install");

    expect(run, run.output).toMatchObject({ exitCode: 1 });
    expect(run.output).toContain("taken back axios 1.14.1 → 1.14.0");
    expect(await readLock(workplace, client)).toBe(before);
    expect(await readFile(join(workplace.project, "package.json"), "utf8")).toBe(manifest);
  });
});
