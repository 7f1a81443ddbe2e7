import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeClock, createKeptLog, makeDataFolder } from "../test/fixtures.ts";
import { openDatabase } from "./database.ts";
import { createLateStore } from "./late-store.ts";
import type { LateStore, ToldExposure } from "./late-store.ts";

async function makeStore(): Promise<LateStore> {
  const database = await openDatabase(await makeDataFolder(), {
    clock: createFakeClock(),
    logger: createKeptLog(),
  });
  onTestFinished(() => database.close());
  return createLateStore(database);
}

const locked: ToldExposure = {
  name: "axios",
  version: "1.14.1",
  placeKind: "repository",
  place: "/code/shop",
  rank: 2,
};

describe("noteTold", () => {
  test("noteTold keeps what was told from being told again", async () => {
    const store = await makeStore();
    const other = { ...locked, place: "/code/blog" };
    store.noteTold([locked], 100);

    expect(store.untold([locked, other])).toEqual([other]);
  });

  test("noteTold lets what became worse be told again, and never what became milder", async () => {
    const store = await makeStore();
    const fetched = { ...locked, rank: 1 };
    store.noteTold([locked], 100);

    const worse = store.untold([fetched]);
    store.noteTold([fetched], 200);
    store.noteTold([locked], 300);

    expect(worse).toEqual([fetched]);
    expect(store.untold([fetched, locked])).toEqual([]);
  });

  test("noteTold takes names that end at NUL for what they are", async () => {
    const store = await makeStore();
    const odd = { ...locked, place: "/code/shop\u0000x" };
    store.noteTold([odd], 100);

    expect(store.untold([odd, locked])).toEqual([locked]);
  });
});

describe("accuse", () => {
  test("accuse keeps the first reason of each source", async () => {
    const store = await makeStore();
    const accusation = {
      name: "axios",
      version: "1.14.1",
      source: "inspection",
      reason: "it drops a file",
      at: 1,
    };

    store.accuse(accusation);
    store.accuse({ ...accusation, reason: "another", at: 2 });
    store.accuse({ ...accusation, source: "person" });

    expect(store.accusations()).toEqual([accusation, { ...accusation, source: "person" }]);
  });
});
