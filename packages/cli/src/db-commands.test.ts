import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import type { FakeTerminal } from "../test/fake-environment.ts";
import { createFakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";
import { recordNight } from "../test/ledger-entries.ts";

async function createTerminal(): Promise<FakeTerminal> {
  const terminal = await createFakeTerminal({ now: "2026-03-31T04:00:00Z" });
  await recordNight(terminal);
  return terminal;
}

describe("db backup", () => {
  test("db backup writes what db check finds sound and db restore puts elsewhere", async () => {
    const { run, folder } = await createTerminal();

    const backup = await run("db", "backup", "night.tar.gz", "--json");
    const checked = await run("db", "check", "--backup", "night.tar.gz", "--json");
    const restored = await run("db", "restore", "night.tar.gz", "--data", "other", "--json");
    const verified = await run("ledger", "verify", "--data", "other");
    const head = String((restored.lines[0] ?? {})["head"]);

    expect([backup.code, checked.code, restored.code, verified.code]).toEqual([0, 0, 0, 0]);
    expect(Object.keys(backup.lines[0] ?? {}).toSorted()).toEqual(promisedFields("db backup", "backup"));
    expect(Object.keys(checked.lines[0] ?? {}).toSorted()).toEqual(
      promisedFields("db check --backup", "sound"),
    );
    expect(Object.keys(restored.lines[0] ?? {}).toSorted()).toEqual(
      promisedFields("db restore", "data folder"),
    );
    expect(backup.lines[0]).toMatchObject({
      path: join(folder, "night.tar.gz"),
      ledger: { lastSeq: 5, head },
    });
    expect(restored.lines[0]).toMatchObject({ rows: 5, replaced: null });
    expect(verified.out).toContain(`5 rows in 1 batch, head ${head}`);
  });

  test("db backup says what is not in it, and does not overwrite", async () => {
    const { run } = await createTerminal();

    const first = await run("db", "backup", "night.tar.gz");
    const second = await run("db", "backup", "night.tar.gz");
    const nothing = await run("db", "backup", "empty.tar.gz", "--data", "nowhere");

    expect(first.out).toContain("Not in it: secrets.yaml, caches, the intelligence index.");
    expect(second).toMatchObject({ code: 2, err: expect.stringContaining("STORE_BACKUP_EXISTS") });
    expect(nothing).toMatchObject({ code: 2, err: expect.stringContaining("STORE_NOTHING_TO_BACK_UP") });
  });
});

describe("db restore", () => {
  test("db restore keeps aside what was there, and refuses beside a running server", async () => {
    const { run } = await createTerminal();
    await run("db", "backup", "night.tar.gz");
    const serving = await createFakeTerminal({
      engine: { runningServer: async () => ({ pid: 7, url: "http://127.0.0.1:1" }) },
    });

    const again = await run("db", "restore", "night.tar.gz");
    const refused = await serving.run("db", "restore", "night.tar.gz");

    expect(again.code).toBe(0);
    expect(again.out).toMatch(/What was there is kept in .*replaced-20260331T040000000Z/);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("process 7 serves from it") });
  });

  test("db restore of a damaged backup could not finish, and db check calls it a finding", async () => {
    const { run, folder } = await createTerminal();
    await run("db", "backup", "night.tar.gz");
    const bytes = await readFile(join(folder, "night.tar.gz"));
    await writeFile(join(folder, "short.tar.gz"), bytes.subarray(0, bytes.length - 100));

    const restored = await run("db", "restore", "short.tar.gz");
    const checked = await run("db", "check", "--backup", "short.tar.gz", "--json");
    const absent = await run("db", "check", "--backup", "absent.tar.gz");
    const ledger = await run("ledger", "verify");

    expect(restored).toMatchObject({ code: 3, err: expect.stringContaining("STORE_BAD_BACKUP") });
    expect(checked).toMatchObject({ code: 1, lines: [{ kind: "backup", sound: false }] });
    expect(Object.keys(checked.lines[0] ?? {}).toSorted()).toEqual(
      promisedFields("db check --backup", "damaged"),
    );
    expect(absent).toMatchObject({ code: 2, err: expect.stringContaining("STORE_NO_SUCH_BACKUP") });
    expect(ledger.code).toBe(0);
  });
});

describe("db check", () => {
  test("db check tells of a sound folder", async () => {
    const { run } = await createTerminal();

    const { code, out } = await run("db", "check");
    const { lines } = await run("db", "check", "--json");

    expect(code).toBe(0);
    expect(out).toMatch(
      /^sound: .*\n {2}Database {3}schema \d+, ok\n {2}Ledger {5}intact, 5 rows\n {2}Snapshots {2}/,
    );
    expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual(promisedFields("db check", "data folder"));
  });
});
