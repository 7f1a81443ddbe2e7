import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeClock, createKeptLog, makeDataFolder } from "../test/fixtures.ts";
import type { DataFolder } from "./data-folder.ts";
import type { OpenExceptionStore } from "./exception-store.ts";
import { openExceptionStore } from "./exception-store.ts";

const wanted = {
  package: "axios",
  versions: "1.14.1",
  clauses: ["cooldown"],
  reason: "the fix for our outage",
  owner: "kim",
  expires: "2026-05-01",
};

async function openStore(folder: DataFolder): Promise<OpenExceptionStore> {
  return await openStoreAt(folder, () => 0);
}

async function openStoreAt(folder: DataFolder, elapsedMs: () => number): Promise<OpenExceptionStore> {
  const store = await openExceptionStore(folder, {
    clock: createFakeClock(),
    logger: createKeptLog(),
    elapsedMs,
  });
  onTestFinished(() => store.close());
  return store;
}

describe("openExceptionStore", () => {
  test("add keeps an exception, and another process sees it by its revision within 300 ms", async () => {
    const folder = await makeDataFolder();
    let elapsed = 0;
    const server = await openStoreAt(folder, () => elapsed);
    const command = await openStore(folder);
    const before = server.revision();

    const added = command.add(wanted);
    elapsed = 300;

    expect(added).toEqual({ ...wanted, id: "ex-1", createdAt: "2026-03-31T01:10:00.000Z" });
    expect(server.revision()).not.toBe(before);
    expect(server.list()).toEqual([added]);
  });

  test("remove takes an exception out of force once, and its id is not given again", async () => {
    const store = await openStore(await makeDataFolder());
    const { id } = store.add(wanted);
    const before = store.revision();

    expect(store.remove(id)).toBe(true);
    expect(store.remove(id)).toBe(false);

    expect(store.revision()).toBe(before + 1);
    expect(store.list()).toEqual([]);
    expect(store.add(wanted).id).toBe("ex-2");
  });

  test.each(["", "1", "ex-", "ex-0", "ex-1.5", "ex-1 OR 1=1", "ex-99"])(
    "remove finds nothing by the id %j",
    async (id) => {
      const store = await openStore(await makeDataFolder());
      store.add(wanted);

      expect(store.remove(id)).toBe(false);
      expect(store.list()).toHaveLength(1);
    },
  );

  test.each([
    { reason: " " },
    { package: "x".repeat(3000) },
    { owner: "a\u0000" },
    { clauses: Array(99).fill("x") },
  ])("add refuses %j", async (overrides) => {
    const store = await openStore(await makeDataFolder());

    expect(() => store.add({ ...wanted, ...overrides })).toThrow(
      expect.objectContaining({ code: "STORE_BAD_EXCEPTION" }),
    );
  });
});
