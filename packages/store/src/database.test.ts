import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { createFakeClock, createKeptLog, makeDataFolder } from "../test/fixtures.ts";
import { openDatabase, openDatabaseForReading } from "./database.ts";
import { newestSchema, readSchema } from "./migrations.ts";

const instruments = () => ({ clock: createFakeClock(), logger: createKeptLog() });

describe("openDatabase", () => {
  test("openDatabase makes a database of the newest schema and finds it again", async () => {
    const folder = await makeDataFolder();
    (await openDatabase(folder, instruments())).close();

    const database = await openDatabase(folder, instruments());

    expect(readSchema(database)).toBe(newestSchema);
    expect(database.query("PRAGMA journal_mode").row()).toEqual(["wal"]);
    database.close();
  });

  test("openDatabase migrates a database without a schema and keeps its rows", async () => {
    const folder = await makeDataFolder();
    const before = await openDatabase(folder, instruments());
    before.execute(
      "INSERT INTO package(name, upstream, sha256, looked_at) VALUES ('axios', 'public', 'x', 1)",
    );
    before.close();

    const after = await openDatabase(folder, instruments());

    expect(after.query("SELECT name FROM package").rows()).toEqual([["axios"]]);
    after.close();
  });

  test("openDatabase refuses the schema of a newer Lockkeeper", async () => {
    const folder = await makeDataFolder();
    const database = await openDatabase(folder, instruments());
    database.execute(`PRAGMA user_version = ${newestSchema + 1}`);
    database.close();

    await expect(openDatabase(folder, instruments())).rejects.toMatchObject({ code: "STORE_NEWER_FORMAT" });
  });

  test("openDatabase says what to do with a file from before the first release", async () => {
    const folder = await makeDataFolder();
    const database = await openDatabase(folder, instruments());
    database.execute("DROP TABLE sighting_chunk");
    database.close();

    await expect(openDatabase(folder, instruments())).rejects.toMatchObject({
      code: "STORE_BAD_FORMAT",
      message: expect.stringContaining(folder.databaseFile),
      hint: expect.stringContaining("-wal"),
    });
  });

  test.each([
    ["garbage", Buffer.from("garbage ".repeat(5000))],
    ["a few bytes", Buffer.from("SQLite format 3")],
    ["zeros", Buffer.alloc(8192)],
  ])("openDatabase refuses %s and leaves the file as it is", async (_what, bytes) => {
    const folder = await makeDataFolder();
    await writeFile(folder.databaseFile, bytes);

    const opening = openDatabase(folder, instruments());

    await expect(opening).rejects.toMatchObject({
      code: "STORE_DATABASE_CORRUPT",
      message: expect.stringContaining(folder.databaseFile),
      hint: expect.stringContaining("backup"),
    });
    expect(await readFile(folder.databaseFile)).toEqual(bytes);
  });

  test("openDatabase refuses a file that was cut short", async () => {
    const folder = await makeDataFolder();
    (await openDatabase(folder, instruments())).close();
    await truncate(folder.databaseFile, (await readFile(folder.databaseFile)).length - 4096);

    await expect(openDatabase(folder, instruments())).rejects.toMatchObject({
      code: "STORE_DATABASE_CORRUPT",
    });
  });

  test("openDatabase refuses a file with damaged pages", async () => {
    const folder = await makeDataFolder();
    (await openDatabase(folder, instruments())).close();
    const bytes = await readFile(folder.databaseFile);
    bytes.fill(0xa5, 4096);
    await writeFile(folder.databaseFile, bytes);

    await expect(openDatabase(folder, instruments())).rejects.toMatchObject({
      code: "STORE_DATABASE_CORRUPT",
    });
  });

  test("openDatabase sets a damaged file aside when told, and begins anew", async () => {
    const folder = await makeDataFolder();
    const garbage = Buffer.from("garbage ".repeat(5000));
    await writeFile(folder.databaseFile, garbage);
    const tools = instruments();

    const database = await openDatabase(folder, { ...tools, onCorrupt: "set-aside" });

    const [kept = ""] = await readdir(folder.corruptFolder);
    expect(await readFile(join(folder.corruptFolder, kept))).toEqual(garbage);
    expect(tools.logger.codes).toEqual(["STORE_DATABASE_SET_ASIDE"]);
    database.close();
  });
});

describe("openDatabaseForReading", () => {
  test("openDatabaseForReading answers nothing where there is no database, and makes none", async () => {
    const folder = await makeDataFolder();

    const database = await openDatabaseForReading(folder);

    expect(database).toBeUndefined();
    expect(await readdir(folder.root)).not.toContain("lockkeeper.db");
  });

  test("openDatabaseForReading cannot write", async () => {
    const folder = await makeDataFolder();
    (await openDatabase(folder, instruments())).close();

    const database = await openDatabaseForReading(folder);

    expect(() => database?.execute("DELETE FROM package")).toThrow(
      expect.objectContaining({ code: "STORE_DATABASE_FAILED" }),
    );
    database?.close();
  });
});

describe("transaction", () => {
  test("transaction takes everything back when the work throws", async () => {
    const database = await openDatabase(await makeDataFolder(), instruments());
    const insert = database.command("INSERT INTO manifest_pack(digest) VALUES (?)");

    expect(() =>
      database.transaction(() => {
        insert.run("a");
        throw new RangeError("no");
      }),
    ).toThrow(RangeError);

    expect(database.query("SELECT count(*) FROM manifest_pack").row()).toEqual([0]);
    database.close();
  });
});
