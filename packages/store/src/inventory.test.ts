import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeClock, createKeptLog, makeDataFolder } from "../test/fixtures.ts";
import { openDatabase } from "./database.ts";
import { createInventory, openInventoryReader } from "./inventory.ts";
import type { Inventory, InventoryInterval, InventoryLook } from "./inventory.ts";
import { decodeItems, encodeItems } from "./inventory-items.ts";

const instruments = { clock: createFakeClock(), logger: createKeptLog() };

async function makeInventory(): Promise<Inventory> {
  const database = await openDatabase(await makeDataFolder(), instruments);
  onTestFinished(() => database.close());
  return createInventory(database);
}

function look(at: number, packages: readonly string[], members: Partial<InventoryLook> = {}): InventoryLook {
  return {
    placeKind: "repository",
    place: "/code/shop",
    channel: "lockfile",
    ref: "package-lock.json",
    at,
    packages: packages.map((spec) => {
      const mark = spec.lastIndexOf("@");
      return { name: spec.slice(0, mark), version: spec.slice(mark + 1) };
    }),
    ...members,
  };
}

function axios(inventory: Inventory): readonly InventoryInterval[] {
  return inventory.intervalsOf(new Map([["axios", "every-version"]]));
}

describe("remember", () => {
  test("remember keeps when a version came and went, and between which looks that was", async () => {
    const inventory = await makeInventory();
    inventory.remember(look(100, ["axios@1.14.0", "left-pad@1.3.0"]));
    inventory.remember(look(200, ["axios@1.14.1", "left-pad@1.3.0"]));
    inventory.remember(look(300, ["axios@1.14.1", "left-pad@1.3.0"]));
    inventory.remember(look(400, ["axios@1.14.0", "left-pad@1.3.0"]));

    const found = inventory.intervalsOf(new Map([["axios", ["1.14.1"]]]));

    expect(found).toEqual([
      {
        name: "axios",
        version: "1.14.1",
        placeKind: "repository",
        place: "/code/shop",
        channel: "lockfile",
        ref: "package-lock.json",
        absentAt: 100,
        foundAt: 200,
        lastSeenAt: 300,
        goneAt: 400,
      },
    ]);
  });

  test("remember leaves what is still there open, and does not know when the first look's packages came", async () => {
    const inventory = await makeInventory();
    inventory.remember(look(100, ["axios@1.14.1"]));
    inventory.remember(look(500, ["axios@1.14.1"]));

    expect(axios(inventory)).toMatchObject([
      { absentAt: undefined, foundAt: 100, lastSeenAt: 500, goneAt: undefined },
    ]);
  });

  test("remember begins a second interval for a version that comes back", async () => {
    const inventory = await makeInventory();
    for (const [at, packages] of [
      [100, ["axios@1.14.1"]],
      [200, []],
      [300, ["axios@1.14.1"]],
    ] as const) {
      inventory.remember(look(at, packages));
    }

    expect(axios(inventory).map(({ foundAt, goneAt }) => [foundAt, goneAt])).toEqual([
      [100, 200],
      [300, undefined],
    ]);
  });

  test("remember says how much changed, and refuses a look older than the last", async () => {
    const inventory = await makeInventory();

    const outcomes = [
      inventory.remember(look(100, ["a@1", "b@1", "b@1"])),
      inventory.remember(look(200, ["a@1", "c@1"])),
      inventory.remember(look(150, [])),
    ];

    expect(outcomes).toEqual([
      { kind: "kept", added: 2, removed: 0, held: 2 },
      { kind: "kept", added: 1, removed: 1, held: 2 },
      { kind: "older", lookedAt: 200 },
    ]);
  });

  test("remember keeps places, channels and files apart", async () => {
    const inventory = await makeInventory();
    inventory.remember(look(100, ["axios@1.14.1"]));
    inventory.remember(look(100, ["axios@1.14.1"], { ref: "web/package-lock.json" }));
    inventory.remember(
      look(100, ["axios@1.14.1"], { placeKind: "host", place: "build-1", channel: "host-sweep", ref: "" }),
    );
    inventory.remember(look(200, [], { ref: "web/package-lock.json" }));

    expect(axios(inventory).map(({ place, ref, goneAt }) => [place, ref, goneAt])).toEqual([
      ["/code/shop", "package-lock.json", undefined],
      ["/code/shop", "web/package-lock.json", 200],
      ["build-1", "", undefined],
    ]);
    expect(inventory.sourcesOf("lockfile")).toHaveLength(2);
  });

  test("remember takes hostile names for texts", async () => {
    const inventory = await makeInventory();
    const packages = ["__proto__@1", "it's\u0000@1", `${"x".repeat(600)}@1`, "axios@"];

    inventory.remember(look(100, packages));

    expect([...inventory.versionsEver()].map(({ name }) => name)).toEqual(["__proto__", "it's\uFFFD"]);
  });

  test("openInventoryReader reads beside whoever writes, and nothing where nothing was kept", async () => {
    const folder = await makeDataFolder();
    const empty = await openInventoryReader(folder);
    const database = await openDatabase(folder, instruments);
    const reader = await openInventoryReader(folder);
    onTestFinished(() => {
      reader.close();
      database.close();
    });

    createInventory(database).remember(look(100, ["axios@1.14.1"]));

    expect(empty.intervalsOf(new Map([["axios", "every-version"]]))).toEqual([]);
    expect(reader.intervalsOf(new Map([["axios", ["1.14.1"]]]))).toHaveLength(1);
  });

  test("remember answers for any moment what the looks then said", async () => {
    const specs = ["a@1", "a@2", "b@1", "c@1"];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.subarray(specs), { minLength: 1, maxLength: 8 }), async (looks) => {
        const inventory = await makeInventory();
        looks.forEach((packages, index) => inventory.remember(look((index + 1) * 100, packages)));

        const every = new Map(["a", "b", "c"].map((name) => [name, "every-version" as const]));
        const intervals = inventory.intervalsOf(every);

        looks.forEach((packages, index) => {
          const at = (index + 1) * 100;
          const there = intervals.filter(
            ({ foundAt, goneAt }) => foundAt <= at && (goneAt === undefined || goneAt > at),
          );
          expect(there.map(({ name, version }) => `${name}@${version}`).toSorted()).toEqual(
            packages.toSorted(),
          );
        });
      }),
      { numRuns: 25 },
    );
  });
});

describe("encodeItems", () => {
  test("encodeItems is what decodeItems reads, whatever the numbers", () => {
    const number = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { maxLength: 50 }), (pairs) => {
        const items = new Map(pairs);

        expect(new Map(decodeItems(encodeItems(items)))).toEqual(items);
      }),
    );
  });

  test("decodeItems refuses bytes that end in the middle, and never hangs", () => {
    expect(() => decodeItems(Buffer.from([200]))).toThrow(
      expect.objectContaining({ code: "STORE_DATABASE_CORRUPT" }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          decodeItems(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: "STORE_DATABASE_CORRUPT" });
        }
      }),
    );
  });
});
