import { readArchive } from "@lockkeeper/archive";
import { buildPackage } from "@lockkeeper/drill";
import { describe, expect, test } from "vitest";

import { fetchDependencies } from "./fetch-dependencies.ts";

type Manifest = Parameters<typeof buildPackage>[0];

/** A registry of packages by the specs that are asked for; what is not there is refused. */
function registryOf(packages: Readonly<Record<string, Manifest>>): {
  readonly fetchTarball: (spec: string) => Promise<Uint8Array>;
  readonly asked: string[];
} {
  const asked: string[] = [];
  return {
    asked,
    fetchTarball: async (spec) => {
      asked.push(spec);
      const manifest = packages[spec];
      if (manifest === undefined) throw new Error("no such package");
      return await Promise.resolve(buildPackage(manifest).tarball);
    },
  };
}

function entriesOf(manifest: Manifest): ReturnType<typeof readArchive>["entries"] {
  return readArchive(buildPackage(manifest).tarball).entries;
}

const main = entriesOf({
  name: "sample",
  version: "1.0.0",
  dependencies: { a: "^1.0.0", b: "2", c: "git+ssh://host.example/c" },
  optionalDependencies: { d: "1" },
});

describe("fetchDependencies", () => {
  test("fetches what a package depends on and what that does, each name once", async () => {
    const { fetchTarball, asked } = registryOf({
      "a@^1.0.0": { name: "a", version: "1.2.0", dependencies: { b: "1", e: "3" } },
      "b@2": { name: "b", version: "2.0.0", dependencies: { a: "*" } },
      "e@3": { name: "e", version: "3.0.0" },
    });

    const { packages, missing } = await fetchDependencies(main, fetchTarball);

    expect(packages.map(({ name }) => name)).toEqual(["a", "b", "e"]);
    expect(asked).toEqual(["a@^1.0.0", "b@2", "e@3"]);
    expect(missing).toEqual([]);
  });

  test("tells of what cannot be had, and goes on", async () => {
    const { fetchTarball } = registryOf({ "b@2": { name: "b", version: "2.0.0" } });

    const { packages, missing } = await fetchDependencies(main, fetchTarball);

    expect(packages.map(({ name }) => name)).toEqual(["b"]);
    expect(missing).toEqual(["a@^1.0.0: no such package"]);
  });

  test("stops at its bounds, and says so", async () => {
    const { fetchTarball } = registryOf({ "a@^1.0.0": { name: "a", version: "1.0.0" } });

    const { packages, missing } = await fetchDependencies(main, fetchTarball, { maxCount: 1, maxBytes: 1e6 });

    expect(packages.length).toBe(1);
    expect(missing).toEqual(["b and what else is needed, as 1 packages were fetched"]);
  });
});
