import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@lockkeeper/core";
import type { LogLine } from "@lockkeeper/core";
import { FakeClock } from "@lockkeeper/drill";
import { openDataFolder, openLedger, readCacheUsage } from "@lockkeeper/store";
import type { LedgerEntry } from "@lockkeeper/store";
import { describe, expect, onTestFinished, test } from "vitest";
import { startMaintenance } from "./maintenance.ts";
import type { Engine } from "./open-engine.ts";
import { openEngine } from "./open-engine.ts";

const dayMs = 86_400_000;
const now = "2026-06-01T00:00:00Z";

interface Opened {
  readonly engine: Engine;
  readonly dataFolder: string;
  readonly logged: LogLine[];
}

/** An engine whose ledger has two batches of three rows, a year apart. */
async function open(): Promise<Opened> {
  const dataFolder = await mkdtemp(join(tmpdir(), "lockkeeper-maintenance-"));
  onTestFinished(() => rm(dataFolder, { recursive: true, force: true }));
  const clock = new FakeClock(now);
  const ledger = await openLedger(await openDataFolder(dataFolder), { clock, logger: silentLogger });
  for (const at of [Date.parse(now) - 400 * dayMs, Date.parse(now) - dayMs]) {
    for (let index = 0; index < 3; index += 1) ledger.append({ ...entry, at });
    await ledger.flush();
  }
  await ledger.close();
  const logged: LogLine[] = [];
  const engine = await openEngine(
    {
      dataFolder,
      upstreams: [{ id: "default", url: "https://registry.example/", isPrivate: false, scopes: [] }],
      defaultRegistry: "https://registry.example/",
      policyFile: undefined,
      isObserving: false,
      clock,
      knownBy: undefined,
      logger: { log: (_level, line) => void logged.push(line) },
      version: "0.0.0-test",
      proxy: {},
    },
    {},
  );
  onTestFinished(() => engine.close());
  return { engine, dataFolder, logged };
}

const entry: LedgerEntry = {
  at: 0,
  identity: "user:ann",
  client: "npm",
  clientVersion: null,
  command: null,
  ci: null,
  remote: null,
  kind: "tarball",
  package: "lib",
  version: "1.0.0",
  integrityExpected: null,
  integrityServed: null,
  decision: "allow",
  effect: "allow",
  clause: "none",
  policyRevision: "r",
  outcome: "served",
  status: 200,
  withheld: [],
  observed: false,
  tookFromCache: false,
};

describe("startMaintenance", () => {
  test("startMaintenance prunes what is older than is kept, and says so", async () => {
    const { engine, logged } = await open();
    const maintenance = startMaintenance(engine, { ledgerKeepMs: 365 * dayMs });

    await maintenance.runOnce();
    const verification = await engine.store.ledger.verify();
    await maintenance.stop();

    expect(verification).toMatchObject({ kind: "intact", rows: 3, pruned: { rows: 3 } });
    expect(logged.map(({ code }) => code)).toContain("SERVER_LEDGER_PRUNED");
  });

  test("startMaintenance keeps every row unless told", async () => {
    const { engine } = await open();
    const maintenance = startMaintenance(engine);

    await maintenance.runOnce();
    const verification = await engine.store.ledger.verify();
    await maintenance.stop();

    expect(verification).toMatchObject({ kind: "intact", rows: 6, pruned: undefined });
  });

  test("startMaintenance counts the caches once and writes the count down", async () => {
    const { engine, dataFolder } = await open();
    const maintenance = startMaintenance(engine);

    await maintenance.runOnce();
    const noted = await readCacheUsage(await openDataFolder(dataFolder));
    await maintenance.stop();

    expect(noted).toMatchObject({
      isOpen: true,
      caches: { tarballs: { isCounted: true, maxBytes: 20_000_000_000 } },
    });
  });

  test("startMaintenance reports what it could not do, and health names it until it can", async () => {
    const { engine, logged } = await open();
    const maintenance = startMaintenance(engine, { ledgerKeepMs: 365 * dayMs });
    const broken = { ...engine.store.retention, prune: () => Promise.reject(new Error("disk")) };

    await startMaintenance(
      { ...engine, store: { ...engine.store, retention: broken } },
      { ledgerKeepMs: 1 },
    ).runOnce();
    const during = engine.operation.problems().map(({ code }) => code);
    await maintenance.runOnce();
    await maintenance.stop();

    expect(during).toEqual(["MAINTENANCE_FAILED"]);
    expect(engine.operation.problems()).toEqual([]);
    expect(logged.map(({ code }) => code)).toContain("SERVER_MAINTENANCE_FAILED");
  });
});
