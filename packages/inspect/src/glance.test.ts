import { parsePackageName } from "@lockkeeper/core";
import type { Manifest } from "@lockkeeper/drill";
import { describe, expect, test } from "vitest";

import type { FakeVersion } from "../test/fake-source.ts";
import { createFakeSource } from "../test/fake-source.ts";
import { createExtractor, createInspector } from "./index.ts";

const now = Date.parse("2026-03-31T01:00:00Z");
const settled = ["2024-01-01T00:00:00Z", "2025-10-01T00:00:00Z"];

/** A package with some years behind it, and what is added to its newest release. */
function lineOf(added: Partial<Manifest>, last: Partial<FakeVersion> = {}): readonly FakeVersion[] {
  const base = { name: "parent", dependencies: { known: "^1.0.0" }, scripts: { install: "node-gyp build" } };
  return [
    ...settled.map((at, index) => ({ manifest: { ...base, version: `1.0.${index}` }, at })),
    { manifest: { ...base, version: "1.0.2", ...added }, at: "2026-03-30T00:00:00Z", ...last },
  ];
}

async function glanceAt(versions: readonly FakeVersion[], version = "1.0.2"): Promise<readonly string[]> {
  const source = createFakeSource(versions);
  const inspector = createInspector({
    registry: source,
    extract: createExtractor(),
    clock: { now: () => now },
    popularNames: ["express"],
    version: "1.2.3",
  });
  const oddities = await inspector.glance(parsePackageName("parent"), [version]);
  expect(source.asked).toEqual(["packument parent"]);
  return oddities.get(version) ?? ["not listed"];
}

describe("glance()", () => {
  test("finds nothing about a release like those before it, and asks for no tarball", async () => {
    expect(await glanceAt(lineOf({}))).toEqual([]);
  });

  test.each<[string, Partial<Manifest>, readonly string[]]>([
    [
      "a dependency that few use",
      { dependencies: { known: "^1.0.0", "odd-helper": "^1.0.0" } },
      ["another dependency: odd-helper"],
    ],
    [
      "a dependency that leads to an address",
      { dependencies: { known: "https://files.invalid/known.tgz" } },
      ["another dependency: known"],
    ],
    ["a hook", { scripts: { postinstall: "node setup.js" } }, ["another script at install: postinstall"]],
    [
      "a hook with another command",
      { scripts: { install: "node x.js" } },
      ["another script at install: install"],
    ],
  ])("tells of %s", async (_, added, oddities) => {
    expect(await glanceAt(lineOf(added))).toEqual(oddities);
  });

  test("tells nothing of dependencies that many use, and of ranges that move", async () => {
    expect(await glanceAt(lineOf({ dependencies: { known: "^2.0.0", express: "^5.0.0" } }))).toEqual([]);
  });

  test("tells of a publisher who never published it before", async () => {
    expect(await glanceAt(lineOf({}, { publisher: "stranger" }))).toContain("a new publisher");
  });

  test("tells of a release after a long silence, of a young package, and of many releases at once", async () => {
    const [first, second] = lineOf({});
    const late = { manifest: { name: "parent", version: "1.0.2" }, at: "2026-03-30T00:00:00Z" };
    const young = ["2026-03-29T23:00:00Z", late.at].map((at, index) => ({
      manifest: { name: "parent", version: `1.0.${index + 1}` },
      at,
    }));
    const burst = ["1.0.2", "2.0.0", "3.0.0"].map((version) => ({
      manifest: { name: "parent", version },
      at: late.at,
    }));
    if (first === undefined || second === undefined) throw new Error("The line has two settled releases");

    expect(await glanceAt([first, late])).toEqual(["a long silence before it"]);
    expect(await glanceAt(young)).toEqual(["a young package"]);
    expect(await glanceAt([first, second, ...burst])).toEqual(["many releases at once"]);
  });

  test("tells nothing of the first release, which has none before it", async () => {
    expect(await glanceAt(lineOf({}), "1.0.0")).toEqual([]);
  });

  test("knows only what the registry lists", async () => {
    expect(await glanceAt(lineOf({}), "9.0.0")).toEqual(["not listed"]);
  });
});
