import type { PackageName } from "@lockkeeper/core";
import { parseInstant, parsePackageName } from "@lockkeeper/core";
import { scanPackument } from "@lockkeeper/registry";
import type { PackumentIndex } from "@lockkeeper/registry";
import { expect, test } from "vitest";
import { packageCreatedAt } from "./facts.ts";

const name: PackageName = parsePackageName("lib");

function distOf(version: string): Readonly<Record<string, string>> {
  return { tarball: `https://registry.example/lib/-/lib-${version}.tgz`, shasum: "0".repeat(40) };
}

function indexWith(time: Readonly<Record<string, string>>): PackumentIndex {
  const versions = Object.fromEntries(
    ["1.0.0", "1.1.0"].map((version) => [version, { name: "lib", version, dist: distOf(version) }]),
  );
  return scanPackument(Buffer.from(JSON.stringify({ name: "lib", versions, time })), name);
}

test("packageCreatedAt is what the packument says", () => {
  const index = indexWith({ created: "2020-01-01T00:00:00Z", "1.0.0": "2021-01-01T00:00:00Z" });

  expect(packageCreatedAt(index)).toBe(parseInstant("2020-01-01T00:00:00Z"));
});

test("packageCreatedAt is the earliest time of a listed version where a mirror leaves it out", () => {
  const index = indexWith({
    "1.1.0": "2022-01-01T00:00:00Z",
    "1.0.0": "2021-01-01T00:00:00Z",
    "0.9.0": "2019-01-01T00:00:00Z",
  });

  expect(packageCreatedAt(index)).toBe(parseInstant("2021-01-01T00:00:00Z"));
});

test("packageCreatedAt is unknown where nothing tells it", () => {
  expect(packageCreatedAt(indexWith({ "1.0.0": "some day" }))).toBeUndefined();
});
