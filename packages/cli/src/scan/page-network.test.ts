import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CoreError } from "@lockkeeper/core";
import { buildPackage } from "@lockkeeper/drill";
import type { RegistrySource } from "@lockkeeper/inspect";
import { describe, expect, onTestFinished, test } from "vitest";

import { createPageFetcher } from "./page-network.ts";
import { readPages } from "./read-pages.ts";

const original = "export default 1;\n";
const { tarball } = buildPackage({ name: "lib", version: "1.0.0" }, [
  { path: "dist/lib.js", content: original },
]);
const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
const packument = JSON.stringify({
  versions: { "1.0.0": { dist: { tarball: "https://registry.example/lib.tgz", integrity } } },
});

/** A registry with one package, and a delivery network that serves what is given. */
function world(
  served: string | undefined,
  document = packument,
): RegistrySource & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetchPackument: async () => Buffer.from(document),
    fetchAttestations: async () => undefined,
    async fetchTarball(_name, url) {
      asked.push(url);
      if (url === "https://registry.example/lib.tgz") return tarball;
      if (served === undefined) throw new CoreError("CORE_BAD_NAME", { message: "gone" });
      return Buffer.from(served);
    },
  };
}

const script = '<script src="https://cdn.jsdelivr.net/npm/lib@1.0.0/dist/lib.js"></script>';

/** The ids of what a page has against it and what of it was not read, with the network looked at. */
async function look(page: string, source: RegistrySource): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-pages-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "index.html"), page);
  const files = new Map([["index.html", "page" as const]]);
  const { pageFindings, unread } = await readPages({ folder, files }, createPageFetcher(source));
  return [...pageFindings.map(({ id }) => id), ...unread.map(({ message }) => message)];
}

describe("readPages() with a network", () => {
  test("readPages() has nothing against a network that serves the package's own file", async () => {
    expect(await look(script, world(original))).toEqual(["page-without-integrity"]);
  });

  test("readPages() tells of a network that serves something else", async () => {
    expect(await look(script, world("evil();"))).toEqual(["page-without-integrity", "page-tarball-differs"]);
  });

  test("readPages() tells what could not be fetched", async () => {
    expect(await look(script, world(undefined))).toEqual([
      "page-without-integrity",
      expect.stringMatching(/1 of its addresses cannot be fetched/),
    ]);
  });

  test("readPages() believes no tarball that is not what the registry says", async () => {
    const wrong = packument.replace(integrity, `sha512-${"A".repeat(86)}==`);

    expect(await look(script, world("evil();", wrong))).toEqual(["page-without-integrity"]);
  });

  test("readPages() fetches an address and a package once", async () => {
    const source = world(original);

    await look(script.repeat(3) + script.replace("</script>", "</script><!-- -->"), source);

    expect(source.asked).toEqual([
      "https://cdn.jsdelivr.net/npm/lib@1.0.0/dist/lib.js",
      "https://registry.example/lib.tgz",
    ]);
  });
});
