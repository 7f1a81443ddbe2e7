import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeClock, createKeptLog, makeDataFolder } from "../test/fixtures.ts";
import type { FakeClock } from "../test/fixtures.ts";
import type { DataFolder } from "./data-folder.ts";
import { hashTokenSecret } from "./token-secret.ts";
import type { OpenTokenStore } from "./token-store.ts";
import { openTokenStore } from "./token-store.ts";
import type { NewToken } from "./tokens.ts";
import { tokenIdentity } from "./tokens.ts";

const wanted: NewToken = {
  hash: hashTokenSecret("one"),
  kind: "pipeline",
  name: "acme/shop",
  permissions: ["install", "explain"],
  packages: ["@acme/*"],
  isObserving: true,
  expiresAt: Date.parse("2026-06-01T00:00:00Z"),
};

interface Opening {
  readonly clock?: FakeClock;
  readonly elapsedMs?: () => number;
}

async function openStore(folder: DataFolder, opening: Opening = {}): Promise<OpenTokenStore> {
  const { clock = createFakeClock(), elapsedMs = () => 0 } = opening;
  const store = await openTokenStore(folder, { clock, logger: createKeptLog(), elapsedMs });
  onTestFinished(() => store.close());
  return store;
}

describe("openTokenStore", () => {
  test("add keeps a token, and another process finds it by its hash at once", async () => {
    const folder = await makeDataFolder();
    const server = await openStore(folder, { elapsedMs: () => 0 });
    const command = await openStore(folder);
    const before = server.find(wanted.hash);

    const added = command.add(wanted);

    const { hash, ...kept } = wanted;
    expect(before).toBeUndefined();
    expect(added).toEqual({
      ...kept,
      id: "tk-1",
      createdAt: Date.parse("2026-03-31T01:10:00Z"),
      usedAt: undefined,
      revokedAt: undefined,
    });
    expect(server.find(hash)).toEqual(added);
    expect(server.list()).toEqual([added]);
    expect(tokenIdentity(added)).toBe("pipeline:acme/shop");
  });

  test("revoke ends a token once, for other processes too, and its id is not given again", async () => {
    const folder = await makeDataFolder();
    let elapsed = 0;
    const server = await openStore(folder, { elapsedMs: () => elapsed });
    const command = await openStore(folder);
    const { id } = command.add(wanted);
    elapsed = 300;
    server.find(wanted.hash);

    const answers = [command.revoke(id), command.revoke(id)];
    elapsed = 600;

    expect(answers).toEqual([true, false]);
    expect(server.find(wanted.hash)?.revokedAt).toBe(Date.parse("2026-03-31T01:10:00Z"));
    expect(command.add({ ...wanted, hash: hashTokenSecret("two") }).id).toBe("tk-2");
  });

  test("noteUse keeps the last use to the minute", async () => {
    const clock = createFakeClock(0);
    const store = await openStore(await makeDataFolder(), { clock });
    const { id } = store.add(wanted);
    const seen: (number | undefined)[] = [];

    for (const at of [1000, 30_000, 61_000]) {
      clock.set(at);
      store.noteUse(id);
      seen.push(store.list()[0]?.usedAt);
    }

    expect(seen).toEqual([1000, 1000, 61_000]);
  });

  test("noteUse does not change the revision, so that nothing is read again", async () => {
    const store = await openStore(await makeDataFolder());
    const { id } = store.add(wanted);
    const before = store.revision();

    store.noteUse(id);

    expect(store.revision()).toBe(before);
  });

  test.each(["", "1", "tk-", "tk-0", "tk-1.5", "tk-1 OR 1=1", "tk-99"])(
    "revoke finds nothing by the id %j",
    async (id) => {
      const store = await openStore(await makeDataFolder());
      store.add(wanted);

      expect(store.revoke(id)).toBe(false);
      expect(store.list()[0]?.revokedAt).toBeUndefined();
    },
  );

  test.each<Partial<NewToken>>([
    { hash: "secret" },
    { name: "" },
    { name: "a b" },
    { name: "a#tk-1" },
    { name: "-x" },
    { name: "x".repeat(101) },
    { permissions: [] },
    { packages: Array<string>(51).fill("x") },
    { packages: ["a\u0000"] },
    { expiresAt: Number.NaN },
  ])("add refuses %j", async (overrides) => {
    const store = await openStore(await makeDataFolder());

    expect(() => store.add({ ...wanted, ...overrides })).toThrow(
      expect.objectContaining({ code: "STORE_BAD_TOKEN" }),
    );
  });
});
