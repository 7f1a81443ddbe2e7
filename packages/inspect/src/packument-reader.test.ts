import { parsePackageName } from "@lockkeeper/core";
import type { PackageName } from "@lockkeeper/core";
import { describe, expect, test } from "vitest";

import { createPackumentReader } from "./packument-reader.ts";
import type { RegistrySource } from "./registry-source.ts";

const [small, other, large] = ["small", "other", "large"].map((name) => parsePackageName(name));
const megabytes = 1_000_000;

/** A registry whose packuments have a given size, and that counts what it is asked. */
function createSizedSource(
  sizes: ReadonlyMap<string, number>,
): RegistrySource & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetchPackument: (name: PackageName) => {
      asked.push(name);
      const size = sizes.get(name);
      if (size === undefined) return Promise.reject(new Error("the registry is away"));
      const document = { name, versions: {}, time: {}, readme: "x".repeat(size) };
      return Promise.resolve(Buffer.from(JSON.stringify(document)));
    },
    fetchTarball: () => Promise.reject(new Error("not asked here")),
    fetchAttestations: () => Promise.reject(new Error("not asked here")),
  };
}

function createReader(source: RegistrySource): ReturnType<typeof createPackumentReader> {
  return createPackumentReader(source, { clock: { now: () => 1000 }, freshMs: 60_000, kept: undefined });
}

describe("createPackumentReader", () => {
  test("asks once for a packument that was read a moment ago", async () => {
    const source = createSizedSource(new Map([["small", 10]]));
    const reader = createReader(source);

    await reader.read(small ?? failing(), false);
    await reader.read(small ?? failing(), false);

    expect(source.asked).toEqual(["small"]);
  });

  test("forgets older packuments when they are too large together, but never the last one", async () => {
    const sizes = new Map([
      ["small", 10],
      ["other", 5 * megabytes],
      ["large", 20 * megabytes],
    ]);
    const source = createSizedSource(sizes);
    const reader = createReader(source);

    for (const name of [small, other, large, large, other]) await reader.read(name ?? failing(), false);

    expect(source.asked).toEqual(["small", "other", "large", "other"]);
  });

  test("asks again after a failure", async () => {
    const source = createSizedSource(new Map());
    const reader = createReader(source);

    const first = await reader.read(small ?? failing(), false).catch((error: unknown) => String(error));
    const second = await reader.read(small ?? failing(), false).catch((error: unknown) => String(error));

    expect([first, second]).toEqual(["Error: the registry is away", "Error: the registry is away"]);
    expect(source.asked).toEqual(["small", "small"]);
  });
});

function failing(): never {
  throw new Error("a name of this test is not a package's");
}
