import type { ChildProcess } from "node:child_process";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { FakeRegistry } from "@lockkeeper/drill";
import { startFakeRegistry } from "@lockkeeper/drill";
import { runningServer } from "@lockkeeper/server";
import { openDataFolder, openLedgerReader } from "@lockkeeper/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../support/ask.ts";

const command = join(import.meta.dirname, "..", "..", "packages", "cli", "bin", "lockkeeper.js");
const run = promisify(execFile);

let registry: FakeRegistry;
let folder: string;
let server: ChildProcess | undefined;

beforeAll(async () => {
  registry = await startFakeRegistry();
  registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-backup-"));
});

afterAll(async () => {
  if (server?.exitCode === null) {
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
  }
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

async function lockkeeper(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [command, ...args]);
  return stdout;
}

async function startServer(dataFolder: string): Promise<string> {
  const args = ["start", "--port", "0", "--data", dataFolder, "--upstream", registry.url];
  server = spawn(process.execPath, [command, ...args], { stdio: "ignore" });
  await expect.poll(() => runningServer(dataFolder), { timeout: 20_000 }).toBeDefined();
  return (await runningServer(dataFolder))?.url ?? "";
}

async function identitiesIn(dataFolder: string): Promise<ReadonlySet<string>> {
  const reader = await openLedgerReader(await openDataFolder(dataFolder));
  try {
    const found = new Set<string>();
    for await (const { identity } of reader.query({})) found.add(identity);
    return found;
  } finally {
    await reader.close();
  }
}

test(
  "a backup under load has every request that was answered before it began, and restores to a ledger that verifies",
  { timeout: 120_000 },
  async () => {
    const dataFolder = join(folder, "data");
    const restored = join(folder, "restored");
    const backup = join(folder, "backup.tar.gz");
    const url = await startServer(dataFolder);
    const answered: string[] = [];
    const ending = new AbortController();
    const load = [...Array(4).keys()].map(async (worker) => {
      for (let turn = 0; !ending.signal.aborted; turn += 1) {
        const name = `w${worker}-t${turn}`;
        const path = turn % 2 === 0 ? "/lib" : "/lib/-/lib-1.0.0.tgz";
        const authorization = `Basic ${Buffer.from(`${name}:x`).toString("base64")}`;
        const { status } = await ask(url, path, { headers: { authorization } });
        if (status === 200) answered.push(`user:${name}`);
      }
    });
    await expect.poll(() => answered.length, { timeout: 30_000 }).toBeGreaterThan(300);

    const before = [...answered];
    await lockkeeper("db", "backup", backup, "--data", dataFolder);
    const whileRunning = answered.length;
    ending.abort();
    await Promise.all(load);
    await lockkeeper("db", "restore", backup, "--data", restored);
    const verified = await lockkeeper("ledger", "verify", "--data", restored);
    const found = await identitiesIn(restored);

    expect(whileRunning).toBeGreaterThan(before.length);
    expect(before.filter((identity) => !found.has(identity))).toEqual([]);
    expect(verified).toMatch(/^intact: /);
  },
);
