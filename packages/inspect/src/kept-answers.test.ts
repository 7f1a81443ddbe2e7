import { parsePackageName } from "@lockkeeper/core";
import { describe, expect, test } from "vitest";

import { createFakeSource } from "../test/fake-source.ts";
import { createKeptAnswers } from "./kept-answers.ts";
import type { KeptAnswers } from "./kept-answers.ts";

const name = parsePackageName("lib");
const packument = { kind: "packument", name } as const;
const now = Date.parse("2026-03-31T01:00:00Z");

interface Disk {
  readonly values: Map<string, unknown>;
  /** Writes that have begun and wait. */
  readonly waiting: (() => void)[];
}

function createDisk(): Disk {
  return { values: new Map(), waiting: [] };
}

function keptOn({ values, waiting }: Disk, address?: string, isSlow = false): KeptAnswers {
  const source = createFakeSource([]);
  return createKeptAnswers({
    cache: {
      get: async (key) => values.get(key),
      set: async (key, value) => {
        if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve));
        values.set(key, value);
      },
    },
    source: address === undefined ? source : Object.assign(source, { addressOf: () => address }),
    clock: { now: () => now },
  });
}

describe("createKeptAnswers()", () => {
  test("createKeptAnswers() gives back the bytes, with when they came", async () => {
    const kept = keptOn(createDisk(), "https://registry.example/");
    const bytes = Buffer.from('{"name":"lib","description":"ä 😀"}');

    await kept.keep(packument, bytes);
    await kept.settle();

    expect(await kept.read(packument)).toEqual({ bytes, at: now });
    expect(await kept.read({ kind: "attestations", name, version: "1.0.0" })).toBeUndefined();
  });

  test("createKeptAnswers() keeps nothing of a registry without an address, and nothing too large", async () => {
    const disk = createDisk();

    await keptOn(disk).keep(packument, Buffer.from("{}"));
    await keptOn(disk, "https://registry.example/").keep(packument, Buffer.alloc(40_000_001));

    expect(disk.values.size).toBe(0);
  });

  test("createKeptAnswers() lets the question go on while it writes, but for a few at once", async () => {
    const disk = createDisk();
    const kept = keptOn(disk, "https://registry.example/", true);
    const keys = Array.from({ length: 9 }, (_, index) => ({
      kind: "attestations" as const,
      name,
      version: `1.0.${String(index)}`,
    }));
    const done: string[] = [];

    const all = keys.map(async (key) => {
      await kept.keep(key, Buffer.from("{}"));
      done.push(key.version);
    });
    await Promise.all(all.slice(0, 8));

    expect(done).toHaveLength(8);
    for (const wake of disk.waiting) wake();
    await Promise.all(all);
    await kept.settle();
    expect(disk.values.size).toBe(9);
  });
});
