import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { buildEntry, collect, createFakeClock, createKeptLog, makeDataFolder } from "../test/fixtures.ts";
import type { DataFolder } from "./data-folder.ts";
import { openDatabase } from "./database.ts";
import type { Ledger } from "./ledger.ts";
import { createLedger, openLedger, openLedgerReader } from "./ledger.ts";
import type { LedgerEntry, LedgerRow } from "./ledger-entry.ts";
import { boundEntry, renderEntry } from "./ledger-entry.ts";
import type { JournalDisk } from "./ledger-journal.ts";
import { journalDisk, readHostName } from "./ledger-journal.ts";
import { sealLine } from "./sealed-line.ts";
import type { SqlDatabase } from "./sqlite.ts";

const logger = createKeptLog();
const instruments = { clock: createFakeClock(), logger };
/** No process has it: Linux ends at 4194304. */
const deadPid = 4_194_305;
const uuid = "12345678-1234-1234-1234-123456789abc";
const versionsOf = (rows: readonly LedgerRow[]): unknown => rows.map(({ version }) => version);

interface OpenedLedger {
  readonly folder: DataFolder;
  readonly database: SqlDatabase;
  readonly ledger: Ledger;
}

async function makeLedger(disk: JournalDisk = journalDisk): Promise<OpenedLedger> {
  const folder = await makeDataFolder();
  const database = await openDatabase(folder, instruments);
  const ledger = await createLedger(folder, database, { ...instruments, disk });
  onTestFinished(async () => {
    await ledger.close();
    database.close();
  });
  return { folder, database, ledger };
}

function line(entry: LedgerEntry): string {
  return sealLine(renderEntry(boundEntry(entry)));
}

async function leaveJournal(folder: DataFolder, text: string, pid = deadPid): Promise<string> {
  const name = `${pid}@${readHostName()}@${uuid}.journal`;
  await mkdir(folder.ledgerFolder, { recursive: true });
  await writeFile(join(folder.ledgerFolder, name), text);
  return name;
}

describe("query", () => {
  test("query yields rows as they were appended, in order", async () => {
    const { ledger } = await makeLedger();
    const entries = [
      buildEntry({
        version: "1.14.1",
        decision: "hold",
        effect: "hold",
        clause: "cooldown",
        outcome: "refused",
      }),
      buildEntry({ kind: "packument", version: null, withheld: ["1.14.1", "__proto__"], observed: true }),
    ];

    for (const entry of entries) ledger.append(entry);
    const rows = await collect(ledger.query({}));

    expect(rows).toEqual(entries.map((entry, index) => ({ seq: index + 1, ...entry })));
  });

  test.each([
    [{ package: "axios" }, ["1", "2"]],
    [{ package: "axios", version: "2" }, ["2"]],
    [{ identity: "team-b" }, ["2", "3"]],
    [{ since: 20, until: 30 }, ["2"]],
    [{ decision: "block" as const }, ["3"]],
    [{ kind: "audit" as const }, ["4"]],
    [{ outcome: "refused" as const }, ["3"]],
    [{ limit: 2 }, ["1", "2"]],
    [{ limit: 2, order: "desc" as const }, ["4", "3"]],
    [{ limit: 0 }, []],
    [{ package: "axios' OR 1=1 --" }, []],
  ])("query with %j yields %j, from the journal and from the database", async (filter, versions) => {
    const { folder, ledger } = await makeLedger();
    ledger.append(buildEntry({ at: 10, version: "1" }));
    ledger.append(buildEntry({ at: 20, version: "2", identity: "team-b" }));
    ledger.append(
      buildEntry({
        at: 30,
        version: "3",
        identity: "team-b",
        package: "left",
        decision: "block",
        outcome: "refused",
      }),
    );
    ledger.append(buildEntry({ at: 40, version: "4", package: "left", kind: "audit" }));

    const reader = await openLedgerReader(folder);
    const pending = await collect(reader.query(filter));
    await ledger.flush();
    const imported = await collect(reader.query(filter));
    await reader.close();

    expect(versionsOf(pending)).toEqual(versions);
    expect(imported).toEqual(pending);
  });

  test("query yields each row once while rows move from the journal to the database", async () => {
    const { folder, ledger } = await makeLedger();
    const reader = await openLedgerReader(folder);
    const count = 3000;

    for (let index = 0; index < count; index += 1) ledger.append(buildEntry({ version: String(index) }));
    const flushing = ledger.flush();
    const rounds = [await collect(reader.query({})), await collect(reader.query({ order: "desc" }))];
    await flushing;
    rounds.push(await collect(reader.query({})));
    await reader.close();

    const wanted = Array.from({ length: count }, (_, index) => String(index));
    expect(versionsOf(rounds[0] ?? [])).toEqual(wanted);
    expect(versionsOf(rounds[1] ?? [])).toEqual(wanted.toReversed());
    expect(versionsOf(rounds[2] ?? [])).toEqual(wanted);
  });

  test("query keeps hostile texts apart and intact", async () => {
    const { ledger } = await makeLedger();
    const names = [
      "__proto__",
      "a\u0000b",
      "\ud800",
      "'; DROP TABLE ledger_row; --",
      "x".repeat(5000),
      "é😀",
    ];

    for (const name of names) ledger.append(buildEntry({ package: name }));
    const rows = await collect(ledger.query({}));

    expect(rows.map((row) => row.package)).toEqual([
      "__proto__",
      "a\uFFFDb",
      "\uFFFD",
      "'; DROP TABLE ledger_row; --",
      "x".repeat(512),
      "é😀",
    ]);
    expect((await ledger.verify()).kind).toBe("intact");
  });

  test("query keeps the order of arrival when the clock is set back", async () => {
    const { ledger } = await makeLedger();

    ledger.append(buildEntry({ at: 2000, version: "1" }));
    ledger.append(buildEntry({ at: 1000, version: "2" }));

    expect(versionsOf(await collect(ledger.query({})))).toEqual(["1", "2"]);
    expect(versionsOf(await collect(ledger.query({ until: 1500 })))).toEqual(["2"]);
  });
});

