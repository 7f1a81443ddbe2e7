import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { beforeAll, describe, expect, test } from "vitest";

import { createBackup } from "../src/backup.ts";
import { openLedger } from "../src/ledger.ts";
import { restoreBackup } from "../src/restore.ts";
import { buildEntry, collect, createFakeClock, createKeptLog, makeDataFolder } from "./fixtures.ts";

const packageFolder = join(import.meta.dirname, "..");
const rounds = 10;

beforeAll(() => {
  // The child runs what is built, since Node 20 reads no TypeScript.
  const tsc = join(packageFolder, "..", "..", "node_modules", "typescript", "bin", "tsc");
  execFileSync(process.execPath, [tsc, "-b", packageFolder], { stdio: "inherit" });
});

/** Lets a child append rows and kills it after so many; returns the numbers that it confirmed. */
async function appendAndKill(root: string, first: number, after: number): Promise<readonly number[]> {
  const script = join(import.meta.dirname, "append-until-killed.mjs");
  const child = spawn(process.execPath, [script, root, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const confirmed: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    confirmed.push(Number(line));
    if (confirmed.length === after) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
  return confirmed;
}

describe("openLedger", () => {
  test("openLedger has every row that was confirmed before a SIGKILL, exactly once", async () => {
    const folder = await makeDataFolder();
    const confirmed: number[] = [];

    for (let round = 0; round < rounds; round += 1) {
      // From before the first import to the midst of many.
      const after = 1 + round * round * 60;
      confirmed.push(...(await appendAndKill(folder.root, round * 1_000_000, after)));
    }
    const log = createKeptLog();
    const ledger = await openLedger(folder, { clock: createFakeClock(), logger: log });
    const rows = await collect(ledger.query({}));
    const verification = await ledger.verify();
    await ledger.close();

    const counts = new Map<string | null, number>();
    for (const { version } of rows) counts.set(version, (counts.get(version) ?? 0) + 1);
    expect(confirmed.filter((number) => counts.get(String(number)) !== 1)).toEqual([]);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    // A row may have been appended whose number the kill kept from being printed.
    expect(rows.length - confirmed.length).toBeLessThanOrEqual(rounds);
    expect(verification).toMatchObject({ kind: "intact", rows: rows.length });
    expect(log.codes).not.toContain("STORE_LEDGER_DAMAGED_LINES");
  });
});

describe("prune", () => {
  test("prune that is killed in the midst leaves a ledger that verifies and says how much is gone", async () => {
    const folder = await makeDataFolder();
    const instruments = { clock: createFakeClock(), logger: createKeptLog() };
    const filled = await openLedger(folder, instruments);
    for (let at = 0; at < 6000; at += 1) filled.append(buildEntry({ at, version: String(at) }));
    await filled.close();

    const found: number[] = [];
    for (let round = 1; round <= 5; round += 1) {
      await killPrune(folder.root, round);
      const ledger = await openLedger(folder, instruments);
      const verification = await ledger.verify();
      const [first] = await collect(ledger.query({ limit: 1 }));
      await ledger.close();
      expect(verification).toMatchObject({ kind: "intact", pruned: { rows: (first?.seq ?? 0) - 1 } });
      found.push(verification.rows);
    }

    expect(found).toEqual(found.toSorted((left, right) => right - left));
    expect(found[0]).toBeLessThan(6000);
    expect(found.at(-1)).toBeGreaterThan(0);
  });
});

describe("createBackup", () => {
  test("createBackup beside a process that appends has every row that was confirmed before, and restores", async () => {
    const folder = await makeDataFolder();
    const instruments = { clock: createFakeClock(), logger: createKeptLog() };
    const script = join(import.meta.dirname, "append-until-killed.mjs");
    const child = spawn(process.execPath, [script, folder.root, "0"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const confirmed: number[] = [];
    const reading = (async () => {
      for await (const line of createInterface({ input: child.stdout })) confirmed.push(Number(line));
    })();

    for (let round = 1; round <= 5; round += 1) {
      await expect.poll(() => confirmed.length, { timeout: 20_000 }).toBeGreaterThan(round * 1500);
      const before = confirmed.at(-1) ?? 0;
      const backup = join(folder.root, `round-${round}.tar.gz`);
      await createBackup(folder, backup, { clock: createFakeClock(), version: "1.2.3" });
      const other = await makeDataFolder();
      const { verification } = await restoreBackup(other, backup, instruments);
      const ledger = await openLedger(other, instruments);
      const rows = await collect(ledger.query({}));
      await ledger.close();
      // The child numbers its rows from 0 without gaps.
      expect(rows.map(({ version }) => Number(version))).toEqual([...rows.keys()]);
      expect(rows.length).toBeGreaterThan(before);
      expect(verification).toMatchObject({ kind: "intact", rows: rows.length });
    }
    child.kill("SIGKILL");
    await reading;
  });
});

/** Kills a prune after so many of its steps. */
async function killPrune(root: string, steps: number): Promise<void> {
  const script = join(import.meta.dirname, "prune-until-killed.mjs");
  const child = spawn(process.execPath, [script, root, "5900"], { stdio: ["ignore", "pipe", "inherit"] });
  const seen: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    seen.push(line);
    if (seen.length === steps) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
