import { stat } from "node:fs/promises";

import { describe, expect, onTestFinished, test } from "vitest";

import { buildEntry, collect, createFakeClock, createKeptLog, makeDataFolder } from "../test/fixtures.ts";
import { readFrozenFolders, thaw } from "../test/thaw.ts";
import type { DataFolder } from "./data-folder.ts";
import { openDatabase } from "./database.ts";
import type { Ledger } from "./ledger.ts";
import { createLedger } from "./ledger.ts";
import type { LedgerRetention } from "./retention.ts";
import { createLedgerRetention } from "./retention.ts";
import type { SqlDatabase } from "./sqlite.ts";

const instruments = { clock: createFakeClock(), logger: createKeptLog() };

interface Filled {
  readonly folder: DataFolder;
  readonly database: SqlDatabase;
  readonly ledger: Ledger;
  readonly retention: LedgerRetention;
}

async function open(folder: DataFolder): Promise<Filled> {
  const database = await openDatabase(folder, instruments);
  const ledger = await createLedger(folder, database, instruments);
  onTestFinished(async () => {
    await ledger.close();
    database.close();
  });
  return { folder, database, ledger, retention: createLedgerRetention(database, instruments.clock) };
}

/** Batches of five rows; the row of batch b has the time b000. */
async function makeFilled(batches: number, rows = 5): Promise<Filled> {
  const filled = await open(await makeDataFolder());
  await append(filled.ledger, 0, batches, rows);
  return filled;
}

async function append(ledger: Ledger, from: number, batches: number, rows = 5): Promise<void> {
  for (let batch = from; batch < from + batches; batch += 1) {
    for (let index = 0; index < rows; index += 1) {
      ledger.append(
        buildEntry({ at: batch * 1000 + index, version: `${batch}.${index}`, package: `p${batch}` }),
      );
    }
    await ledger.flush();
  }
}

const alone = { isAlone: true } as const;

describe("prune", () => {
  test("prune takes whole batches from the oldest, and the rest verifies from there on", async () => {
    const { ledger, retention } = await makeFilled(6);

    const report = await retention.prune({ before: 3002, ...alone });
    const verification = await ledger.verify();
    const rows = await collect(ledger.query({}));

    expect(report).toMatchObject({
      rows: 15,
      batches: 3,
      keptRows: 15,
      anchor: { rows: 15, firstAt: 0, lastAt: 2004 },
    });
    expect(verification).toMatchObject({ kind: "intact", rows: 15, batches: 3, pruned: { rows: 15 } });
    expect(rows.map(({ seq }) => seq)).toEqual([...Array(15).keys()].map((index) => index + 16));
  });

  test("prune never takes the newest batch, since the chain goes on from it", async () => {
    const { ledger, retention } = await makeFilled(3);

    await retention.prune({ before: Number.MAX_SAFE_INTEGER, ...alone });
    await append(ledger, 3, 2);
    const verification = await ledger.verify();

    expect(verification).toMatchObject({ kind: "intact", rows: 15, pruned: { rows: 10 } });
  });

  test("prune again and again keeps one chain and counts everything that is gone", async () => {
    const { ledger, retention } = await makeFilled(4);

    await retention.prune({ before: 1000, ...alone });
    await append(ledger, 4, 3);
    await retention.prune({ before: 4000, ...alone });
    const nothing = await retention.prune({ before: 4000, ...alone });
    const verification = await ledger.verify();

    expect(nothing).toMatchObject({ rows: 0, batches: 0, anchor: { rows: 20 } });
    expect(verification).toMatchObject({
      kind: "intact",
      rows: 15,
      pruned: { rows: 20, firstAt: 0, lastAt: 3004 },
    });
    expect(retention.size()).toEqual({ rows: 15, batches: 3 });
  });

  test("prune beside a process that appends leaves every later row and an intact chain", async () => {
    const { folder, ledger } = await makeFilled(400, 10);
    const other = await openDatabase(folder, instruments);
    onTestFinished(() => other.close());

    const pruning = createLedgerRetention(other, instruments.clock).prune({
      before: 300_000,
      isAlone: false,
    });
    await append(ledger, 400, 60, 10);
    const report = await pruning;
    const verification = await ledger.verify();

    expect(report).toMatchObject({ rows: 3000 });
    expect(verification).toMatchObject({ kind: "intact", rows: 1600 });
    expect(await collect(ledger.query({ package: "p459" }))).toHaveLength(10);
  });

  test("prune twice at once takes each batch once", async () => {
    const { folder, ledger, retention } = await makeFilled(200, 10);
    const other = await openDatabase(folder, instruments);
    onTestFinished(() => other.close());

    const options = { before: 150_000, isAlone: false } as const;
    const reports = await Promise.all([
      retention.prune(options),
      createLedgerRetention(other, instruments.clock).prune(options),
    ]);

    expect(reports.reduce((sum, { rows }) => sum + rows, 0)).toBe(1500);
    expect(await ledger.verify()).toMatchObject({ kind: "intact", rows: 500, pruned: { rows: 1500 } });
  });

  test("prune stops where the chain is broken, so that the evidence stays", async () => {
    const { database, ledger, retention } = await makeFilled(6);
    database.execute("UPDATE ledger_row SET at = at + 1 WHERE seq = 12");

    const pruning = retention.prune({ before: 5000, ...alone });

    await expect(pruning).rejects.toMatchObject({
      code: "STORE_LEDGER_BROKEN",
      message: expect.stringContaining("batch 3"),
    });
    expect(await ledger.verify()).toMatchObject({ kind: "broken", batch: 3 });
  });

  test("prune takes the texts that nothing needs only when it is alone, and a process that appends goes on", async () => {
    const { database, ledger, retention } = await makeFilled(4);
    const countTexts = (): unknown => database.query("SELECT count(*) FROM ledger_subject").row()?.[0];

    await retention.prune({ before: 3000, isAlone: false });
    const beside = countTexts();
    // The package of a pruned row: its text is remembered by number.
    ledger.append(buildEntry({ at: 9000, package: "p0", version: "0.0" }));
    await ledger.flush();
    const rows = await collect(ledger.query({ package: "p0" }));
    retention.sweep();

    expect(beside).toBe(20);
    expect(rows).toHaveLength(1);
    expect(countTexts()).toBe(6);
    expect(await ledger.verify()).toMatchObject({ kind: "intact", rows: 6 });
  });

  test("prune gives room back to the disk", async () => {
    const { folder, database, retention } = await makeFilled(40, 150);
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    const before = (await stat(folder.databaseFile)).size;

    await retention.prune({ before: 38_000, ...alone });
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    const after = (await stat(folder.databaseFile)).size;

    expect(after).toBeLessThan(before / 2);
  });

  test("prune makes a file of an earlier schema one that gives room back", async () => {
    const [first] = await readFrozenFolders();
    if (first === undefined) throw new Error("There is no frozen folder");
    const { database, ledger, retention } = await open(await thaw(first));

    await retention.prune({ before: first.expected.rows[12]?.at ?? 0, ...alone });
    const vacuum = database.query("PRAGMA auto_vacuum").row();

    expect(vacuum).toEqual([2]);
    expect(await ledger.verify()).toMatchObject({ kind: "intact", pruned: { rows: expect.any(Number) } });
  });

  test("prune that is aborted has taken what it had taken, and no more", async () => {
    const { ledger, retention } = await makeFilled(10, 200);
    const stopping = new AbortController();

    const report = await retention.prune({
      before: 9000,
      isAlone: false,
      signal: stopping.signal,
      onProgress: (rows) => rows >= 400 && stopping.abort(),
    });

    expect(report.rows).toBe(400);
    expect(await ledger.verify()).toMatchObject({ kind: "intact", rows: 1600, pruned: { rows: 400 } });
  });
});