describe("append", () => {
  test("append refuses and says so while the disk is full, and works again afterwards", async () => {
    let isFull = false;
    const { ledger } = await makeLedger({
      ...journalDisk,
      write: (file, bytes) => {
        if (isFull) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
        return journalDisk.write(file, bytes);
      },
    });

    ledger.append(buildEntry({ version: "1" }));
    isFull = true;
    expect(() => ledger.append(buildEntry({ version: "2" }))).toThrow(
      expect.objectContaining({ code: "STORE_LEDGER_WRITE_FAILED", hint: expect.stringContaining("room") }),
    );
    isFull = false;
    ledger.append(buildEntry({ version: "3" }));

    expect(versionsOf(await collect(ledger.query({})))).toEqual(["1", "3"]);
  });

  test("append after close is an error", async () => {
    const { ledger } = await makeLedger();
    await ledger.close();

    expect(() => ledger.append(buildEntry())).toThrow(expect.objectContaining({ code: "STORE_CLOSED" }));
  });

  test("append moves rows to the database by itself, and close leaves no journal behind", async () => {
    const { folder, ledger } = await makeLedger();

    ledger.append(buildEntry());
    await expect.poll(() => ledger.pending).toBe(0);
    await ledger.close();

    expect(await readdir(folder.ledgerFolder)).toEqual([]);
  });

  test("append begins a new journal when one has grown large, and removes the old", async () => {
    const { folder, ledger } = await makeLedger();
    const withheld = Array.from({ length: 50 }, () => "1".repeat(500));

    for (let index = 0; index < 700; index += 1) ledger.append(buildEntry({ withheld }));
    const before = await readdir(folder.ledgerFolder);
    await ledger.flush();

    expect(before.length).toBe(3);
    expect((await readdir(folder.ledgerFolder)).length).toBe(1);
    expect(await ledger.verify()).toMatchObject({ kind: "intact", rows: 700 });
  });
});

