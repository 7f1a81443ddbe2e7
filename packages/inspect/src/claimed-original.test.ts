import { describe, expect, test } from "vitest";

import type { FakeVersion } from "../test/fake-source.ts";
import { createFakeSource } from "../test/fake-source.ts";
import { createExtractor, createInspector } from "./index.ts";

const now = Date.parse("2026-06-10T00:00:00Z");
const files = ["a", "b", "c"].map((name) => ({
  path: `${name}.js`,
  content: `module.exports = "${name}";\n`,
}));

const original: FakeVersion = {
  manifest: { name: "left-trim", version: "1.3.0", repository: "github:someone/left-trim" },
  files,
  at: "2020-01-01T00:00:00Z",
  publisher: "someone",
};

async function idsOf(copy: Partial<FakeVersion> & Pick<FakeVersion, "manifest">): Promise<readonly string[]> {
  const source = createFakeSource([
    original,
    { files, at: "2026-06-09T00:00:00Z", publisher: "stranger", ...copy },
  ]);
  const inspector = createInspector({
    registry: source,
    extract: createExtractor(),
    clock: { now: () => now },
    popularNames: ["left-trim"],
    version: "1.2.3",
  });
  const { findings, error } = await inspector.inspect({
    kind: "spec",
    spec: `${copy.manifest.name}@${copy.manifest.version}`,
  });
  expect(error).toBeUndefined();
  return findings.filter(({ id }) => id === "clone-of-another").map(({ strength }) => strength);
}

const impostor = { name: "plain-left-trim", version: "1.3.0", repository: original.manifest["repository"] };

describe("findClaimedOriginal", () => {
  test("tells a stranger's copy under a name made of the original's", async () => {
    expect(await idsOf({ manifest: impostor })).toEqual(["strong"]);
  });

  test("takes a fork in a scope for what it is", async () => {
    expect(await idsOf({ manifest: { ...impostor, name: "@team/left-trim" } })).toEqual(["supporting"]);
  });

  test.each([
    ["of the same owner", { publisher: "someone" }],
    ["with files of its own", { files: [{ path: "index.js", content: "module.exports = 1;\n" }] }],
  ])("finds nothing in a package %s", async (_what, difference) => {
    expect(await idsOf({ manifest: impostor, ...difference })).toEqual([]);
  });

  test("leaves alone what has been there for long", async () => {
    const copy: FakeVersion = {
      manifest: impostor,
      files,
      at: "2021-01-01T00:00:00Z",
      publisher: "stranger",
    };
    const source = createFakeSource([
      original,
      { ...copy, manifest: { ...impostor, version: "1.2.0" }, at: "2020-02-01T00:00:00Z" },
      copy,
    ]);
    const inspector = createInspector({
      registry: source,
      extract: createExtractor(),
      clock: { now: () => now },
      popularNames: ["left-trim"],
      version: "1.2.3",
    });

    const { findings } = await inspector.inspect({ kind: "spec", spec: "plain-left-trim@1.3.0" });

    expect(findings.filter(({ id }) => id === "clone-of-another")).toEqual([]);
  });
});
