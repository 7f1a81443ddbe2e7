import { createHash } from "node:crypto";

import { parsePackageName } from "@lockkeeper/core";
import type { RegistrySource } from "@lockkeeper/inspect";
import { describe, expect, test } from "vitest";

import { createFrugalSource } from "./tarballs-at-hand.ts";
import type { FrugalSource } from "./tarballs-at-hand.ts";

const name = parsePackageName("lib");
const url = "https://registry.example/lib/-/lib-1.0.0.tgz";
const kept = Buffer.from("kept");
const integrity = `sha512-${createHash("sha512").update(kept).digest("base64")}`;

function createScene(failures = 0): { readonly source: FrugalSource; readonly asked: string[] } {
  const asked: string[] = [];
  let left = failures;
  const registry: RegistrySource = {
    fetchPackument: async (of) => {
      asked.push(of);
      left -= 1;
      if (left >= 0) throw new Error("not now");
      return Buffer.from("{}");
    },
    fetchTarball: async (_name, address) => {
      asked.push(address);
      return Buffer.from("fetched");
    },
    fetchAttestations: async () => undefined,
  };
  const source = createFrugalSource(registry, {
    npm: { bytesOf: async (hash) => (hash === integrity ? kept : undefined) },
    blobs: { open: async () => undefined },
  });
  return { source, asked };
}

describe("createFrugalSource", () => {
  test("takes a tarball from the cache by the hash that the registry gives of its address", async () => {
    const { source, asked } = createScene();
    source.note(url, integrity);

    expect(await source.fetchTarball(name, url, 100)).toEqual(kept);
    expect(asked).toEqual([]);
  });

  test("asks the registry for what no cache has, and for what is larger than wanted", async () => {
    const { source, asked } = createScene();

    const unknown = await source.fetchTarball(name, url, 100);
    source.note(url, integrity);
    const large = await source.fetchTarball(name, url, 2);

    expect([unknown, large].map(String)).toEqual(["fetched", "fetched"]);
    expect(asked).toEqual([url, url]);
  });

  test("asks for a document once, and again when that failed", async () => {
    const { source, asked } = createScene(1);

    await expect(source.fetchPackument(name)).rejects.toThrow("not now");
    await source.fetchPackument(name);
    await source.fetchPackument(name);

    expect(asked).toEqual(["lib", "lib"]);
  });
});
