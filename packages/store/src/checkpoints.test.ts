import { stat } from "node:fs/promises";

import { expect, test } from "vitest";

import { createFakeClock, createKeptLog, makeDataFolder } from "../test/fixtures.ts";
import { startCheckpoints } from "./checkpoints.ts";
import { openDatabase } from "./database.ts";

/** Threads run what is compiled: the set-up of the tests builds it. */
const program = new URL("../dist/checkpoint-thread.js", import.meta.url);

test("startCheckpoints moves the log into the database while another connection writes", async () => {
  const folder = await makeDataFolder();
  const logger = createKeptLog();
  const database = await openDatabase(folder, { clock: createFakeClock(), logger });
  database.execute("PRAGMA wal_autocheckpoint = 0; CREATE TABLE sample(body TEXT)");
  const add = database.command("INSERT INTO sample VALUES (?)");
  const before = (await stat(folder.databaseFile)).size;

  const checkpoints = startCheckpoints(folder.databaseFile, logger, {
    program,
    everyMs: 10,
    logBytes: 1,
    afterMs: 0,
  });
  const grown = async (): Promise<boolean> => {
    add.run("x".repeat(20_000));
    return (await stat(folder.databaseFile)).size > before + 100_000;
  };

  await expect.poll(grown, { timeout: 5000 }).toBe(true);
  await checkpoints.stop();
  expect(database.query("PRAGMA integrity_check").row()).toEqual(["ok"]);
  database.close();
  expect(logger.codes).toEqual([]);
});

test("startCheckpoints tells of a thread that cannot work, and can be stopped all the same", async () => {
  const folder = await makeDataFolder();
  const logger = createKeptLog();

  const checkpoints = startCheckpoints(`${folder.root}/missing/folder.db`, logger, { program, afterMs: 0 });
  await expect.poll(() => logger.codes).toEqual(["STORE_CHECKPOINT_FAILED"]);

  await checkpoints.stop();
});
