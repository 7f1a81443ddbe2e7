import Libsql from "libsql";
import { describe, expect, test } from "vitest";

import { collect, createFakeClock, createKeptLog, makeDataFolder } from "../test/fixtures.ts";
import { readFrozenFolders, thaw } from "../test/thaw.ts";
import { openDatabase } from "./database.ts";
import { newestSchema } from "./migrations.ts";
import { openStore } from "./store.ts";

const frozenFolders = await readFrozenFolders();
const instruments = (): {
  clock: ReturnType<typeof createFakeClock>;
  logger: ReturnType<typeof createKeptLog>;
} => ({
  clock: createFakeClock(),
  logger: createKeptLog(),
});

describe("migrate", () => {
  test("migrate is held to the first released schema", () => {
    const schemas = frozenFolders.map(({ schema }) => schema);

    expect(schemas[0]).toBe(1);
    expect(Math.max(...schemas)).toBeLessThanOrEqual(newestSchema);
  });

  test.each(frozenFolders)(
    "migrate opens a data folder of schema $schema with everything in it",
    async (frozen) => {
      const folder = await thaw(frozen);
      const { expected } = frozen;

      const store = await openStore(folder, instruments());
      const rows = await collect(store.ledger.query({}));
      const verification = await store.ledger.verify();
      const exceptions = store.exceptions.list();
      const histories = ["axios", "@scope/tool"].flatMap((name) => store.sightings.versionsOf(name));
      const manifest = await store.sightings.manifestOf("axios", "1.1.0");
      const archived = await store.sightings.manifestOf("axios", "1.14.1");
      await store.close();

      expect(rows).toEqual(expected.rows);
      expect(verification).toMatchObject(expected.verification);
      expect(exceptions).toEqual(expected.exceptions);
      expect(JSON.parse(JSON.stringify(histories))).toEqual(expected.histories);
      expect(manifest).toBe(expected.manifest);
      expect(archived).toBe(expected.archived);
    },
  );

  test.each(frozenFolders)(
    "migrate makes the rows of a folder of schema $schema answer by version and time",
    async (frozen) => {
      const folder = await thaw(frozen);
      const store = await openStore(folder, instruments());
      const named = frozen.expected.rows.filter(({ version }) => version !== null);
      const names = new Map(named.map((row) => [row.package, "every-version" as const]));

      const tallies = await store.ledger.tally({ packages: names });
      const asked = [...store.ledger.versionsAskedFor()];
      const intervals = store.inventory.intervalsOf(names);
      await store.close();

      expect(named.length).toBeGreaterThan(0);
      expect(tallies.reduce((sum, { count }) => sum + count, 0)).toBe(named.length);
      expect(new Set(asked.map(({ name }) => name))).toEqual(new Set(names.keys()));
      expect(intervals).toEqual([]);
    },
  );

  test.each(frozenFolders)(
    "migrate leaves a folder of schema $schema that takes more of everything",
    async (frozen) => {
      const folder = await thaw(frozen);
      const row = frozen.expected.rows[0];
      if (row === undefined) throw new Error("The frozen folder holds no rows");
      const { seq: _seq, ...entry } = row;

      const store = await openStore(folder, instruments());
      store.ledger.append(entry);
      store.exceptions.add({
        package: "p",
        versions: "1.0.0",
        clauses: ["cooldown"],
        reason: "r",
        owner: "o",
        expires: "2027-01-01T00:00:00Z",
      });
      const verification = await store.ledger.verify();
      await store.close();

      expect(verification).toMatchObject({ kind: "intact", rows: frozen.expected.rows.length + 1 });
    },
  );

  test("migrate refuses a database of a newer Lockkeeper and leaves it as it was", async () => {
    const folder = await makeDataFolder();
    (await openDatabase(folder, instruments())).close();
    const raw = new Libsql(folder.databaseFile);
    raw.exec(`PRAGMA user_version = ${newestSchema + 1}`);
    raw.close();

    const opening = openDatabase(folder, instruments());

    await expect(opening).rejects.toMatchObject({
      code: "STORE_NEWER_FORMAT",
      hint: expect.stringContaining("newer Lockkeeper"),
    });
    const again = new Libsql(folder.databaseFile);
    expect(again.prepare("PRAGMA user_version").raw().get([])).toEqual([newestSchema + 1]);
    again.close();
  });
});