describe("openLedger", () => {
  test("openLedger imports what a killed process left, once", async () => {
    const folder = await makeDataFolder();
    await leaveJournal(folder, ["1", "2"].map((version) => line(buildEntry({ version }))).join(""));

    const before = await openLedgerReader(folder);
    const seenBefore = await collect(before.query({}));
    await before.close();
    await (await openLedger(folder, instruments)).close();
    const ledger = await openLedger(folder, instruments);

    expect(versionsOf(seenBefore)).toEqual(["1", "2"]);
    expect(versionsOf(await collect(ledger.query({})))).toEqual(["1", "2"]);
    expect(await readdir(folder.ledgerFolder)).toEqual([]);
    await ledger.close();
  });

  test("openLedger imports nothing twice when the crash came between import and removal", async () => {
    const folder = await makeDataFolder();
    const text = ["1", "2"].map((version) => line(buildEntry({ version }))).join("");
    await leaveJournal(folder, text);
    await (await openLedger(folder, instruments)).close();
    await leaveJournal(folder, text + line(buildEntry({ version: "3" })));

    const ledger = await openLedger(folder, instruments);

    expect(versionsOf(await collect(ledger.query({})))).toEqual(["1", "2", "3"]);
    expect((await ledger.verify()).kind).toBe("intact");
    await ledger.close();
  });

  test("openLedger reports a torn last line and goes on", async () => {
    const folder = await makeDataFolder();
    await leaveJournal(folder, line(buildEntry()) + line(buildEntry()).slice(0, 50));
    const log = createKeptLog();

    const ledger = await openLedger(folder, { ...instruments, logger: log });

    expect(log.codes).toEqual(["STORE_LEDGER_RECOVERED", "STORE_LEDGER_TORN_LINE"]);
    expect(await collect(ledger.query({}))).toHaveLength(1);
    await ledger.close();
  });

  test("openLedger keeps a journal with damaged lines for a person to look at", async () => {
    const folder = await makeDataFolder();
    const text = `${line(buildEntry())}00000000 []\n${line(buildEntry())}`;
    await leaveJournal(folder, text);
    const log = createKeptLog();

    const ledger = await openLedger(folder, { ...instruments, logger: log });

    const [kept = ""] = await readdir(folder.corruptFolder);
    expect(log.codes).toContain("STORE_LEDGER_DAMAGED_LINES");
    expect(await readFile(join(folder.corruptFolder, kept), "utf8")).toBe(text);
    expect(await collect(ledger.query({}))).toHaveLength(2);
    await ledger.close();
  });

  test("openLedger leaves the journal of a living process alone, and still shows its rows", async () => {
    const folder = await makeDataFolder();
    const name = await leaveJournal(folder, line(buildEntry({ version: "9" })), process.ppid);

    const ledger = await openLedger(folder, instruments);

    expect(versionsOf(await collect(ledger.query({})))).toEqual(["9"]);
    expect(await readdir(folder.ledgerFolder)).toEqual([name]);
    await ledger.close();
  });
});

describe("openLedgerReader", () => {
  test("openLedgerReader is empty where no server ever ran", async () => {
    const reader = await openLedgerReader(await makeDataFolder());

    expect(await collect(reader.query({}))).toEqual([]);
    expect(await reader.verify()).toMatchObject({ kind: "intact", rows: 0 });
    await reader.close();
  });
});

describe("verify", () => {
  async function makeFilledLedger(): Promise<OpenedLedger> {
    const opened = await makeLedger();
    for (let batch = 0; batch < 3; batch += 1) {
      for (let index = 0; index < 5; index += 1)
        opened.ledger.append(buildEntry({ version: `${batch}.${index}` }));
      await opened.ledger.flush();
    }
    return opened;
  }

  test("verify finds an untouched ledger intact", async () => {
    const { ledger } = await makeFilledLedger();

    expect(await ledger.verify()).toMatchObject({ kind: "intact", rows: 15, batches: 3 });
  });

  test.each([
    ["a changed time", "UPDATE ledger_row SET at = at + 1 WHERE seq = 7", 2],
    ["a changed identity", "UPDATE ledger_source SET identity = 'other'", 1],
    ["a changed ruling", "UPDATE ledger_ruling SET effect = 'block'", 1],
    ["a damaged list", "UPDATE ledger_row SET withheld = '[' WHERE seq = 12", 3],
    ["a removed row", "DELETE FROM ledger_row WHERE seq = 8", 2],
    ["a removed last row", "DELETE FROM ledger_row WHERE seq = 15", 3],
    [
      "a row slipped in",
      "INSERT INTO ledger_row SELECT 16, at, source, subject, ruling, withheld FROM ledger_row WHERE seq = 1",
      4,
    ],
    ["a removed batch", "DELETE FROM ledger_batch WHERE number = 2", 3],
    [
      "swapped subjects",
      "UPDATE ledger_row SET subject = (SELECT subject FROM ledger_row WHERE seq = 1) WHERE seq = 6",
      2,
    ],
    ["a new hash", "UPDATE ledger_batch SET hash = printf('%064d', 0) WHERE number = 1", 1],
  ])("verify names the first batch after %s", async (_what, sql, batch) => {
    const { database, ledger } = await makeFilledLedger();

    database.execute(sql);

    expect(await ledger.verify()).toMatchObject({ kind: "broken", batch });
  });
});
