import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemErrorCode } from "@lockkeeper/core";
import type { FakeRegistry } from "@lockkeeper/drill";
import { startFakeRegistry } from "@lockkeeper/drill";
import { runningServer } from "@lockkeeper/server";
import { openDataFolder, openLedgerReader } from "@lockkeeper/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../support/ask.ts";

const root = join(import.meta.dirname, "..", "..");

describe("npm start", { timeout: 90_000 }, () => {
  let registry: FakeRegistry;

  beforeAll(async () => {
    registry = await startFakeRegistry();
    registry.publish({ name: "lib", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
  });

  afterAll(() => registry.close());

  test.each(["SIGTERM", "SIGINT", "SIGKILL"] as const)(
    "ends with npm when npm alone gets %s, and loses nothing",
    async (signal) => {
      const dataFolder = await mkdtemp(join(tmpdir(), "lockkeeper-npm-"));
      const npm = spawn(
        "npm",
        ["start", "--", "--port", "0", "--data", dataFolder, "--upstream", registry.url],
        {
          cwd: root,
          stdio: "ignore",
        },
      );
      try {
        const { pid, url } = await untilRunning(dataFolder);
        const answer = await ask(url, "/lib");
        npm.kill(signal);

        await untilGone(pid);

        const reader = await openLedgerReader(await openDataFolder(dataFolder));
        const rows = [];
        for await (const row of reader.query({})) rows.push(row);
        await reader.close();
        expect(answer.status).toBe(200);
        expect(rows.length).toBe(1);
        expect(await runningServer(dataFolder)).toBeUndefined();
      } finally {
        npm.kill("SIGKILL");
        await rm(dataFolder, { recursive: true, force: true });
      }
    },
  );
});

async function untilRunning(dataFolder: string): Promise<{ readonly pid: number; readonly url: string }> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    const running = await runningServer(dataFolder);
    if (running !== undefined) return running;
    await sleep(50);
  }
  throw new Error("npm start did not come up within a minute");
}

async function untilGone(pid: number): Promise<void> {
  for (let waited = 0; waited < 15_000; waited += 50) {
    if (!isAlive(pid)) return;
    await sleep(50);
  }
  throw new Error(`The server, process ${pid}, lives on 15 seconds after npm was ended`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) !== "ESRCH";
  }
}