describe("count", () => {
  test("count says what a prune would take", async () => {
    const { ledger, retention } = await makeFilled(6);

    const counted = retention.count(3002);

    expect(counted).toMatchObject({ rows: 15, batches: 3, keptRows: 15, anchor: undefined });
    expect(await ledger.verify()).toMatchObject({ rows: 30 });
  });
});

describe("verify", () => {
  test("verify finds a noted head, also when it ended what was pruned", async () => {
    const { ledger, retention } = await makeFilled(2);
    const noted = ledger.head().hash;

    await append(ledger, 2, 2);
    const before = await ledger.verify(noted);
    await retention.prune({ before: 2000, ...alone });
    const after = await ledger.verify(noted);

    expect(before).toMatchObject({ kind: "intact", noted: { batch: 2, lastSeq: 10 } });
    expect(after).toMatchObject({ kind: "intact", noted: { batch: 2, lastSeq: 10 }, rows: 10 });
  });

  test("verify with a noted head shows that the end was cut off", async () => {
    const { database, ledger } = await makeFilled(4);
    const noted = ledger.head().hash;
    database.execute("DELETE FROM ledger_row WHERE seq > 15; DELETE FROM ledger_batch WHERE number = 4");

    const without = await ledger.verify();
    const found = await ledger.verify(noted);

    expect(without).toMatchObject({ kind: "intact", rows: 15 });
    expect(found).toMatchObject({ kind: "cut-off", rows: 15 });
  });

  test("verify finds rows that were put back below what was pruned", async () => {
    const { database, ledger, retention } = await makeFilled(4);
    await retention.prune({ before: 2000, ...alone });
    database.execute(
      "INSERT INTO ledger_row SELECT 3, at, source, subject, ruling, withheld FROM ledger_row WHERE seq = 16",
    );

    expect(await ledger.verify()).toMatchObject({ kind: "broken", detail: "1 rows belong to no batch" });
  });
});
